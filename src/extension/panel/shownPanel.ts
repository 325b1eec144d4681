import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { Progress } from '../../model/job';
import type { FromPanel, PanelState, ToPanel } from '../../model/panelProtocol';
import type { HistoryPoint, RunView } from '../../model/runView';
import { WebviewPage } from './webviewPage';

/** What a panel follows, from its start to its end. */
export interface Followed {
  readonly config: ExperimentConfig;
  /** The file the config was read from, if it was one. */
  readonly configUri: vscode.Uri | undefined;
  readonly state: PanelState;
  readonly onState: vscode.Event<void>;
  readonly onProgress: vscode.Event<Progress>;
  readonly onPoints: vscode.Event<{ readonly network: string; readonly points: readonly HistoryPoint[] }>;
}

/** Reads what a page says; undefined when it is none of its messages. */
export type ParseFromPanel = (message: unknown) => FromPanel | undefined;

/** A panel together with what it shows: an experiment, or a run from disk. */
export class ShownPanel {
  readonly view: WebviewPage<ToPanel, FromPanel>;
  /** The experiment that it follows or followed; undefined for a run that was opened from disk. */
  experiment: Followed | undefined;
  /** What it shows without an experiment. */
  stored: PanelState = { kind: 'empty' };

  constructor(
    panel: vscode.WebviewPanel,
    extensionUri: vscode.Uri,
    log: vscode.LogOutputChannel,
    parse: ParseFromPanel,
  ) {
    const current = () => ({ title: titleOf(this.state), message: { type: 'state', state: this.state } as const });
    this.view = new WebviewPage(panel, extensionUri, log, { page: 'panel', parse, current });
  }

  /** As it is now: a page that is made anew while training goes on gets all points so far. */
  get state(): PanelState {
    return this.experiment?.state ?? this.stored;
  }

  /** The finished run that it shows; undefined while it shows none. */
  get run(): RunView | undefined {
    const { state } = this;
    return state.kind === 'complete' ? state.run : undefined;
  }

  /** @throws Error when it shows none */
  finishedRun(): RunView {
    const { run } = this;
    if (run === undefined) throw new Error(vscode.l10n.t('The panel shows no finished run.'));
    return run;
  }

  show(stored: PanelState): void {
    this.stored = stored;
    this.view.refresh();
  }
}

function titleOf(state: PanelState): string {
  if (state.kind === 'empty' || state.kind === 'missing') return 'Attribution';
  const { network, seed, source } = state.kind === 'complete' ? state.run.title : state.title;
  const name = source === undefined ? network.split(' ')[0] : network.split(',')[0];
  return seed === null ? `${name}` : `${name} · seed ${seed}`;
}
