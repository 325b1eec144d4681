import * as vscode from 'vscode';
import type { FromStudy, StudyState, ToStudy } from '../../model/studyProtocol';
import { STUDY_VIEW_TYPE } from '../ids';
import { WebviewPage } from '../panel/webviewPage';
import { parseFromStudy } from './messages';
import type { Study } from './study';

/** A page and what it shows: a study, or why there is none. */
interface ShownStudy {
  readonly id: string;
  readonly page: WebviewPage<ToStudy, FromStudy>;
  study: Study | undefined;
  missing: Extract<StudyState, { kind: 'missing' }>;
  /** Ends what the page hears of its study. */
  subscriptions: readonly vscode.Disposable[];
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

  /** What every page is about; without a study where it is missing. */
  get all(): readonly { readonly id: string; readonly study: Study | undefined }[] {
    return [...this.shown];
  }

  /** Whether a page that shows a study is in sight. */
  isVisible(study: Study): boolean {
    return this.shown.some((one) => one.study === study && one.page.panel.visible);
  }

  /** Brings the page of a study to the front; makes one where there is none. */
  show(study: Study): void {
    const known = this.shown.find(({ id }) => id === study.studyId);
    if (known !== undefined) {
      if (known.study !== study) this.give(known, study);
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
    this.give(this.adopt(panel, study.studyId, ''), study);
  }

  /** Has a page that the editor brought back say why its study cannot be shown. */
  showMissing(panel: vscode.WebviewPanel, studyId: string, reason: string): void {
    this.adopt(panel, studyId, reason).page.refresh();
  }

  /** Has the page of a study say that it was deleted. */
  showDeleted(study: Study): void {
    const shown = this.shown.find((one) => one.study === study);
    if (shown === undefined) return;
    const reason = vscode.l10n.t(
      'Its folder is gone. If it lies in the trash, put it back, and it is shown here again.',
    );
    shown.missing = { kind: 'missing', studyId: shown.id, reason, deleted: titleOf(study.state) };
    this.take(shown);
    shown.page.refresh();
  }

  /** Has the page of a study that was missing show it. */
  showAgain(study: Study): void {
    const shown = this.shown.find(({ id }) => id === study.studyId);
    if (shown !== undefined) this.give(shown, study);
    else study.dispose();
  }

  dispose(): void {
    for (const { page } of this.shown.splice(0)) page.dispose();
    this.intents.dispose();
    this.closed.dispose();
  }

  private give(shown: ShownStudy, study: Study): void {
    this.take(shown);
    shown.study = study;
    const { page } = shown;
    shown.subscriptions = [
      study.onState(() => page.refresh()),
      study.onProgress((progress) => page.send({ type: 'progress', progress })),
      study.onCells((message) => page.send(message)),
    ];
    page.refresh();
  }

  /** The page shows its study no more. */
  private take(shown: ShownStudy): void {
    for (const subscription of shown.subscriptions) subscription.dispose();
    shown.subscriptions = [];
    const { study } = shown;
    shown.study = undefined;
    if (study !== undefined) this.closed.fire(study);
  }

  private adopt(panel: vscode.WebviewPanel, id: string, reason: string): ShownStudy {
    const page = new WebviewPage<ToStudy, FromStudy>(panel, this.extensionUri, this.log, {
      page: 'study',
      parse: parseFromStudy,
      current: () => {
        const state = shown.study?.state ?? shown.missing;
        return { title: titleOf(state), message: { type: 'state', state } };
      },
    });
    const missing = { kind: 'missing', studyId: id, reason } as const;
    const shown: ShownStudy = { id, page, study: undefined, missing, subscriptions: [] };
    this.shown.push(shown);
    page.onIntent((intent) => {
      if (shown.study !== undefined) this.intents.fire({ study: shown.study, intent });
    });
    page.onDispose(() => {
      this.shown.splice(this.shown.indexOf(shown), 1);
      this.take(shown);
    });
    return shown;
  }
}

function titleOf(state: StudyState): string {
  if (state.kind === 'missing') return state.deleted ?? 'Attribution';
  const { kind, title, axes } = state.study;
  if (kind === 'sweep') return vscode.l10n.t('Sweep · {0}', axes.map(({ key }) => key.split('.').at(-1)).join(' × '));
  return vscode.l10n.t('{0} · {1} seeds', title.network.split(' ')[0] ?? '', axes[0]?.labels.length ?? 0);
}
