// @ts-check
// `npm run pictures:recorded -- <run folder>`: the three plots of a run as the panel shows them, into docs/recorded-run/.
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchBrowser, newPage, openWorkbench } from '../test/harness/browser.mjs';
import { startServer } from '../test/harness/server.mjs';
import * as workbench from '../test/harness/workbench.mjs';
import { buildProduct } from './build.mjs';
import { packExtension } from './package.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [run] = process.argv.slice(2);
if (run === undefined) {
  console.error('Which run? npm run pictures:recorded -- <run folder>');
  process.exit(2);
}

await buildProduct('release');
const server = await startServer({ driver: false, vsix: await packExtension() });
const browser = await launchBrowser();
try {
  const folder = join(server.dir, 'recorded');
  await mkdir(join(folder, 'attribution-runs'), { recursive: true });
  await cp(resolve(process.env['INIT_CWD'] ?? '.', run), join(folder, 'attribution-runs', 'recorded'), {
    recursive: true,
  });
  const page = await newPage(browser, server, { viewport: { width: 1600, height: 1500 } });
  await openWorkbench(page, { url: server.url, folder });
  await workbench.setTheme(page, 'Default Light Modern');
  await workbench.runCommand(page, 'View: Toggle Primary Side Bar Visibility');
  await workbench.runCommand(page, 'Attribution: Open Run…');
  await page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: 'MNIST' }).first().click();
  const panel = workbench.webviewFrame(page);
  await panel.locator('.run-menu > button').waitFor();
  // Where nothing reacts to the pointer.
  await page.mouse.move(800, 2);
  for (const name of ['weights', 'biases', 'pixels']) {
    const plot = panel.locator(`.${name} .section-plot`);
    await plot.locator('canvas').first().waitFor();
    await plot.screenshot({ path: join(root, 'docs/recorded-run', `${name}.png`), animations: 'disabled' });
  }
} finally {
  await browser.close();
  await server.stop();
}
