import type * as vscode from 'vscode';
import type { Runs } from '../runs';
import type { PanelHandlers } from './messages';

export interface PageServices {
  readonly runs: Runs;
  readonly log: vscode.LogOutputChannel;
}

export function pageHandlers({ runs, log }: PageServices): PanelHandlers<'drawn' | 'showLog' | 'measure'> {
  return {
    // Heard by who waits for it.
    drawn: () => {},
    showLog: () => log.show(),
    measure: async ({ view, run }, { runId, name }) => {
      if (run?.runId !== runId) return;
      view.send({ type: 'measure', runId, name, layers: await runs.ask(runId, 'measure', { name }) });
    },
  };
}
