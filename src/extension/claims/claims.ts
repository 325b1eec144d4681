import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { claimsViewOf } from '../../engine/claims/claimsView';
import { configHash, type ExperimentConfig, parseConfig } from '../../engine/config';
import { DEFAULT_SEEDS } from '../../engine/sweep/replication';
import type { ClaimsRequest } from '../../engine/worker/contracts';
import { claimsPage } from '../../text/claims/claimsPage';
import { pageHtml } from '../../text/page/html';
import { pageMarkdown } from '../../text/page/markdown';
import { chooseFile, fileName, writeChosen } from '../export/saveFile';
import { CLAIMS_VIEW_TYPE, Command, TESTING_CONTEXT_KEY } from '../ids';
import { Jobs } from '../jobs/jobs';
import { refuseManyUntrusted } from '../trust';
import { CLAIMS_COMMANDS, editorPage, languageOf, RESUME } from './claimsPanel';
import { ClaimsRun, type ClaimsRunServices } from './claimsRun';

/** What testing claims needs from the extension. */
export interface ClaimsServices extends ClaimsRunServices {
  readonly extensionUri: vscode.Uri;
  /** Where what is shown is remembered: a page without a script can remember nothing itself. */
  readonly memory: vscode.Memento;
  readonly runsFolder: () => string;
  /** A config that was chosen, else the one in front of the person, else the default; undefined when it cannot be run, which was told. */
  readonly configToTest: (uri: vscode.Uri | undefined) => Promise<ExperimentConfig | undefined>;
  /** Runs an experiment and shows it. */
  readonly open: (config: ExperimentConfig) => Promise<void>;
}

const MEMORY_KEY = 'attribution.claims';

/** The claims page of this window: one test at a time, and one panel that shows it. */
export class Claims implements vscode.Disposable {
  private shown: ClaimsRun | undefined;
  private panel: vscode.WebviewPanel | undefined;
  private readonly jobs: Jobs<ClaimsRun>;
  private readonly changes = new vscode.EventEmitter<void>();
  /** What there is to show, or how far it is, may be another. */
  readonly onDidChange = this.changes.event;

  constructor(private readonly services: ClaimsServices) {
    const { log } = services;
    this.jobs = new Jobs<ClaimsRun>(
      {
        statusBar: {
          id: 'attribution.claimsProgress',
          name: vscode.l10n.t('Attribution: Claims of the Post'),
          cancelWords: vscode.l10n.t('Cancel testing claims'),
          cancel: Command.cancelClaims,
          show: Command.testClaims,
        },
        contextKey: TESTING_CONTEXT_KEY,
        isVisible: () => this.panel?.visible === true,
        show: () => [vscode.l10n.t('Show'), () => this.reveal()],
        completeWords: () => vscode.l10n.t('The claims of the post have been tested.'),
        failedWords: (message) => vscode.l10n.t('The claims could not be tested. {0}', message),
        remedies: () => [[vscode.l10n.t('Show Log'), () => log.show()]],
      },
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
    if (this.shown?.running) {
      this.reveal();
      return;
    }
    refuseManyUntrusted();
    if (argument === RESUME && this.shown !== undefined) return this.run(this.shown);
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
    if (this.panel !== undefined && this.shown !== undefined) this.panel.webview.html = editorPage(this.shown);
    this.changes.fire();
  }
}

/** @returns undefined when the person decides against it */
async function askForSeeds(): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Test the Post’s Claims'),
    prompt: vscode.l10n.t('Over how many seeds? Fewer than three tell nothing of what lies between seeds.'),
    value: String(DEFAULT_SEEDS),
    validateInput: (given) =>
      seedsOf(given) === undefined ? vscode.l10n.t('A whole number from 1 to 1000.') : undefined,
  });
  return text === undefined ? undefined : seedsOf(text);
}

function seedsOf(text: string): number | undefined {
  const count = Number(text);
  return /^[1-9]\d*$/.test(text.trim()) && count <= 1000 ? count : undefined;
}

async function chooseSeed(seeds: readonly number[]): Promise<number | undefined> {
  const title = vscode.l10n.t('Open a Seed of the Claims Page as a Run');
  const items = seeds.map((seed) => ({ label: vscode.l10n.t('Seed {0}', seed), seed }));
  return (await vscode.window.showQuickPick(items, { title }))?.seed;
}
