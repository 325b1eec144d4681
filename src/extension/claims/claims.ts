import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { claimsViewOf } from '../../engine/claims/claimsView';
import { CLAIMS_SEEDS } from '../../engine/claims/plan';
import { configHash, type ExperimentConfig, parseConfig } from '../../engine/config';
import type { ClaimsRequest } from '../../engine/worker/contracts';
import { claimsPage } from '../../text/claims/claimsPage';
import { pageHtml } from '../../text/page/html';
import { pageMarkdown } from '../../text/page/markdown';
import { chooseFile, fileName, writeChosen } from '../export/saveFile';
import { CLAIMS_VIEW_TYPE, TESTING_CONTEXT_KEY } from '../ids';
import { Jobs } from '../jobs/jobs';
import type { StatusBar } from '../jobs/statusBar';
import { refuseManyUntrusted } from '../trust';
import { type ClaimsFolders, claimsDescription, type FoundClaims } from './claimsFolders';
import { AGAIN, CLAIMS_COMMANDS, deletedPage, editorPage, languageOf, RESUME } from './claimsPanel';
import { ClaimsRun, type ClaimsRunServices } from './claimsRun';

/** What testing claims needs from the extension. */
export interface ClaimsServices extends ClaimsRunServices {
  readonly extensionUri: vscode.Uri;
  /** Where what is shown is remembered: a page without a script can remember nothing itself. */
  readonly memory: vscode.Memento;
  readonly runsFolder: () => string;
  /** A config that was chosen, else the one in front of the person, else the default; undefined when it cannot be run, which was told. */
  readonly configToTest: (uri: vscode.Uri | undefined) => Promise<ExperimentConfig | undefined>;
  readonly folders: Pick<ClaimsFolders, 'list'>;
  readonly statusBar: StatusBar;
  /** Runs an experiment and shows it. */
  readonly open: (config: ExperimentConfig) => Promise<void>;
}

const MEMORY_KEY = 'attribution.claims';

/** The claims page of this window: one test at a time, and one panel that shows it. */
export class Claims implements vscode.Disposable {
  private shown: ClaimsRun | undefined;
  private panel: vscode.WebviewPanel | undefined;
  /** Whether the folder of what is shown is gone. */
  private isDeleted = false;
  private readonly jobs: Jobs<ClaimsRun>;
  private readonly changes = new vscode.EventEmitter<void>();
  /** What there is to show, or how far it is, may be another. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly services: ClaimsServices) {
    const { log, statusBar } = services;
    this.jobs = new Jobs<ClaimsRun>(
      {
        name: vscode.l10n.t('Claims of the post'),
        cancelWords: vscode.l10n.t('Cancel testing claims'),
        contextKey: TESTING_CONTEXT_KEY,
        isVisible: () => this.panel?.visible === true,
        show: () => [vscode.l10n.t('Show'), () => this.reveal()],
        completeWords: () => vscode.l10n.t('The claims of the post have been tested.'),
        failedWords: (message) => vscode.l10n.t('The claims could not be tested. {0}', message),
        remedies: () => [[vscode.l10n.t('Show Log'), () => log.show()]],
      },
      statusBar,
      log,
    );
  }

  /** Whether there is a page, whose seeds can be opened. */
  get isShown(): boolean {
    return this.shown !== undefined;
  }

  /** Whether it is whole, so that it can be saved. */
  get isComplete(): boolean {
    return this.shown?.status.kind === 'complete' && this.shown.evidence !== undefined;
  }

  /**
   * "Test the Post's Claims": asks for the number of seeds.
   * @param argument what a link or a caller says: to resume, how many seeds instead, or which config to test
   * @throws UntrustedError
   */
  async test(argument: unknown): Promise<void> {
    // No press of Resume is lost while the test is about to stop.
    if (argument === RESUME && this.shown?.stopping) await this.shown.finished;
    if (this.shown?.running) {
      this.reveal();
      return;
    }
    refuseManyUntrusted();
    if (argument === RESUME && this.shown !== undefined) return this.run(this.shown);
    if (argument === AGAIN && this.shown !== undefined) {
      await this.show(this.shown.request);
      return this.run(this.shown);
    }
    const config = await this.services.configToTest(argument instanceof vscode.Uri ? argument : undefined);
    if (config === undefined) return;
    const seeds = typeof argument === 'number' ? argument : await askForSeeds();
    if (seeds === undefined) return;
    const folder = join(this.services.runsFolder(), `claims-${configHash(config)}-${seeds}`);
    await this.show({ config, seeds, folder });
    if (this.shown !== undefined) await this.run(this.shown);
  }

  cancel(): void {
    this.jobs.cancel();
  }

  /**
   * Shows a page that was made once.
   * @param id of its folder; asked for when it is left out
   * @throws Error while claims are tested, which have the one page there is
   */
  async openPage(id: unknown): Promise<void> {
    const all = await this.services.folders.list();
    const found = all.find((claims) => claims.id === id) ?? (await choosePage(all));
    if (found === undefined) return;
    const { folder, evidence } = found;
    if (this.shown?.request.folder === folder && !this.isDeleted) {
      this.reveal();
      return;
    }
    if (this.shown?.running)
      throw new Error(vscode.l10n.t('The claims are being tested. Their page can be replaced when that has ended.'));
    // Its config may name a folder of images by its last name alone: what was remembered of it says the whole.
    const remembered = this.services.memory.get<Partial<ClaimsRequest>>(MEMORY_KEY);
    const config = remembered?.folder === folder && remembered.config ? remembered.config : evidence.config;
    await this.show({ config: parseConfig(config), seeds: evidence.seeds.length, folder });
  }

  /** Has the page say so when what it shows has been deleted, and show it when it is there again. */
  async lookAgain(): Promise<void> {
    const test = this.shown;
    // What was stopped has no page in its folder yet, and goes on whether the folder is there or not.
    if (test === undefined || !this.isComplete || test.running) return;
    const isThere = (await this.services.folders.list()).some(({ folder }) => folder === test.request.folder);
    if (this.shown !== test || isThere !== this.isDeleted) return;
    this.isDeleted = !isThere;
    this.draw();
  }

  /** @throws Error when there is no page that is whole */
  async save(): Promise<void> {
    const test = this.shown;
    if (test?.status.kind !== 'complete' || test.evidence === undefined)
      throw new Error(vscode.l10n.t('No claims page is complete. “Attribution: Test the Post’s Claims…” makes one.'));
    const page = claimsPage(claimsViewOf(test.evidence), languageOf());
    const name = fileName(['claims', test.evidence.configHash], 'html');
    const filters = { HTML: ['html'], Markdown: ['md'] };
    const uri = await chooseFile({ title: vscode.l10n.t('Save Claims Page As'), name, filters });
    if (uri === undefined) return;
    const text = extname(uri.path).toLowerCase() === '.md' ? pageMarkdown(page) : pageHtml(page);
    await writeChosen(uri, new TextEncoder().encode(text));
  }

  /**
   * Runs one seed of the page's config as a run that can be looked into: the same metrics, made again.
   * @param argument the seed; asked for when it is left out
   * @throws Error when there is no page
   */
  async openSeed(argument: unknown): Promise<void> {
    const request = this.shown?.request;
    if (request === undefined) throw new Error(vscode.l10n.t('No claims page is shown.'));
    const { config, seeds } = request;
    const known = Array.from({ length: seeds }, (_, index) => config.seed + index);
    const seed = known.find((one) => one === argument) ?? (await chooseSeed(known));
    if (seed !== undefined) await this.services.open({ ...config, seed });
  }

  /** Takes over a panel that the editor brought back after a reload. */
  async restore(panel: vscode.WebviewPanel): Promise<void> {
    this.adopt(panel);
    const remembered = this.services.memory.get<Partial<ClaimsRequest>>(MEMORY_KEY);
    const { config, seeds, folder } = remembered ?? {};
    if (config === undefined || seeds === undefined || folder === undefined) {
      panel.dispose();
      return;
    }
    await this.show({ config: parseConfig(config), seeds, folder });
  }

  dispose(): void {
    this.shown?.dispose();
    this.jobs.dispose();
    this.changes.dispose();
  }

  private async show(request: ClaimsRequest): Promise<void> {
    this.shown?.dispose();
    const test = new ClaimsRun(request, this.services);
    this.shown = test;
    this.isDeleted = false;
    test.onState(() => this.draw());
    await this.services.memory.update(MEMORY_KEY, request);
    await test.read();
    this.reveal();
    this.draw();
  }

  /** Runs what is missing, until it is there, or has failed, or has been cancelled. */
  private async run(test: ClaimsRun): Promise<void> {
    this.jobs.follow(test);
    test.start();
    await test.finished;
  }

  private reveal(): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, true);
      return;
    }
    const place = { viewColumn: vscode.ViewColumn.Active, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(CLAIMS_VIEW_TYPE, '', place));
    this.draw();
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const before = this.panel;
    this.panel = panel;
    before?.dispose();
    panel.title = vscode.l10n.t('Claims of the Post');
    panel.iconPath = vscode.Uri.joinPath(this.services.extensionUri, 'media', 'icon.png');
    panel.webview.options = { enableScripts: false, enableCommandUris: CLAIMS_COMMANDS, localResourceRoots: [] };
    panel.onDidDispose(() => {
      if (this.panel === panel) this.panel = undefined;
    });
  }

  private draw(): void {
    if (this.panel !== undefined && this.shown !== undefined)
      this.panel.webview.html = this.isDeleted ? deletedPage() : editorPage(this.shown);
    this.changes.fire();
  }
}

/** @returns undefined when the person decides against it */
async function askForSeeds(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Test the Post’s Claims'),
    prompt: vscode.l10n.t('Over how many seeds? Fewer than three tell nothing of what lies between seeds.'),
    value: String(CLAIMS_SEEDS),
    validateInput: (given) =>
      seedsOf(given) === undefined ? vscode.l10n.t('A whole number from 1 to 1000.') : undefined,
  });
  return text === undefined ? undefined : seedsOf(text);
}

function seedsOf(text: string): number | undefined {
  const count = Number(text);
  return /^[1-9]\d*$/.test(text.trim()) && count <= 1000 ? count : undefined;
}

/** @returns undefined when there is none, or the person chooses none */
async function choosePage(all: readonly FoundClaims[]): Promise<FoundClaims | undefined> {
  const placeHolder =
    all.length === 0
      ? vscode.l10n.t('There is none yet. “Attribution: Test the Post’s Claims” makes one.')
      : vscode.l10n.t('Which one?');
  const items = all.map((claims) => ({
    ...{ claims, label: vscode.l10n.t('Claims of the Post') },
    ...{ description: claimsDescription(claims), detail: claims.id },
  }));
  const options = { title: vscode.l10n.t('Open Claims Page'), placeHolder, matchOnDescription: true };
  return (await vscode.window.showQuickPick(items, options))?.claims;
}

async function chooseSeed(seeds: readonly number[]): Promise<number | undefined> {
  const title = vscode.l10n.t('Open a Seed of the Claims Page as a Run');
  const items = seeds.map((seed) => ({ label: vscode.l10n.t('Seed {0}', seed), seed }));
  return (await vscode.window.showQuickPick(items, { title }))?.seed;
}
