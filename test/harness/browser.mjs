// @ts-check
// A Chromium without a window, and a VS Code workbench loaded in it.

import { chromium } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';
import { waitLimit } from './limits.cjs';

/** @typedef {import('playwright-core').Browser} Browser */
/** @typedef {import('playwright-core').Page} Page */

/** @typedef {[key: string, value: string][]} Payload  What VS Code is told in its address besides the folder. */

/**
 * @typedef {object} WorkbenchAddress
 * @property {string} url  The server's address.
 * @property {string} [folder]  Absolute path of the workspace folder.
 * @property {Payload} [payload]
 */

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Launches Chromium. One browser for all tests is cheaper than one each: the first webview of a browser process costs
 * some seconds. Take a new page (`newPage`) for each test instead.
 *
 * @returns {Promise<Browser>}
 */
export async function launchBrowser() {
  const executablePath = chromiumPath();
  if (executablePath === undefined)
    throw new Error('There is no Chromium: `node scripts/systemPackages.mjs e2e` says what to install.');
  return await chromium.launch({ executablePath, headless: true, args: flags, timeout: waitLimit });
}

/**
 * A page with a profile of its own that may use the clipboard, as a desktop VS Code may; nothing that is waited for in
 * it needs a limit of its own. Close it with `page.context().close()`.
 *
 * @param {Browser} browser
 * @param {{ url: string }} server
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @returns {Promise<Page>}
 */
export async function newPage(browser, server, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(waitLimit);
  await context.addInitScript(givePatience, waitLimit);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  return context.newPage();
}

/**
 * Runs in each page before its own scripts. VS Code gives up for good on an extension host that has not begun after a
 * minute, and on a command whose extension is not there after half of one: on a busy machine both are on their way. So
 * what it would do after that long it does when a test would give up, too. And what it leaves for an idle moment, the
 * saving of its state first of all, it does within seconds: a busy machine may have no such moment.
 *
 * @param {number} limit  In milliseconds.
 */
function givePatience(limit) {
  // Not in webviews: what is in them is the extension's own.
  if (window.top !== window) return;
  const { setTimeout, requestIdleCallback } = window;
  Object.assign(window, {
    requestIdleCallback: (/** @type {IdleRequestCallback} */ run, /** @type {IdleRequestOptions} */ options) =>
      requestIdleCallback(run, { timeout: 5_000, ...options }),
    setTimeout: (/** @type {TimerHandler} */ handler, /** @type {number} */ delay, /** @type {unknown[]} */ ...rest) =>
      setTimeout(handler, delay >= 30_000 && delay <= 60_000 ? limit : delay, ...rest),
  });
}

/**
 * The address of a file or folder of the server as VS Code writes it; its authority is the word `remote`.
 *
 * @param {string} path  Absolute.
 */
export function remoteUri(path) {
  return `vscode-remote://remote${encodeURI(path)}`;
}

/**
 * The payload that loads an extension from its folder; a server started with `driver: true` obeys it.
 *
 * @param {string} extension  Absolute path of the extension's folder.
 * @param {string} [tests]  Absolute path, without `.js`, of a module that exports `run()`: runs it in the host.
 * @returns {Payload}
 */
export function developmentPayload(extension, tests) {
  /** @type {Payload} */
  const payload = [
    ['extensionDevelopmentPath', remoteUri(extension)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  if (tests) payload.push(['extensionTestsPath', remoteUri(tests)]);
  return payload;
}

/**
 * @param {WorkbenchAddress} address
 * @returns {string}
 */
export function workbenchUrl({ url, folder, payload }) {
  const query = new URLSearchParams();
  if (folder) query.set('folder', folder);
  if (payload) query.set('payload', JSON.stringify(payload));
  return `${url}/?${query}`;
}

/**
 * Loads the workbench and waits until its extensions are registered.
 *
 * @param {Page} page
 * @param {WorkbenchAddress} address
 */
export async function openWorkbench(page, address) {
  await gotoWorkbench(page, address);
  await workbenchReady(page);
}

/**
 * Loads the page of the workbench. A server whose VS Code is broken still listens and answers, with an error.
 *
 * @param {Page} page
 * @param {WorkbenchAddress} address
 */
export async function gotoWorkbench(page, address) {
  const response = await page.goto(workbenchUrl(address));
  if (response?.status() !== 200) {
    throw new Error(`The VS Code server answered ${response?.status()}: ${(await response?.text())?.slice(0, 1000)}`);
  }
}

/**
 * Waits until the extensions of a loading workbench are registered.
 *
 * @param {Page} page
 */
export async function workbenchReady(page) {
  const loaded = () => performance.getEntriesByName('code/didLoadExtensions').length > 0;
  await page.waitForFunction(loaded);
}
