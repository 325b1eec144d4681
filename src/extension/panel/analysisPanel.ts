import type * as vscode from 'vscode';
import type { FromPanel, PanelState, ToPanel } from '../../model/panelProtocol';
import { parseFromPanel } from './messages';
import { WebviewPage } from './webviewPage';

/** The page of one run. */
export class AnalysisPanel extends WebviewPage<ToPanel, FromPanel> {
  /** @param current what to show when the page asks */
  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    log: vscode.LogOutputChannel,
    current: () => PanelState,
  ) {
    super(panel, extensionUri, log, {
      page: 'panel',
      parse: parseFromPanel,
      current: () => {
        const state = current();
        return { title: titleOf(state), message: { type: 'state', state } };
      },
    });
  }
}

function titleOf(state: PanelState): string {
  if (state.kind === 'empty' || state.kind === 'missing') return 'Attribution';
  const { network, seed, source } = state.kind === 'complete' ? state.run.title : state.title;
  const name = source === undefined ? network.split(' ')[0] : network.split(',')[0];
  return seed === null ? `${name}` : `${name} · seed ${seed}`;
}
