// @ts-check
// What a person does in VS Code and sees there, as functions for the end-to-end tests. Each waits for what it needs, for
// as long as a page waits (`newPage`), so that a test needs no pauses of its own.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { workbenchReady } from './browser.mjs';
import { waitLimit } from './limits.cjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** @typedef {import('playwright-core').FrameLocator} FrameLocator */

/**
 * The themes of VS Code that stand for its four kinds: their names in the picker, and the class the workbench gets.
 * The setting of a theme is no use here: its ids differ between the builds.
 */
export const themes = {
  'Default Light Modern': { label: 'Light Modern', workbench: 'light_modern' },
  'Default Dark Modern': { label: 'Dark Modern', workbench: 'dark_modern' },
  'Default High Contrast': { label: 'Dark High Contrast', workbench: 'hc_black' },
  'Default High Contrast Light': { label: 'Light High Contrast', workbench: 'hc_light' },
};

/** @typedef {keyof typeof themes} Theme */

/** Milliseconds of a first try at what VS Code may overlook; each further one takes twice as long as the one before. */
const firstTry = 3_000;
/** Milliseconds of the longest try. */
const longestTry = 60_000;

/**
 * Does something again and again until it succeeds: what VS Code may overlook while it is busy. A try gets longer each
 * time, since how long is long enough depends on what the machine does besides.
 *
 * @param {string} what  In words, for the case that it never does.
 * @param {(timeout: number) => Promise<void>} once  Takes no longer than it is told, in milliseconds; rejects then.
 */
export async function untilDone(what, once) {
  /** @type {unknown} */
  let cause;
  const end = Date.now() + waitLimit;
  for (let timeout = firstTry; Date.now() < end; timeout = Math.min(2 * timeout, longestTry)) {
    try {
      return await once(timeout);
    } catch (error) {
      cause = error;
    }
  }
  throw new Error(`Tried in vain: ${what}.`, { cause });
}

/**
 * Opens the palette and goes through its questions: types, picks the entry of exactly that name, and so on.
 *
 * Tried again as a whole: the list is a snapshot that never gains a command registered later, and the palette closes
 * when an editor takes the focus while it opens.
 *
 * @param {Page} page
 * @param {{ text: string, entry: string }[]} steps  What to type (commands begin with `>`), and the entry to pick.
 */
async function pick(page, ...steps) {
  await untilDone(`the palette offers ${JSON.stringify(steps)}`, async (timeout) => {
    try {
      await page.keyboard.press('F1');
      for (const step of steps) await pickEntry(page, step, timeout);
    } catch (error) {
      await page.keyboard.press('Escape');
      throw error;
    }
  });
}

/**
 * @param {Page} page
 * @param {{ text: string, entry: string }} step
 * @param {number} timeout  Until it is offered, in milliseconds.
 */
async function pickEntry(page, { text, entry }, timeout) {
  const input = page.locator('.quick-input-widget:visible input[type="text"]');
  const row = page.locator('.quick-input-widget:visible .monaco-list-row');
  const named = row.filter({ has: page.locator('.label-name', { hasText: exactly(entry) }) }).first();
  await input.fill(text, { timeout });
  await named.waitFor({ timeout });
  // Once it has been clicked it is not to be picked again, however long the click took.
  await named.click({ timeout: longestTry });
}

/**
 * A pattern for an element whose text is this and no more.
 *
 * @param {string} text
 */
function exactly(text) {
  return new RegExp(`^\\s*${escaped(text)}\\s*$`);
}

/**
 * Text as it is, inside a pattern.
 *
 * @param {string} text
 */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Runs a command by its name in the palette, category included: `Attribution: Start Experiment`. Does not wait for what
 * the command does.
 *
 * @param {Page} page
 * @param {string} title
 */
export async function runCommand(page, title) {
  await pick(page, { text: `>${title}`, entry: title });
}

/**
 * Opens a file of the server, and waits for its tab.
 *
 * @param {Page} page
 * @param {string} path  Absolute.
 */
export async function openFile(page, path) {
  await pick(page, { text: path, entry: basename(path) });
  await page
    .locator('.tab.active')
    .and(tab(page, basename(path)))
    .waitFor();
}

/**
 * The content of a webview; locators in it work as in a page.
 *
 * @param {Page} page
 * @param {number} [index]  Which of the webviews, in the order they were made.
 * @returns {FrameLocator}
 */
export function webviewFrame(page, index = 0) {
  return page.frameLocator('iframe.webview.ready').nth(index).frameLocator('iframe#active-frame');
}

/**
 * Waits until the cursor of the active editor is there, as the status bar tells.
 *
 * @param {Page} page
 * @param {number} line  From 1.
 * @param {number} [column]  From 1.
 */
export async function waitForCursor(page, line, column = 1) {
  const place = new RegExp(`^\\s*Ln ${line}, Col ${column}\\b`);
  await page.locator('.statusbar-item', { hasText: place }).first().waitFor();
}

/**
 * The tab of that title, to click it or to wait for it: `.dirty` tells unsaved changes, `.active` the one shown.
 *
 * @param {Page} page
 * @param {string} title
 * @returns {Locator}
 */
export function tab(page, title) {
  // Its label goes on with the group and state: "a.txt, preview, Editor Group 2".
  return page.getByRole('tab', { name: new RegExp(`^${escaped(title)}(,|$)`) }).first();
}

/**
 * The title of the active tab of the active group.
 *
 * @param {Page} page
 * @returns {Promise<string>}
 */
export async function activeTab(page) {
  const active = page.locator('.editor-group-container.active .tab.active').first();
  await active.waitFor();
  // The newest build shows the ending of a file's name in an element of its own.
  const parts = await active.locator('.label-name, .label-suffix').allInnerTexts();
  return parts.join('').trim();
}

/**
 * Tries to type into the active editor; true when VS Code refuses because the document is read-only.
 *
 * @param {Page} page
 * @returns {Promise<boolean>}
 */
export async function typeIsRefused(page) {
  // Not by a click, which would move the cursor.
  await runCommand(page, 'View: Focus Active Editor Group');
  const refused = page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).first();
  const changed = page.locator('.editor-group-container.active .tab.active.dirty').first();
  // The message goes away by itself, and an editor that has not got the focus yet takes no keys.
  await untilDone('something comes of a key', async (timeout) => {
    await page.keyboard.type('x');
    await refused.or(changed).first().waitFor({ timeout });
  });
  return (await changed.count()) === 0;
}

/**
 * Waits for a notification toast and gives it, to read its text or press its buttons. A server started with
 * `driver: true` shows none.
 *
 * @param {Page} page
 * @param {string | RegExp} [text]  What it has to say.
 * @returns {Promise<Locator>}
 */
export async function notification(page, text = '') {
  const toast = page.locator('.notifications-toasts .notification-list-item', { hasText: text }).first();
  await toast.waitFor();
  return toast;
}

/**
 * Changes user settings. A VS Code in a browser does not watch their file: they count from the next `reloadWindow`.
 *
 * @param {{ settingsFile: string }} server
 * @param {Record<string, unknown>} settings  Those to change.
 */
export function changeSettings(server, settings) {
  const before = JSON.parse(readFileSync(server.settingsFile, 'utf8'));
  writeFileSync(server.settingsFile, JSON.stringify({ ...before, ...settings }, null, 2));
}

/**
 * Changes the colour theme as a person does, live, and waits until the workbench shows it.
 *
 * @param {Page} page
 * @param {Theme} theme
 */
export async function setTheme(page, theme) {
  const { label, workbench } = themes[theme];
  const command = 'Preferences: Color Theme';
  await pick(page, { text: `>${command}`, entry: command }, { text: label, entry: label });
  await page.locator(`.monaco-workbench[class*="-${workbench}-json"]`).waitFor();
  // It fades away, and would be seen in a picture.
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/**
 * Saves a picture of the whole window, webviews included.
 *
 * @param {Page} page
 * @param {string} path  Its folder is made.
 */
export async function screenshot(page, path) {
  mkdirSync(dirname(path), { recursive: true });
  await page.screenshot({ path, animations: 'disabled' });
}

/**
 * Reloads the window, as after a restart of VS Code: panels come back through their serializer.
 *
 * By its command, which saves the state first (open editors, what a webview gave to `setState`). A VS Code in a browser
 * does so every few seconds else, and not when the page is left.
 *
 * @param {Page} page
 */
export async function reloadWindow(page) {
  await Promise.all([page.waitForEvent('domcontentloaded'), runCommand(page, 'Developer: Reload Window')]);
  await workbenchReady(page);
}

/**
 * Waits until a VS Code in a browser has saved what a webview gave to `setState`, which it does every few
 * seconds.
 *
 * @param {Page} page
 * @param {string} part  Of that state.
 */
export async function stateSaved(page, part) {
  await untilDone('the state of the window is saved', async () => {
    if (!(await page.evaluate(savedWith, part))) throw new Error(`It has no "${part}".`);
  });
}

/**
 * Whether a part is in the open editors as they are saved. Runs in the page.
 *
 * @param {string} part
 */
async function savedWith(part) {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
  const states = await Promise.all(names.filter((name) => name.startsWith('vscode-web-state-db-')).map(openEditors));
  return states.some((state) => state.includes(part));

  /** @param {string} name */
  async function openEditors(name) {
    const database = await answer(indexedDB.open(name));
    try {
      const items = database.transaction('ItemTable').objectStore('ItemTable');
      return String((await answer(items.get('memento/workbench.parts.editor'))) ?? '');
    } finally {
      database.close();
    }
  }

  /**
   * @template Value
   * @param {IDBRequest<Value>} request
   * @returns {Promise<Value>}
   */
  function answer(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

/**
 * Ends the page of the window as the end of a browser's process does: nothing is saved, and nobody is told.
 *
 * @param {Page} page
 */
export async function crash(page) {
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // It is answered by nobody.
  session.send('Page.crash').catch(() => {});
  await crashed;
}
