// @ts-check
// `node scripts/pictures.mjs`: makes the pictures of the README anew, from the product itself, into docs/pictures/.
import { execFile } from 'node:child_process';
import { cp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { launchBrowser, newPage, openWorkbench } from '../test/harness/browser.mjs';
import { startServer } from '../test/harness/server.mjs';
import * as workbench from '../test/harness/workbench.mjs';
import { buildProduct } from './build.mjs';
import { packExtension } from './package.mjs';

/** @typedef {import('playwright-core').Page} Page */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const window = { width: 1800, height: 1150 };
/** How wide the editor beside the panel is: for pictures of the panel, and for one of a dump. */
const editorWidth = { panel: 630, dump: 1180 };
/** The neuron whose weights are opened. */
const neuron = 9;
const dump = `neuron-${String(neuron).padStart(3, '0')}.weights`;
/**
 * The run that is pictured while it trains takes longer than the others: many seconds. It is pictured when phase 1 and some
 * of the forks have their curves, at these per cent.
 */
const wide = { file: 'wide.attribution.json', text: '{\n  "network": { "hidden": [2000] },\n  "seed": 1\n}\n' };
const shares = Array.from({ length: 20 }, (_, index) => 60 + index);

/** @type {Record<string, workbench.Theme>} */
const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'hc-black': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

await promisify(execFile)(process.execPath, [join(root, 'test/vscode-server/install.mjs'), 'newest']);
await buildProduct();
const settings = { 'editor.minimap.enabled': false };
const server = await startServer({ driver: false, vsix: await packExtension(), settings });
const browser = await launchBrowser();
try {
  const folder = join(server.dir, 'sample');
  await cp(join(root, 'examples/sample'), folder, { recursive: true });
  await writeFile(join(folder, wide.file), wide.text);
  const page = await newPage(browser, server, { viewport: window });
  await openWorkbench(page, { url: server.url, folder });
  await workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await workbench.openFile(page, join(folder, wide.file));
  await workbench.setTheme(page, 'Default Light Modern');
  await pictureOfTraining(page);
  await workbench.runCommand(page, 'View: Close Editor');
  await train(page);
  await openNeuron(page);
  for (const [name, theme] of Object.entries(themes)) {
    await workbench.setTheme(page, theme);
    await picture(page, `panel-${name}`);
  }
  await workbench.setTheme(page, 'Default Light Modern');
  await widenEditor(page, editorWidth.dump);
  await scrollToTop(page);
  await picture(page, 'dump');
} finally {
  await browser.close();
  await server.stop();
}

/** @param {Page} page */
async function pictureOfTraining(page) {
  const panel = workbench.webviewFrame(page);
  await workbench.runCommand(page, 'Attribution: Start Experiment');
  await panel.getByRole('progressbar').waitFor();
  await widenEditor(page, editorWidth.panel);
  const atShare = shares.map((share) => `[aria-valuenow="${share}"]`).join();
  await panel.locator(`[role="progressbar"]:is(${atShare})`).waitFor({ timeout: 120_000 });
  await picture(page, 'running');
  await panel.getByRole('button', { name: 'Cancel' }).click();
  await panel.getByText('Cancelled.', { exact: true }).waitFor();
  await workbench.tab(page, wide.file).click();
}

/** @param {Page} page */
async function train(page) {
  await workbench.runCommand(page, 'Attribution: Start Experiment');
  const again = workbench.webviewFrame(page).getByRole('button', { name: /^Run with Seed/ });
  await again.waitFor({ timeout: 120_000 });
}

/**
 * Opens a cluster by keys: from the first weight, which leaves a corner that never changes, down to the neuron.
 * @param {Page} page
 */
async function openNeuron(page) {
  const plot = workbench.webviewFrame(page).locator('.weights-chart');
  await plot.focus();
  for (let step = 0; step <= neuron; step++) await plot.press('ArrowDown');
  await plot.press('Enter');
  await workbench.tab(page, dump).click();
}

/**
 * Draws the border between the editor and the panel.
 * @param {Page} page
 * @param {number} width
 */
async function widenEditor(page, width) {
  const box = await page.locator('.editor-group-container').first().boundingBox();
  if (box === null) throw new Error('There is no editor.');
  const middle = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width, middle);
  await page.mouse.down();
  await page.mouse.move(box.x + width, middle, { steps: 5 });
  await page.mouse.up();
}

/**
 * Shows the beginning of the dump, with the cursor left where the click has put it.
 * @param {Page} page
 */
async function scrollToTop(page) {
  await workbench.runCommand(page, 'View: Focus First Editor Group');
  const editor = page.locator('.editor-group-container').first();
  await editor.locator('.monaco-editor.focused').waitFor();
  // It is as long as some pages; those that are too many do nothing.
  for (let pages = 0; pages < 5; pages++) await page.keyboard.press('Alt+PageUp');
  await editor.locator('.line-numbers', { hasText: /^1$/ }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function picture(page, name) {
  // Where nothing reacts to the pointer.
  await page.mouse.move(window.width / 2, 2);
  await workbench.screenshot(page, join(root, 'docs/pictures', `${name}.png`));
}
