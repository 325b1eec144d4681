// @ts-check
// `node scripts/pictures.mjs`: makes the pictures of the README and of docs/ anew, from the product itself, into docs/pictures/,
// and those of the walkthrough into media/walkthrough/. With `one`, `sizes`, `zoomed`, `many` or `walkthrough`: those of one run,
// of the panel's sizes, of a window at 200 %, of many runs, or of the walkthrough alone.
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
const window = { width: 1440, height: 900 };
/** The same screen at 200 %. */
const zoomed = { width: window.width / 2, height: window.height / 2 };
/** Of a picture in the walkthrough, where it is shown a little smaller. */
const stepWindow = { width: 900, height: 620 };
/** How wide the editor beside the panel is: for pictures of the panel, of many runs, and of a dump. */
const editorWidth = { panel: 520, many: 380, dump: 860 };
/** How wide the panel is beside code, the narrowest first: what widens forgets the place of the last click. */
const panelWidths = [460, 541, 700];
/** What is selected in the weights plot: opposite corners, as shares of its frame. */
const box = { from: [0.5, 0.2], to: [0.8, 0.45] };
/**
 * The run that is pictured while it trains takes longer than the others: many seconds. It is pictured when phase 1 and some
 * of the forks have their curves, at these per cent.
 */
const wide = { file: 'wide.attribution.json', text: '{\n  "network": { "hidden": [2000] },\n  "seed": 1\n}\n' };
/** What is swept over for a picture. */
const grid = {
  file: 'grid.attribution-sweep.json',
  text: `{
  "base": { "data": "drawn" },
  "axes": {
    "network.activation": ["softplus", "relu", "tanh", "sigmoid"],
    "learningRate": [0.0001, 0.0003, 0.001, 0.003, 0.01],
    "seed": [1, 2, 3]
  }
}
`,
};
const shares = Array.from({ length: 20 }, (_, index) => 60 + index);

/** @type {Record<string, workbench.Theme>} */
const themes = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  'hc-black': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
};

await promisify(execFile)(process.execPath, [join(root, 'test/vscode-server/install.mjs'), 'newest']);
await buildProduct('release');
const settings = { 'editor.minimap.enabled': false };
const server = await startServer({ driver: false, vsix: await packExtension(), settings });
const browser = await launchBrowser();
try {
  const folder = join(server.dir, 'sample');
  await cp(join(root, 'examples/sample'), folder, { recursive: true });
  await writeFile(join(folder, wide.file), wide.text);
  await writeFile(join(folder, grid.file), grid.text);
  /** @type {Record<string, [make: (page: Page, folder: string) => Promise<void>, of: import('playwright-core').BrowserContextOptions]>} */
  const makers = {
    one: [picturesOfOneRun, { viewport: window }],
    sizes: [picturesOfSizes, { viewport: window }],
    zoomed: [pictureAtTwice, { viewport: zoomed, deviceScaleFactor: 2 }],
    many: [picturesOfMany, { viewport: window }],
    walkthrough: [picturesOfSteps, { viewport: stepWindow }],
  };
  const [, , wanted] = process.argv;
  for (const [name, [make, options]] of Object.entries(makers)) {
    if (wanted !== undefined && wanted !== name) continue;
    const page = await newPage(browser, server, options);
    await openWorkbench(page, { url: server.url, folder });
    await workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility');
    await make(page, folder);
    await page.context().close();
  }
} finally {
  await browser.close();
  await server.stop();
}

/**
 * @param {Page} page
 * @param {string} folder
 */
async function picturesOfOneRun(page, folder) {
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await workbench.openFile(page, join(folder, wide.file));
  await workbench.setTheme(page, 'Default Light Modern');
  await pictureOfTraining(page);
  await workbench.runCommand(page, 'View: Close Editor');
  await train(page);
  await openNeuron(page);
  await drawBox(page);
  for (const [name, theme] of Object.entries(themes)) {
    await workbench.setTheme(page, theme);
    await picture(page, `panel-${name}`);
  }
  await workbench.setTheme(page, 'Default Light Modern');
  await widenEditor(page, editorWidth.dump);
  await scrollToTop(page);
  await picture(page, 'dump');
  await compareForks(page);
  await picture(page, 'compare');
  await showFindings(page);
  await picture(page, 'findings');
  await showSurgery(page);
  await picture(page, 'surgery');
}

/**
 * The panel as narrow as it stands beside code.
 * @param {Page} page
 * @param {string} folder
 */
async function picturesOfSizes(page, folder) {
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await workbench.setTheme(page, 'Default Light Modern');
  await train(page);
  await openNeuron(page);
  for (const width of panelWidths) {
    await widenPanel(page, width);
    if (width === panelWidths[0]) await drawBox(page);
    await picture(page, `panel-${width}`);
  }
}

/**
 * @param {Page} page
 * @param {string} folder
 */
async function pictureAtTwice(page, folder) {
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await workbench.setTheme(page, 'Default Light Modern');
  await train(page);
  // As narrow as an editor can be.
  await widenEditor(page, 220);
  await picture(page, 'panel-200-percent');
}

/**
 * @param {Page} page
 * @param {string} folder
 */
async function picturesOfMany(page, folder) {
  await workbench.runCommand(page, 'View: Close All Editors');
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await workbench.setTheme(page, 'Default Light Modern');
  await workbench.runCommand(page, 'Attribution: Replicate…');
  await page.locator('.quick-input-widget', { hasText: 'How many seeds?' }).locator('input').first().press('Enter');
  const panel = workbench.webviewFrame(page);
  await panel.getByText('Export cells.csv…').waitFor({ timeout: 300_000 });
  await widenEditor(page, editorWidth.many);
  await picture(page, 'replication');
  await workbench.runCommand(page, 'View: Close All Editors');
  await workbench.openFile(page, join(folder, grid.file));
  await workbench.runCommand(page, 'Attribution: Sweep…');
  await panel.getByText('Export cells.csv…').waitFor({ timeout: 600_000 });
  await widenEditor(page, editorWidth.many);
  await picture(page, 'sweep');
}

/**
 * What each step of the walkthrough is about, in a light and a dark theme.
 * @param {Page} page
 * @param {string} folder
 */
async function picturesOfSteps(page, folder) {
  await workbench.openFile(page, join(folder, 'post.attribution.json'));
  await train(page);
  await workbench.tab(page, 'post.attribution.json').click();
  await workbench.runCommand(page, 'View: Close Editor');
  await pictureOfStep(page, 'run');
  await openNeuron(page);
  await drawBox(page);
  await pictureOfStep(page, 'select');
  await page.getByRole('tab', { name: /^neuron-\d+\.weights/ }).click();
  await workbench.runCommand(page, 'View: Close Editor');
  await showSurgery(page);
  await pictureOfStep(page, 'break');
}

/**
 * What an editor group shows, without the bars around it.
 * @param {Page} page
 * @param {string} name
 */
async function pictureOfStep(page, name) {
  for (const [kind, theme] of Object.entries({ light: themes['light'], dark: themes['dark'] })) {
    await workbench.setTheme(page, /** @type {workbench.Theme} */ (theme));
    await page.mouse.move(stepWindow.width / 2, 2);
    const path = join(root, 'media/walkthrough', `${name}-${kind}.jpg`);
    // Every installation downloads them, and a crowd of points takes three times as much as a PNG.
    await page.locator('.part.editor').screenshot({ path, type: 'jpeg', quality: 60, animations: 'disabled' });
  }
}

/** @param {Page} page */
async function pictureOfTraining(page) {
  const panel = workbench.webviewFrame(page);
  await workbench.runCommand(page, 'Attribution: ▶ Start Experiment');
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
  await workbench.runCommand(page, 'Attribution: ▶ Start Experiment');
  const menu = workbench.webviewFrame(page).locator('.run-menu > button');
  await menu.waitFor({ timeout: 120_000 });
}

/**
 * Opens the weight in the middle of the plot by keys.
 * @param {Page} page
 */
async function openNeuron(page) {
  const plot = workbench.webviewFrame(page).locator('.weights-chart');
  await plot.focus();
  await plot.press('ArrowDown');
  await plot.press('Enter');
  await page.getByRole('tab', { name: /^neuron-\d+\.weights/ }).click();
}

/** @param {Page} page */
async function drawBox(page) {
  const panel = workbench.webviewFrame(page);
  const plot = panel.locator('.weights-chart');
  await plot.scrollIntoViewIfNeeded();
  const frame = await plot.boundingBox();
  if (frame === null) throw new Error('There is no plot.');
  const place = (/** @type {number[]} */ [x = 0, y = 0]) =>
    /** @type {[number, number]} */ ([frame.x + x * frame.width, frame.y + y * frame.height]);
  await page.mouse.move(...place(box.from));
  await page.mouse.down();
  await page.mouse.move(...place(box.to), { steps: 5 });
  await page.mouse.up();
  // Where the row is short the end of its words is cut off.
  await panel.getByText('by box in the weights plot').waitFor({ state: 'attached' });
}

/** @param {Page} page */
async function compareForks(page) {
  await page.locator('.codelens-decoration a', { hasText: 'Compare Forks' }).click();
  const diff = page.locator('.monaco-diff-editor');
  await diff.locator('.line-delete').first().waitFor({ state: 'attached' });
}

/**
 * Shows the tab with all findings, as far up as it goes.
 * @param {Page} page
 */
async function showFindings(page) {
  await widenEditor(page, editorWidth.panel);
  await workbench.webviewFrame(page).getByRole('tab', { name: 'Findings' }).click();
}

/**
 * Shows what breaks without the box, once that is known whole.
 * @param {Page} page
 */
async function showSurgery(page) {
  const panel = workbench.webviewFrame(page);
  await panel.getByRole('button', { name: 'What breaks?' }).click();
  await panel.locator('.surgery-comparison', { hasText: 'random sets of its size' }).waitFor();
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
 * Draws the same border until the panel's page is this wide.
 * @param {Page} page
 * @param {number} width
 */
async function widenPanel(page, width) {
  const body = workbench.webviewFrame(page).locator('body');
  await workbench.untilDone(`the panel is ${width} wide`, async () => {
    const editor = await page.locator('.editor-group-container').first().boundingBox();
    const now = await body.evaluate(() => document.documentElement.clientWidth);
    if (now === width) return;
    await widenEditor(page, (editor?.width ?? 0) + now - width);
    throw new Error(`It was ${now} wide.`);
  });
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
  for (let pages = 0; pages < 20; pages++) await page.keyboard.press('Alt+PageUp');
  await editor.locator('.line-numbers', { hasText: /^1$/ }).waitFor();
}

/**
 * @param {Page} page
 * @param {string} name
 */
async function picture(page, name) {
  // Where nothing reacts to the pointer.
  await page.mouse.move((page.viewportSize()?.width ?? 0) / 2, 2);
  await workbench.screenshot(page, join(root, 'docs/pictures', `${name}.png`));
}
