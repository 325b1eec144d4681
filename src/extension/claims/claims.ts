import { extname, join } from 'node:path';
import * as vscode from 'vscode';
import { claimsViewOf } from '../../engine/claims/claimsView';
import { configHash, type ExperimentConfig, parseConfig } from '../../engine/config';
import { DEFAULT_SEEDS } from '../../engine/sweep/replication';
import type { ClaimsRequest } from '../../engine/worker/contracts';
import { isExpected } from '../../engine/worker/protocol';
import { claimsPage } from '../../text/claims/claimsPage';
import { timeLeft } from '../../text/format';
import { pageHtml } from '../../text/page/html';
import { pageMarkdown } from '../../text/page/markdown';
import { chooseFile, fileName, writeChosen } from '../export/saveFile';
import { CLAIMS_VIEW_TYPE, TESTING_CONTEXT_KEY } from '../ids';
import { refuseManyUntrusted } from '../trust';
import { CLAIMS_COMMANDS, editorPage, languageOf, RESUME } from './claimsPanel';
import { type ClaimsProgress, ClaimsTest } from './claimsTest';

/** What testing claims needs from the extension. */
export interface ClaimsServices {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** Where what is shown is remembered: a page without a script can remember nothing itself. */
  readonly memory: vscode.Memento;
  readonly runsFolder: () => string;
  readonly dataFolder: () => string;
  /** The config in front of the person, else the default; undefined when it cannot be run, which was told. */
  readonly configToTest: () => Promise<ExperimentConfig | undefined>;
  /** Runs an experiment and shows it. */
  readonly open: (config: ExperimentConfig) => Promise<void>;
}

const MEMORY_KEY = 'attribution.claims';

/** The claims page of this window: one test at a time, and one panel that shows it. */
export class Claims implements vscode.Disposable {
  private shown: ClaimsTest | undefined;
  private panel: vscode.WebviewPanel | undefined;

  constructor(private readonly services: ClaimsServices) {}

  /**
   * "Test the Post's Claims": asks for the number of seeds.
   * @param argument what a link or a caller says instead: to resume, or how many seeds
   * @throws UntrustedError
   */
  async test(argument: unknown): Promise<void> {
    if (this.shown?.state.kind === 'running') {
      this.reveal();
      return;
    }
    refuseManyUntrusted();
    if (argument === RESUME && this.shown !== undefined) return this.run(this.shown);
    const config = await this.services.configToTest();
    if (config === undefined) return;
    const seeds = typeof argument === 'number' ? argument : await askForSeeds();
    if (seeds === undefined) return;
    const folder = join(this.services.runsFolder(), `claims-${configHash(config)}-${seeds}`);
    await this.show({ config, seeds, folder });
    if (this.shown !== undefined) await this.run(this.shown);
  }

  cancel(): void {
    this.shown?.cancel();
  }

  /** @throws Error when there is no page that is whole */
  async save(): Promise<void> {
    const test = this.shown;
    if (test?.state.kind !== 'complete' || test.evidence === undefined)
      throw new Error(vscode.l10n.t('No claims page is complete. “Attribution: Test the Post’s Claims” makes one.'));
    const page = claimsPage(claimsViewOf(test.evidence), languageOf());
    const name = fileName(['claims', test.evidence.configHash], 'html');
    const filters = { HTML: ['html'], Markdown: ['md'] };
    const uri = await chooseFile({ title: vscode.l10n.t('Save Claims Page As'), name, filters });
    if (uri === undefined) return;
    const text = extname(uri.path).toLowerCase() === '.md' ? pageMarkdown(page) : pageHtml(page);
    await writeChosen(uri, new TextEncoder().encode(text));
  }

  /**
   * Runs one seed of the page's config as a run that can be looked into: the same figures, made again.
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
  }

  private async show(request: ClaimsRequest): Promise<void> {
    this.shown?.dispose();
    const test = new ClaimsTest(request);
    this.shown = test;
    test.onChange(() => this.draw());
    await this.services.memory.update(MEMORY_KEY, request);
    await test.read();
    this.reveal();
    this.draw();
  }

  /** Runs what is missing, with progress where the editor shows it. */
  private async run(test: ClaimsTest): Promise<void> {
    const { log, extensionUri, dataFolder } = this.services;
    const title = vscode.l10n.t('Testing the post’s claims');
    const place = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    await vscode.commands.executeCommand('setContext', TESTING_CONTEXT_KEY, true);
    log.info(`Claims are tested in ${test.request.folder}`);
    await vscode.window.withProgress(place, async (progress, token) => {
      let reached = 0;
      const subscriptions = [
        token.onCancellationRequested(() => test.cancel()),
        test.onProgress((now) => {
          const share = now.cells === 0 ? 0 : (100 * now.done) / now.cells;
          progress.report({ message: progressWords(now), increment: Math.max(0, share - reached) });
          reached = Math.max(reached, share);
        }),
      ];
      await test.run(vscode.Uri.joinPath(extensionUri, 'dist', 'worker.js').fsPath, dataFolder());
      for (const subscription of subscriptions) subscription.dispose();
    });
    await vscode.commands.executeCommand('setContext', TESTING_CONTEXT_KEY, false);
    if (test.state.kind !== 'failed') return;
    const { error } = test.state;
    log.error(isExpected(error) ? error.message : error.stack || error.message);
    throw new Error(vscode.l10n.t('The claims could not be tested. {0}', error.message));
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
  }
}

function progressWords({ message, done, cells, secondsLeft }: ClaimsProgress): string {
  if (cells === 0) return message;
  const left = timeLeft(secondsLeft);
  const state = vscode.l10n.t('{0} of {1} experiments', done, cells);
  return left === '' ? state : `${state} · ${left}`;
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
