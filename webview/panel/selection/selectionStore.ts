import * as l10n from '@vscode/l10n';
import type { NamedSelection } from '../../../src/model/panelProtocol';
import type { NeuronPlace } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { combinedSelection } from '../../charts/gestures/regionSelection';
import { Emitter } from '../../emitter';
import type { CombineMode } from '../../ui/combineMode';

/** What is selected: a set of parameters, the primary neuron, and where it came from, in words. */
export interface Selected {
  readonly set: ParameterSet;
  readonly primary: NeuronPlace | null;
  /** "lasso in the weights plot"; empty where that is not known */
  readonly origin: string;
}

/** Selections that can be gone back to. */
const REMEMBERED = 50;

/** The one selection of a panel. Every view shows it, any view may change it. */
export class SelectionStore {
  private before: Selected[] = [];
  private after: Selected[] = [];
  private now: Selected;
  private drawn: ParameterSet | null = null;
  private kept: readonly NamedSelection[] = [];
  private readonly shownChanged = new Emitter();
  private readonly committed = new Emitter();
  /** Fired after every change of what is shown. */
  readonly onChange = this.shownChanged.on;
  /** Fired after every change of what is selected, and not while it is still being drawn. */
  readonly onCommit = this.committed.on;

  /** @param count all parameters of the network */
  constructor(private count = 0) {
    this.now = nothing(count);
  }

  get current(): Selected {
    return this.now;
  }

  /** What the views show: what is being drawn with the pointer, else what is selected. */
  get shown(): ParameterSet {
    return this.drawn ?? this.now.set;
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  get canRedo(): boolean {
    return this.after.length > 0;
  }

  get named(): readonly NamedSelection[] {
    return this.kept;
  }

  /** Begins anew, for a network of so many parameters. */
  reset(count: number): void {
    this.count = count;
    this.before = [];
    this.after = [];
    this.drawn = null;
    this.kept = [];
    this.now = nothing(count);
    this.changed(false);
  }

  /**
   * Selects.
   * @param primary the primary neuron; left out, the one that was, as long as it is still touched by nothing else
   */
  apply(set: ParameterSet, mode: CombineMode, origin: string, primary?: NeuronPlace | null): void {
    const all = this.combine(set, mode);
    const kept = mode === 'replace' ? null : this.now.primary;
    this.commit({ set: all, primary: all.isEmpty ? null : primary === undefined ? kept : primary, origin });
  }

  /** What `apply` would select. */
  combine(set: ParameterSet, mode: CombineMode): ParameterSet {
    return combinedSelection(this.now.set, set, mode);
  }

  /** Shows what a gesture would select, before it has ended; null when it has, or was given up. */
  preview(set: ParameterSet | null): void {
    if (set === this.drawn) return;
    this.drawn = set;
    this.changed(false);
  }

  clear(): void {
    this.commit({ ...nothing(this.count), origin: l10n.t('cleared') });
  }

  /** Selects all that was not selected among the parameters of `within`. */
  invert(within: ParameterSet): void {
    this.commit({ set: this.now.set.inverse(within), primary: null, origin: l10n.t('inversion') });
  }

  undo(): void {
    const last = this.before.pop();
    if (last === undefined) return;
    this.after.push(this.now);
    this.now = last;
    this.drawn = null;
    this.changed(true);
  }

  redo(): void {
    const next = this.after.pop();
    if (next === undefined) return;
    this.before.push(this.now);
    this.now = next;
    this.drawn = null;
    this.changed(true);
  }

  setNamed(named: readonly NamedSelection[]): void {
    this.kept = named;
    this.changed(false);
  }

  private commit(next: Selected): void {
    this.drawn = null;
    if (next.set.equals(this.now.set)) {
      // The same again with another primary neuron: nothing to go back to.
      this.now = next;
    } else {
      this.before = [...this.before, this.now].slice(-REMEMBERED);
      this.after = [];
      this.now = next;
    }
    this.changed(true);
  }

  private changed(committed: boolean): void {
    this.shownChanged.fire();
    if (committed) this.committed.fire();
  }
}

function nothing(count: number): Selected {
  return { set: ParameterSet.empty(count), primary: null, origin: '' };
}
