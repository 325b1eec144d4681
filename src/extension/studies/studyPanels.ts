import * as vscode from 'vscode';
import type { FromStudy, StudyState, ToStudy } from '../../model/studyProtocol';
import { STUDY_VIEW_TYPE } from '../ids';
import { WebviewPage } from '../panel/webviewPage';
import { parseFromStudy } from './messages';
import type { Study } from './study';

/** A page together with the study that it shows; without one, with why there is none. */
interface ShownStudy {
  readonly page: WebviewPage<ToStudy, FromStudy>;
  readonly study: Study | undefined;
}

/** The pages of replications and sweeps in this window, one for each study. */
export class StudyPanels implements vscode.Disposable {
  private readonly shown: ShownStudy[] = [];
  private readonly intents = new vscode.EventEmitter<{ study: Study; intent: FromStudy }>();
  /** What the person asked for in a page. */
  readonly onIntent = this.intents.event;
  private readonly closed = new vscode.EventEmitter<Study>();
  /** The page of a study is gone. */
  readonly onClosed = this.closed.event;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The study that is shown already under an id. */
  studyOf(id: string): Study | undefined {
    return this.shown.find(({ study }) => study?.studyId === id)?.study;
  }

  /** Whether a page that shows a study is in sight. */
  isVisible(study: Study): boolean {
    return this.shown.some((one) => one.study === study && one.page.panel.visible);
  }

  /** Brings the page of a study to the front; makes one where there is none. */
  show(study: Study): void {
    const known = this.shown.find((one) => one.study === study);
    if (known !== undefined) {
      known.page.panel.reveal();
      return;
    }
    const editor = vscode.window.activeTextEditor?.viewColumn;
    const viewColumn = editor === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
    const place = { viewColumn, preserveFocus: true };
    this.follow(vscode.window.createWebviewPanel(STUDY_VIEW_TYPE, 'Attribution', place), study);
  }

  /** Has a page that the editor brought back show its study. */
  follow(panel: vscode.WebviewPanel, study: Study): void {
    const page = this.adopt(panel, study, () => study.state);
    const subscriptions = [
      study.onState(() => page.refresh()),
      study.onProgress((progress) => page.send({ type: 'progress', progress })),
      study.onCells((message) => page.send(message)),
    ];
    page.onDispose(() => {
      for (const subscription of subscriptions) subscription.dispose();
      this.closed.fire(study);
    });
  }

  /** Has a page that the editor brought back say why its study cannot be shown. */
  showMissing(panel: vscode.WebviewPanel, studyId: string, reason: string): void {
    this.adopt(panel, undefined, () => ({ kind: 'missing', studyId, reason }));
  }

  dispose(): void {
    for (const { page } of this.shown.splice(0)) page.dispose();
    this.intents.dispose();
    this.closed.dispose();
  }

  private adopt(
    panel: vscode.WebviewPanel,
    study: Study | undefined,
    current: () => StudyState,
  ): WebviewPage<ToStudy, FromStudy> {
    const page = new WebviewPage<ToStudy, FromStudy>(panel, this.extensionUri, this.log, {
      page: 'study',
      parse: parseFromStudy,
      current: () => {
        const state = current();
        return { title: titleOf(state), message: { type: 'state', state } };
      },
    });
    const shown = { page, study };
    this.shown.push(shown);
    if (study !== undefined) page.onIntent((intent) => this.intents.fire({ study, intent }));
    page.onDispose(() => this.shown.splice(this.shown.indexOf(shown), 1));
    page.refresh();
    return page;
  }
}

function titleOf(state: StudyState): string {
  if (state.kind === 'missing') return 'Attribution';
  const { kind, title, axes } = state.study;
  if (kind === 'sweep') return vscode.l10n.t('Sweep · {0}', axes.map(({ key }) => key.split('.').at(-1)).join(' × '));
  return vscode.l10n.t('{0} · {1} seeds', title.network.split(' ')[0] ?? '', axes[0]?.labels.length ?? 0);
}
