import type * as vscode from 'vscode';
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
}: PageServices): PanelHandlers<'drawn' | 'showLog' | 'measure' | 'layer' | 'figures'> {
  /** The figures that are being made for panels. */
  const making = new WeakMap<ShownPanel, Call<void>>();
  return {
    // Heard by who waits for it.
    drawn: () => {},
    showLog: () => log.show(),
    measure: async ({ view, run }, { runId, name, layer }) => {
      if (run?.runId !== runId) return;
      view.send({ type: 'measure', runId, name, layers: await runs.ask(runId, 'measure', { name, index: layer - 1 }) });
    },
    layer: async ({ view, run }, { runId, layer }) => {
      if (run?.runId !== runId) return;
      try {
        view.send({ type: 'layer', runId, layer, read: await runs.ask(runId, 'layer', { index: layer - 1 }) });
      } catch (error) {
        const fault = error instanceof Error ? error.message : String(error);
        log.warn(`Layer ${layer} of run ${runId} cannot be read: ${fault}`);
        view.send({ type: 'layer', runId, layer, read: { fault } });
      }
    },
    figures: async (panel, { runId }) => {
      const { run, view } = panel;
      if (run?.runId !== runId) return;
      making.get(panel)?.cancel();
      const { folder } = await runs.loadAny(runId);
      const layers = run.layers.flatMap(({ known }, index) => (known ? [] : [index]));
      const call = runs.start(
        folder,
        'figures',
        { layers },
        {
          onEvent: ({ index, made }) => {
            const layer = index + 1;
            if (panel.run?.runId !== runId) call.cancel();
            else if ('fault' in made) view.send({ type: 'layer', runId, layer, read: made });
            else view.send({ type: 'figures', runId, layer, figures: made });
          },
        },
      );
      making.set(panel, call);
      const ended = view.onDispose(() => call.cancel());
      // A fault of ours ends the thread, which says so to whoever asks next; given up it has no more to say.
      call.result
        .catch((error: unknown) => log.warn(`Figures of run ${runId}: ${error}`))
        .finally(() => ended.dispose());
    },
  };
}
