// @ts-check
// Runs the host suite, the tests inside an extension host, in the VS Code server:
//
//   node host-tests.mjs [--variant newest|oldest] [--extension <folder>] [--tests <module>] [--workspace <folder>]
//                       [--limit <seconds>] [--verbose]
//
// The suite is the very module that @vscode/test-electron takes: it exports `run(): Promise<void>`. It writes its
// results to the file that ATTRIBUTION_HOST_RESULTS names, and runs only the files of ATTRIBUTION_HOST_FILES if there is
// such a list (see results.mjs).

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { variantOf } from '../vscode-server/variants.mjs';
import { developmentPayload, gotoWorkbench, launchBrowser, newPage } from './browser.mjs';
import { suiteLimit } from './limits.cjs';
import { addFailure, freshResultsFile, noResults, readResults, report, resultsVariable } from './results.mjs';
import { startServer } from './server.mjs';

/** @typedef {import('playwright-core').Page} Page */

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values: given } = parseArgs({
  options: {
    variant: { type: 'string', default: 'newest' },
    extension: { type: 'string', default: root },
    tests: { type: 'string', default: join('out', 'test', 'host', 'index') },
    workspace: { type: 'string' },
    // Before the runner ends it, which could not say why.
    limit: { type: 'string', default: String((suiteLimit - 60_000) / 1000) },
    verbose: { type: 'boolean', default: false },
  },
});

/**
 * Waits until VS Code says that `run()` has settled.
 *
 * @param {Page} page
 * @param {() => Promise<void>} load  Loads the workbench.
 * @returns {Promise<string | undefined>}  What went wrong, if anything did; whether the tests passed is not in it.
 */
async function suiteEnd(page, load) {
  /** @type {(problem?: string) => void} */
  let end = () => {};
  /** @type {Promise<string | undefined>} */
  const ended = new Promise((resolve) => {
    end = resolve;
  });
  /** @type {string[]} */
  const errors = [];
  // VS Code calls these two by name when it runs tests: 0 for a `run()` that resolved, 1 for one that rejected.
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) =>
    end(code === 0 ? undefined : ['Its run() failed.', ...errors].join('\n')),
  );
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ values) => {
    // The first lines tell what it was; the rest of a stack is VS Code's own.
    if (type === 'error' && errors.length < 5) errors.push(values.join(' ').split('\n').slice(0, 4).join('\n'));
  });
  page.on('crash', () => end('The page of the workbench crashed.'));
  page.on('close', () => end('The page of the workbench was closed.'));
  if (given.verbose) page.on('console', (message) => console.log(`[page] ${message.text()}`));
  load().catch((error) => end(String(error)));
  const seconds = Number(given.limit);
  return Promise.race([ended, delay(seconds * 1000, `It did not end within ${seconds} s.`, { ref: false })]);
}

/**
 * Runs the suite once.
 *
 * @returns {Promise<import('./results.mjs').Results>}
 */
async function runSuite() {
  const variant = variantOf(given.variant);
  const file = freshResultsFile();
  const env = { [resultsVariable]: file };
  // Side by side: each takes about half a second, and neither needs the other.
  const [server, browser] = await bothOrNone(
    startServer({ variant: variant.name, driver: true, env }),
    launchBrowser(),
  );
  try {
    const folder = given.workspace ? resolve(given.workspace) : join(server.dir, 'workspace');
    mkdirSync(folder, { recursive: true });
    const payload = developmentPayload(resolve(given.extension), resolve(given.extension, given.tests));
    const page = await newPage(browser, server);
    const problem = await suiteEnd(page, () => gotoWorkbench(page, { url: server.url, folder, payload }));
    if (problem && given.verbose) console.log(server.log());
    return readResults(file, problem);
  } finally {
    await Promise.all([browser.close(), server.stop()]);
  }
}

/**
 * Waits for a server and a browser; ends the one when the other cannot be had.
 *
 * @param {Promise<import('./server.mjs').Server>} starting
 * @param {Promise<import('./browser.mjs').Browser>} launching
 * @returns {Promise<[import('./server.mjs').Server, import('./browser.mjs').Browser]>}
 */
async function bothOrNone(starting, launching) {
  try {
    return await Promise.all([starting, launching]);
  } catch (error) {
    await Promise.allSettled([starting.then((server) => server.stop()), launching.then((browser) => browser.close())]);
    throw error;
  }
}

// Ends through `process.exit`, so that the server's own exit hook runs.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => process.exit(130));

try {
  report(await runSuite());
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  report(addFailure(noResults, message));
}
