import type { ToPanel } from '../../model/panelProtocol';
import type { ShownPanel } from '../panel/panels';
import type { SelectionFiles } from './selectionStore';
import type { Selections } from './selections';

/** Tells a panel which selections are kept with its run. */
export async function tellNamed({ view, state }: ShownPanel, store: SelectionFiles): Promise<void> {
  if (state.kind === 'complete') view.send(await namedMessage(state.run.runId, store));
}

export async function namedMessage(runId: string, store: SelectionFiles): Promise<ToPanel> {
  return { type: 'named', runId, selections: await store.named(runId) };
}

/**
 * Keeps what is selected in a panel with its run.
 * @throws Error when the run's folder cannot be written
 */
export async function keepSelection(
  { state }: ShownPanel,
  name: string,
  { selections, store }: { readonly selections: Selections; readonly store: SelectionFiles },
): Promise<void> {
  if (state.kind !== 'complete') return;
  const { runId } = state.run;
  const selected = selections.of(runId)?.parameters;
  if (selected !== undefined && !selected.isEmpty) await store.keepNamed(runId, name, selected);
}

/** @throws Error when the run's folder cannot be written */
export async function forgetSelection({ state }: ShownPanel, name: string, store: SelectionFiles): Promise<void> {
  if (state.kind === 'complete') await store.forgetNamed(state.run.runId, name);
}
