import type * as vscode from 'vscode';
import { CancelledError } from '../../engine/errors';
import type { OpenedRunContract } from '../../engine/worker/contracts';
import type { Call } from '../../engine/worker/thread';
import type { Runs } from '../runs';
import type { PanelHandlers } from './messages';
import type { ShownPanel } from './shownPanel';

export interface PageServices {
  readonly runs: Runs;
  readonly log: vscode.LogOutputChannel;
}

export function pageHandlers({
  runs,
  log,
}: PageServices): PanelHandlers<'drawn' | 'showLog' | 'measure' | 'layer' | 'figures' | 'meeting'> {
  /** The figures that are being made for panels. */
  const making = new WeakMap<ShownPanel, Call<void>>();
  /** Has figures of layers made, and tells the panel of each as long as it shows the run. */
  const makeFigures = async (panel: ShownPanel, runId: string, layers: readonly number[]): Promise<Call<void>> => {
    const { folder } = await runs.loadAny(runId);
    const onEvent = ({ index, made }: OpenedRunContract['figures']['event']) => {
      const layer = index + 1;
      if (panel.run?.runId !== runId) call.cancel();
      else if ('fault' in made) panel.view.send({ type: 'layer', runId, layer, read: made });
      else panel.view.send({ type: 'figures', runId, layer, figures: made });
    };
    const call = runs.start(folder, 'figures', { layers }, { onEvent });
    return call;
  };
  return {
    // Heard by who waits for it.
    drawn: () => {},
    showLog: () => log.show(),
    measure: async ({ view, run }, { runId, name, layer }) => {
      if (run?.runId !== runId) return;
      view.send({ type: 'measure', runId, name, layers: await runs.ask(runId, 'measure', { name, index: layer - 1 }) });
    },
    layer: async (panel, { runId, layer }) => {
      const { view, run } = panel;
      if (run?.runId !== runId) return;
      try {
        const read = await runs.ask(runId, 'layer', { index: layer - 1 });
        view.send({ type: 'layer', runId, layer, read });
        // The layer that is looked at comes before the others.
        if (!read.known) await (await makeFigures(panel, runId, [layer - 1])).result;
      } catch (error) {
        // The panel shows something else, or has asked for all figures anew.
        if (error instanceof CancelledError) return;
        const fault = error instanceof Error ? error.message : String(error);
        log.warn(`Layer ${layer} of run ${runId} cannot be read: ${fault}`);
        view.send({ type: 'layer', runId, layer, read: { fault } });
      }
    },
    meeting: async ({ view, run }, { runId, request, query, layer }) => {
      if (run?.runId !== runId) return;
      const found = await runs
        .ask(runId, 'meeting', { query, layer })
        .catch((error: unknown) => ({ fault: error instanceof Error ? error.message : String(error) }));
      view.send({ type: 'meeting', runId, request, found });
    },
    figures: async (panel, { runId }) => {
      const { run, view } = panel;
      if (run?.runId !== runId) return;
      making.get(panel)?.cancel();
      const layers = run.layers.flatMap(({ known }, index) => (known ? [] : [index]));
      const call = await makeFigures(panel, runId, layers);
      making.set(panel, call);
      const ended = view.onDispose(() => call.cancel());
      // Given up it has no more to say; a fault of ours ends the thread, which says so to whoever asks next.
      call.result
        .catch((error: unknown) => log.warn(`Figures of run ${runId}: ${error}`))
        .finally(() => ended.dispose());
    },
  };
}
