import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { claimsViewOf } from '../../../src/engine/claims/claimsView';
import { configHash, type ExperimentConfig, parseConfig } from '../../../src/engine/config';
import { Claims, type ClaimsServices } from '../../../src/extension/claims/claims';
import { claimsIn } from '../../../src/extension/claims/claimsFolders';
import { CLAIMS_COMMANDS, editorPage, RESUME } from '../../../src/extension/claims/claimsPanel';
import { ClaimsRun } from '../../../src/extension/claims/claimsRun';
import { CLAIMS_VIEW_TYPE, Command } from '../../../src/extension/ids';
import type { Progress } from '../../../src/model/job';
import { claimsPage } from '../../../src/text/claims/claimsPage';
import { pageHtml } from '../../../src/text/page/html';
import { pageMarkdown } from '../../../src/text/page/markdown';
import { answerSaveDialog } from '../exportSupport';
import { emptyWorkspace, eventually, extension, services, workerFile } from '../support';

const CONFIG = parseConfig({ phase1: { rows: 300 }, forks: { untilRow: 600 }, network: { hidden: [2] }, seed: 4 });
/** As many as `attribution claims --seeds 1` has. */
const CELLS = 57;

const STAGE = 'Testing the post’s claims';

/** How many experiments are there; none while images are read. */
function doneIn({ stage, detail }: Progress): number {
  if (stage !== STAGE) return 0;
  const [done, cells] = (/^(\d+) of (\d+) experiments$/.exec(detail) ?? []).slice(1).map(Number);
  equal(cells, CELLS);
  return done ?? 0;
}

describe('the claims page', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let runs: string;
  let folder: string;

  before(async () => {
    runs = await mkdtemp(join(tmpdir(), 'attribution-claims-'));
    folder = join(runs, `claims-${configHash(CONFIG)}-1`);
  });
  after(() => rm(runs, { recursive: true, force: true }));

  const own = () => ({ log: parts.log, workerFile: workerFile(), dataFolder: () => parts.dataFolder });
  const request = () => ({ config: CONFIG, seeds: 1, folder });
  const tabs = () =>
    vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(CLAIMS_VIEW_TYPE));

  it('is made by a worker, goes on after a stop where it was, and shows what is there', async () => {
    const test = new ClaimsRun(request(), own());
    const reached: number[] = [];
    const shown: string[] = [];
    test.onState(() => shown.push(editorPage(test)));
    const watching = test.onProgress((progress) => {
      const done = doneIn(progress);
      if (done > 0) reached.push(done);
      if (done >= 3) test.cancel();
    });
    test.start();
    await test.finished;
    equal(test.status.kind, 'cancelled');
    const kept = reached.at(-1) ?? 0;
    ok(kept >= 3 && kept < CELLS, String(kept));
    match(shown[0] ?? '', /Running\. Each line.*command:attribution\.cancelClaims"/s);
    match(shown.at(-1) ?? '', /Stopped before the end.*command:attribution\.testClaims\?%5B%22resume%22%5D"/s);
    watching.dispose();

    const counts: number[] = [];
    test.onProgress((progress) => progress.stage === STAGE && counts.push(doneIn(progress)));
    test.start();
    await test.finished;
    equal(test.status.kind, 'complete');
    ok((counts[0] ?? 0) >= kept, `${counts[0]} after ${kept}`);
    equal(counts.at(-1), CELLS);
    const last = shown.at(-1) ?? '';
    match(last, /command:attribution\.saveClaims"/);
    match(last, /command:attribution\.openClaimsSeed\?%5B4%5D"/);
    // Lines are filled in one after another.
    const pending = shown.map((html) => html.split('not run yet').length - 1);
    ok(
      pending.includes(12) && pending.some((count) => count > 0 && count < 12) && pending.at(-1) === 0,
      pending.join(),
    );

    const again = new ClaimsRun(request(), own());
    await again.read();
    equal(again.status.kind, 'complete');
    deepEqual(again.evidence, test.evidence);
    again.dispose();
    test.dispose();
  });

  it('lets go of its folders when its thread is ended in the midst of it', async () => {
    const ended = { ...request(), folder: join(runs, 'claims-ended') };
    const test = new ClaimsRun(ended, own());
    await new Promise<void>((resolve) => {
      test.onProgress((progress) => {
        if (doneIn(progress) < 1) return;
        test.dispose();
        resolve();
      });
      test.start();
    });
    const locks = async () =>
      (await readdir(ended.folder, { recursive: true })).filter((name) => name.endsWith('.lock')).length === 0;
    await eventually('the folders have no owner', locks);
  });

  it('runs no script, loads nothing, and asks for no command but its own', async () => {
    const test = new ClaimsRun(request(), own());
    await test.read();
    const html = editorPage(test);
    match(
      html,
      /content="default-src &#39;none&#39;; style-src &#39;nonce-[\w-]{24}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"/,
    );
    equal(/<script|<img|<link|\son\w+=|src=/i.test(html), false);
    const commands = [...html.matchAll(/href="command:([\w.]+)/g)].map(([, command]) => command);
    ok(commands.length >= 2);
    for (const command of commands)
      ok(
        CLAIMS_COMMANDS.some((one) => one === command),
        command,
      );
    test.dispose();
  });

  function claims(memory = new Map<string, unknown>(), opened: ExperimentConfig[] = []): Claims {
    const made = new Claims({
      extensionUri: extension().extensionUri,
      ...own(),
      memory: {
        keys: () => [...memory.keys()],
        get: (key: string) => memory.get(key),
        update: async (key: string, value: unknown) => void memory.set(key, structuredClone(value)),
      } as ClaimsServices['memory'],
      runsFolder: () => runs,
      folders: { list: async () => [await claimsIn(basename(folder), folder)].flatMap((one) => one ?? []) },
      statusBar: parts.statusBar,
      configToTest: async () => CONFIG,
      open: async (config) => void opened.push(config),
    });
    workspace.atEnd(() => made.dispose());
    return made;
  }

  it('is saved as HTML and as Markdown, opens a seed as a run, and comes back after a reload', async () => {
    const [memory, opened] = [new Map<string, unknown>(), [] as ExperimentConfig[]];
    const first = claims(memory, opened);
    await rejects(first.save(), /No claims page is complete/);
    await first.test(1);
    equal(tabs().length, 1);
    const test = new ClaimsRun(request(), own());
    await test.read();
    ok(test.evidence !== undefined);
    const page = claimsPage(claimsViewOf(test.evidence));
    for (const [name, text] of [
      ['claims.html', pageHtml(page)],
      ['claims.md', pageMarkdown(page)],
    ] as const) {
      answerSaveDialog(workspace, name);
      await first.save();
      equal(await readFile(join(workspace.folder, name), 'utf8'), text);
    }
    await first.openSeed(4);
    deepEqual(opened, [CONFIG]);
    first.dispose();

    const second = claims(memory);
    const panel = vscode.window.createWebviewPanel(CLAIMS_VIEW_TYPE, '', vscode.ViewColumn.One);
    await second.restore(panel);
    equal(panel.title, 'Claims of the Post');
    match(panel.webview.html, /command:attribution\.saveClaims"/);
    equal(panel.webview.options.enableScripts, false);
    deepEqual(panel.webview.options.enableCommandUris, CLAIMS_COMMANDS);
    // What is complete is complete again at once.
    await second.test(RESUME);
    match(panel.webview.html, /command:attribution\.saveClaims"/);
    test.dispose();
  });

  it('is opened again from the list, and says so when its folder is deleted, until it is back', async () => {
    const memory = new Map<string, unknown>();
    const test = new ClaimsRun(request(), own());
    await test.read();
    equal(test.status.kind, 'complete', 'made by a test before');
    test.dispose();
    const page = claims(memory);
    // The one page is the first of what is offered.
    const { showQuickPick } = vscode.window;
    Object.assign(vscode.window, { showQuickPick: async (items: readonly unknown[]) => items[0] });
    workspace.atEnd(() => Object.assign(vscode.window, { showQuickPick }));
    const { createWebviewPanel } = vscode.window;
    const panels: vscode.WebviewPanel[] = [];
    const overheard = (...given: Parameters<typeof createWebviewPanel>) => {
      const made = createWebviewPanel(...given);
      panels.push(made);
      return made;
    };
    Object.assign(vscode.window, { createWebviewPanel: overheard });
    workspace.atEnd(() => Object.assign(vscode.window, { createWebviewPanel }));
    await page.openPage(undefined);
    const [panel] = panels;
    ok(panel !== undefined);
    match(panel.webview.html, /command:attribution\.saveClaims"/);
    await rename(folder, `${folder}-elsewhere`);
    await page.lookAgain();
    match(panel.webview.html, /This page of claims was deleted/);
    match(panel.webview.html, /command:attribution\.testClaims\?[^"]*again/);
    await rename(`${folder}-elsewhere`, folder);
    await page.lookAgain();
    match(panel.webview.html, /command:attribution\.saveClaims"/);
    equal(panels.length, 1);
  });

  it('that was stopped before its page was made can be gone on with, whatever there is in the list', async () => {
    const stopped = { ...request(), folder: join(runs, 'stopped') };
    const page = claims(new Map<string, unknown>([['attribution.claims', stopped]]));
    const panel = vscode.window.createWebviewPanel(CLAIMS_VIEW_TYPE, '', vscode.ViewColumn.One);
    await page.restore(panel);
    const tested = page.test(RESUME);
    await eventually('what is known so far', () => panel.webview.html.includes('not run yet'));
    page.cancel();
    await tested;
    const resume = new RegExp(`command:attribution\\.testClaims\\?[^"]*${RESUME}`);
    await eventually('a way to go on', () => resume.test(panel.webview.html));
    // As after every change in the runs folder.
    await page.lookAgain();
    match(panel.webview.html, resume);
    doesNotMatch(panel.webview.html, /was deleted/);
  });

  it('asks how many seeds, as a command, and gives up when it is not told', async () => {
    const { showInputBox } = vscode.window;
    const refused: unknown[] = [];
    const asked = async (options?: vscode.InputBoxOptions) => {
      for (const text of ['', '0', '1.5', '-1', '1001', 'ten']) refused.push(await options?.validateInput?.(text));
      equal(options?.value, '20');
      equal(await options?.validateInput?.('3'), undefined);
      return undefined;
    };
    Object.assign(vscode.window, { showInputBox: asked });
    workspace.atEnd(() => Object.assign(vscode.window, { showInputBox }));
    await vscode.commands.executeCommand(Command.testClaims);
    equal(refused.length, 6);
    for (const words of refused) match(String(words), /whole number from 1/);
    equal(tabs().length, 0);
    deepEqual(await workspace.inRunsFolder(), []);
  });

  it('says why claims cannot be tested', async () => {
    const missing = { ...CONFIG, data: join(runs, 'no-images') };
    const test = new ClaimsRun({ config: missing, seeds: 1, folder: join(runs, 'claims-wrong') }, own());
    test.start();
    await test.finished;
    ok(test.status.kind === 'failed');
    match(test.status.message, /no-images/);
    match(editorPage(test), /The test failed\..*no-images/);
    test.dispose();
  });
});
