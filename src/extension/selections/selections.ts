import * as vscode from 'vscode';
import type { NeuronPlace } from '../../model/parameterOrder';
import type { ParameterSet } from '../../model/parameterSet';

/** What is selected of a run. */
export interface Selection {
  readonly runId: string;
  readonly parameters: ParameterSet;
  /** The primary neuron. */
  readonly primary: NeuronPlace | null;
}

/** Where a selection, or a parameter that is pointed at, comes from; it is not sent back to its origin. */
export type SelectionSource = 'panel' | 'editor' | 'link';

/** What is selected and what is pointed at, of each run, known to panels and editors alike. */
export class Selections implements vscode.Disposable {
  private readonly byRun = new Map<string, { readonly selection: Selection; readonly from: SelectionSource }>();
  private readonly selected = new vscode.EventEmitter<{ selection: Selection; from: SelectionSource }>();
  private readonly pointed = new vscode.EventEmitter<{
    runId: string;
    parameter: number | null;
    from: SelectionSource;
  }>();
  readonly onDidSelect = this.selected.event;
  readonly onDidPoint = this.pointed.event;

  /** What is selected of a run; undefined when nothing ever was. */
  of(runId: string): Selection | undefined {
    return this.byRun.get(runId)?.selection;
  }

  /** Where that comes from. */
  sourceOf(runId: string): SelectionSource | undefined {
    return this.byRun.get(runId)?.from;
  }

  select(selection: Selection, from: SelectionSource): void {
    const before = this.of(selection.runId);
    if (before !== undefined && same(before, selection)) return;
    this.byRun.set(selection.runId, { selection, from });
    this.selected.fire({ selection, from });
  }

  /** @param parameter its number in `ParameterOrder`; null when none is pointed at */
  point(runId: string, parameter: number | null, from: SelectionSource): void {
    this.pointed.fire({ runId, parameter, from });
  }

  dispose(): void {
    this.selected.dispose();
    this.pointed.dispose();
  }
}

function same(one: Selection, other: Selection): boolean {
  const samePrimary = one.primary?.layer === other.primary?.layer && one.primary?.neuron === other.primary?.neuron;
  return samePrimary && one.parameters.equals(other.parameters);
}
