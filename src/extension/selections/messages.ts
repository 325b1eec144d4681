import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { ToPanel } from '../../model/panelProtocol';
import { ParameterOrder } from '../../model/parameterOrder';
import { ParameterSet } from '../../model/parameterSet';
import { bytes, layer, name, natural, type PanelHandlers, type PanelShapes, runId } from '../panel/messages';
import type { ShownPanel } from '../panel/shownPanel';
import type { SelectionFiles } from './selectionStore';
import type { Selection, SelectionSource, Selections } from './selections';

/** A set of a network's parameters; whether it is one of this run's network is checked where the run is known. */
const selection = z.object({ runId, bits: bytes, primary: z.object({ layer, neuron: natural }).nullable() });

export const selectionShapes: PanelShapes<'select' | 'point' | 'keepSelection' | 'forgetSelection'> = {
  select: { selection },
  point: { runId, parameter: natural.nullable() },
  keepSelection: { name },
  forgetSelection: { name },
};

interface SelectionServices {
  readonly selections: Selections;
  readonly store: SelectionFiles;
}

/** They throw a RangeError for what is of another network, and an Error when the run's folder cannot be written. */
export function selectionHandlers({
  selections,
  store,
}: SelectionServices): PanelHandlers<keyof typeof selectionShapes> {
  /** The page shows at once what it asks for: where that cannot be done, it is told what is kept. */
  const orTellAsItIs = async (
    view: ShownPanel['view'],
    runId: string | undefined,
    change: (runId: string) => Promise<void>,
  ) => {
    if (runId === undefined) return;
    try {
      await change(runId);
    } catch (error) {
      view.send(await namedMessage(runId, store));
      throw error;
    }
  };
  return {
    select: ({ run }, { selection: { runId, bits, primary } }) => {
      if (run?.runId !== runId) return;
      const order = new ParameterOrder(run.layers);
      const parameters = ParameterSet.fromBits(order.count, bits);
      // A layer without biases has neurons all the same, and each at least one weight.
      if (primary !== null) order.numberOf({ ...primary, input: 0 });
      selections.select({ runId, parameters, primary }, 'panel');
    },
    point: ({ run }, { runId, parameter }) => {
      if (run?.runId !== runId) return;
      if (parameter !== null) new ParameterOrder(run.layers).placeOf(parameter);
      selections.point(runId, parameter, 'panel');
    },
    keepSelection: ({ run, view }, { name }) =>
      orTellAsItIs(view, run?.runId, async (runId) => {
        const selected = selections.of(runId)?.parameters;
        if (selected === undefined || selected.isEmpty)
          throw new Error(l10n.t('Nothing is selected that could be kept.'));
        await store.keepNamed(runId, name, selected);
      }),
    forgetSelection: ({ run, view }, { name }) =>
      orTellAsItIs(view, run?.runId, (runId) => store.forgetNamed(runId, name)),
  };
}

/**
 * Tells a page that has just been made what is selected of its run, and which selections are kept with it. A page that was
 * restored after a reload says itself what is selected.
 */
export async function tellSelections(
  { view, run }: ShownPanel,
  { selections, store }: SelectionServices,
): Promise<void> {
  if (run === undefined) return;
  const { runId } = run;
  const selection = selections.of(runId);
  const from = selections.sourceOf(runId);
  if (selection !== undefined && from !== undefined) view.send(selectMessage(selection, from));
  view.send(await namedMessage(runId, store));
}

export function selectMessage({ runId, parameters, primary }: Selection, from: SelectionSource): ToPanel {
  return { type: 'select', selection: { runId, bits: parameters.bits, primary }, from };
}

export async function namedMessage(runId: string, store: SelectionFiles): Promise<ToPanel> {
  return { type: 'named', runId, selections: await store.named(runId) };
}
