import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRun, type StoredRun } from '../../src/engine/runs/runStore';
import { eventually } from './eventually';
import { watchFaults } from './faults';
import type { Harness } from './harness';
import type { Product } from './product';

/** A config whose experiment takes a fraction of a second. */
export const SMALL = { network: { hidden: [8] }, phase1: { rows: 600 }, forks: { untilRow: 1500 } };

/** The beginning of what is written there, on one line; why it could not be read, where it could not. */
async function wordsOf(place: Locator): Promise<string> {
  try {
    const text = await place.innerText({ timeout: 10_000 });
    return JSON.stringify(text.replaceAll(/\s+/g, ' ').slice(0, 600));
  } catch (error) {
    return String(error).split('\n')[0] as string;
  }
}

export interface WindowOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Runs in the window and in every frame within it, before their own scripts. */
  readonly watch?: () => void;
}

/** One VS Code window with a workspace folder of its own. */
export class EditorWindow {
  /** What has gone wrong in the window so far. */
  readonly faults: string[] = [];

  private constructor(
    /** Another one after `reopen`. */
    public page: Page,
    readonly folder: string,
    readonly harness: Harness,
    private readonly url: string,
  ) {
    watchFaults(page, this.faults);
  }

  /** @param files the workspace: texts by name, anything else as JSON */
  static async open(
    product: Product,
    files: Readonly<Record<string, unknown>>,
    { viewport = { width: 1800, height: 1150 }, watch }: WindowOptions = {},
  ): Promise<EditorWindow> {
    const { harness, server, browser } = product;
    const folder = await mkdtemp(join(server.dir, 'workspace-'));
    for (const [name, content] of Object.entries(files)) {
      const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const page = await harness.newPage(browser, server, { viewport });
    if (watch !== undefined) await page.addInitScript(watch);
    const window = new EditorWindow(page, folder, harness, server.url);
    await harness.openWorkbench(page, { url: server.url, folder });
    return window;
  }

  /** Opens the workspace again after a crash of the page, in the same profile. */
  async reopen(): Promise<void> {
    const crashed = this.page;
    this.page = await crashed.context().newPage();
    watchFaults(this.page, this.faults);
    await crashed.close();
    await this.harness.openWorkbench(this.page, { url: this.url, folder: this.folder });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** The page inside the panel. */
  get panel(): FrameLocator {
    return this.harness.webviewFrame(this.page);
  }

  /** Runs a command of the palette by its whole title. */
  async run(title: string): Promise<void> {
    await this.harness.runCommand(this.page, title);
  }

  /** Opens a file of the workspace in the active group. */
  async openFile(name: string): Promise<void> {
    await this.harness.openFile(this.page, join(this.folder, name));
  }

  /** Gives the keys to the editor that is in front. */
  async focusEditor(): Promise<void> {
    await this.run('View: Focus Active Editor Group');
    // As long as the palette is there it takes keys, with the focus or without.
    await this.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
    await this.page.locator('.editor-group-container.active .monaco-editor.focused').first().waitFor();
  }

  async startExperiment(): Promise<void> {
    await this.run('Attribution: ▶ Start Experiment');
  }

  /** A button of the panel. */
  button(name: string | RegExp): Locator {
    return this.panel.getByRole('button', { name });
  }

  /** The button of the panel that opens what can be run from here. */
  private get runMenu(): Locator {
    return this.panel.locator('.run-menu > button');
  }

  /** Presses a button of the panel's menu of runs. */
  async runFromPanel(name: string): Promise<void> {
    await this.runMenu.click();
    await this.button(name).click();
  }

  /** Opens what is folded away behind the ⋯ of a plot's head. */
  async openMore(view: 'weights' | 'pixels' | 'biases'): Promise<void> {
    const more = this.panel.locator(`.${view} .section-more > button`);
    if ((await more.getAttribute('aria-expanded')) === 'false') await more.click();
  }

  /** The row that says what is selected. */
  get selection(): Locator {
    return this.panel.getByRole('region', { name: 'Selection' });
  }

  /** Does what an entry of the menu of the selection says: an act, or the name that a selection is kept by. */
  async pressInMenu(entry: string): Promise<void> {
    const exactly = { name: entry, exact: true };
    await this.selection.getByRole('button', { name: 'More of the selection' }).click();
    const menu = this.selection.getByRole('menu');
    await menu.getByRole('menuitem', exactly).or(menu.getByRole('menuitemcheckbox', exactly)).click();
  }

  /** Keeps what is selected by a name. */
  async keepSelection(name: string): Promise<void> {
    await this.pressInMenu('Keep…');
    await this.selection.getByLabel('Name of the selection').fill(name);
    await this.selection.getByRole('button', { name: 'Keep', exact: true }).click();
  }

  /** Waits until the panel shows a finished run. */
  async complete(): Promise<void> {
    try {
      // It is there all the time, and unseen until then.
      await this.runMenu.waitFor();
    } catch (error) {
      throw new Error(`No finished run was shown. ${await this.inWords()}`, { cause: error });
    }
  }

  /** What is to be seen and found, for whoever reads that a wait was in vain. */
  private async inWords(): Promise<string> {
    const [panel, toasts, status] = await Promise.all([
      wordsOf(this.panel.locator('body')),
      wordsOf(this.page.locator('.notifications-toasts')),
      wordsOf(this.page.locator('.part.statusbar')),
    ]);
    const folders = await this.runFolders();
    const runs = await Promise.all(folders.map(async (folder) => `${basename(folder)} ${await statusOf(folder)}`));
    return `Panel: ${panel}. Notifications: ${toasts}. Status bar: ${status}. Runs: ${runs.join(', ')}.`;
  }

  /** A number of the headline row with what stands under it. */
  async metric(label: string): Promise<{ value: string; note: string }> {
    const figure = this.panel.locator('.figure').filter({ has: this.page.locator(`dt:text-is("${label}")`) });
    const [value, note] = [figure.locator('.figure-value'), figure.locator('.figure-note')];
    // Of what is folded away there is no inner text.
    return { value: (await value.textContent()) ?? '', note: (await note.textContent()) ?? '' };
  }

  /** Everything that lies where runs are kept, unfinished ones included. */
  async runFolders(): Promise<string[]> {
    const folder = join(this.folder, 'attribution-runs');
    await mkdir(folder, { recursive: true });
    return (await readdir(folder)).map((name) => join(folder, name));
  }

  /** The runs that have been made here and are complete. */
  async runs(): Promise<StoredRun[]> {
    const folders = await this.runFolders();
    const statuses = await Promise.all(folders.map(statusOf));
    return Promise.all(
      folders.filter((_folder, index) => statuses[index] === 'complete').map((folder) => readRun(folder)),
    );
  }

  /** The only one. */
  async onlyRun(): Promise<StoredRun> {
    const runs = await this.runs();
    assert.equal(runs.length, 1);
    return runs[0] as StoredRun;
  }

  /**
   * Picks an entry of the list that a command has opened.
   * @param title of the list
   * @param entry a part of its words
   */
  async pick(title: string, entry: string): Promise<void> {
    const list = this.page.locator('.quick-input-widget:visible', { hasText: title });
    const rows = list.locator('.monaco-list-row');
    await rows.filter({ hasText: entry }).first().waitFor();
    // The others go away: while rows come, a click is for whichever is first.
    await list.locator('input[type="text"]').fill(entry);
    await eventually(
      () => rows.allInnerTexts(),
      ([first, ...others]) => first?.includes(entry) === true && others.length === 0,
    );
    await list.locator('.monaco-list-row.focused', { hasText: entry }).waitFor();
    await this.page.keyboard.press('Enter');
    await list.waitFor({ state: 'hidden' });
  }

  /** What the status bar says about the experiment, and its button. */
  get progress(): Locator {
    return this.page.locator('.statusbar-item[id$="attribution.progress"]');
  }
  get cancelButton(): Locator {
    return this.page.getByRole('button', { name: 'Cancel the experiment' });
  }

  /** A notification toast that says this. */
  async notification(text: string | RegExp): Promise<Locator> {
    return this.harness.notification(this.page, text);
  }

  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
  async writeClipboard(text: string): Promise<void> {
    await this.page.evaluate((words) => navigator.clipboard.writeText(words), text);
  }

  /**
   * Answers the dialog that asks where to save, and waits for the file.
   * @param title of the dialog
   * @returns the file's path
   */
  async saveAs(title: string, name: string): Promise<string> {
    const dialog = this.page.locator('.quick-input-widget:visible', { hasText: title });
    const input = dialog.locator('input[type="text"]');
    const path = join(this.folder, name);
    // Until it has read the folder, the dialog takes no answer and then proposes one of its own.
    await input.and(this.page.locator('input:not([disabled])')).waitFor();
    await eventually(
      () => input.inputValue(),
      (proposed) => proposed.includes('attribution-'),
    );
    await input.fill(path);
    await input.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    const there = await eventually(
      () => readdir(this.folder),
      (names) => names.includes(name),
    );
    assert.ok(there.includes(name), `${name} was not saved`);
    return path;
  }

  /**
   * Answers the dialog that asks for a folder with one of the workspace, where it begins.
   * @param title of the dialog
   * @param answer its button
   */
  async chooseFolder(title: string, name: string, answer: string): Promise<void> {
    const dialog = this.page.locator('.quick-input-widget:visible', { hasText: title });
    const input = dialog.locator('input[type="text"]');
    const entry = dialog.locator('.monaco-list-row', { hasText: name });
    const button = dialog.getByRole('button', { name: answer });
    // While it reads a folder it passes over what it is told.
    const isInside = async () => (await input.inputValue()).endsWith(`/${name}/`);
    await this.harness.untilDone(`the dialog goes into ${name}`, async (timeout) => {
      if (!(await isInside())) await entry.click({ timeout });
      await entry.waitFor({ state: 'detached', timeout });
      assert.ok(await isInside());
    });
    await this.harness.untilDone(`the dialog takes ${name}`, async (timeout) => {
      if (await button.isVisible()) await button.click({ timeout });
      await dialog.waitFor({ state: 'hidden', timeout });
    });
  }

  tab(title: string): Locator {
    return this.harness.tab(this.page, title);
  }

  async groups(): Promise<number> {
    return this.page.locator('.editor-group-container').count();
  }
}

/** Chooses in a list of the panel by what is read there. */
export async function choose(list: Locator, entry: string): Promise<void> {
  await list.click();
  await list.getByRole('option', { name: entry, exact: true }).click();
}
