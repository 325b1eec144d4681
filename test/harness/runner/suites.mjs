// @ts-check
// How the files of a suite are run: under mocha in Node, or inside the extension host of a VS Code.
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suiteLimit, testLimit } from '../limits.cjs';
import { filesVariable, noResults, parseResults, resultsVariable } from '../results.mjs';
import { tried } from './attempts.mjs';
import { runCommand } from './command.mjs';

/** @typedef {import('./attempts.mjs').Attempt} Attempt */
/** @typedef {import('./attempts.mjs').Tally} Tally */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {string} folder  Its built files of tests, `*.test.js`, and those of the folders in it.
 * @property {'mocha' | 'host'} runs
 * @property {'newest' | 'oldest'} [variant]  The VS Code of a host suite.
 * @property {boolean} retried  Whether a failed file is tried once more.
 * @property {number} [limit]  Of one attempt, in milliseconds.
 * @property {(() => Promise<void>)[]} needs  What has to be there before it begins.
 */

/**
 * @typedef {object} Showing
 * @property {string} scratch  A folder for results.
 * @property {((text: string) => void) | undefined} hear  Takes what is said; left out: it is shown at once.
 */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const colours = process.stdout.isTTY === true ? ['--color'] : [];

/**
 * Runs a suite to its verdict.
 *
 * @param {Suite} suite
 * @param {Showing} showing
 * @returns {Promise<Tally>}
 */
export async function runSuite(suite, showing) {
  const names = (await readdir(suite.folder, { recursive: true })).filter((name) => name.endsWith('.test.js')).sort();
  const files = names.map((name) => join(suite.folder, name));
  const say = (/** @type {string} */ words) =>
    (showing.hear ?? process.stdout.write.bind(process.stdout))(`${words}\n`);
  let attempts = 0;
  return tried(
    { ...suite, files },
    (paths) =>
      attempt(suite, paths, { ...showing, results: join(showing.scratch, `${suite.name}-${attempts++}.json`) }),
    say,
  );
}

/**
 * One call of the program that runs some files of a suite. Its results file decides, never its exit status alone.
 *
 * @param {Suite} suite
 * @param {string[]} paths
 * @param {Showing & { results: string }} showing
 * @returns {Promise<Attempt>}
 */
async function attempt(suite, paths, { hear, results }) {
  const { command, args, env } = suite.runs === 'host' ? inHost(suite, paths, results) : underMocha(paths, results);
  const limit = suite.limit ?? suiteLimit;
  const { status, cut } = await runCommand(command, args, { cwd: root, env, hear, limit });
  const said = existsSync(results) ? parseResults(results) : `It ended with status ${status} and without results.`;
  const ended = cut ? `It did not end within ${limit / 1000} s.` : undefined;
  if (typeof said === 'string') return { results: noResults, problem: ended ?? said };
  const [failure] = said.failures;
  if (!said.complete) {
    // What the launcher of a host says of the whole is the reason, and is counted once.
    const problem = ended ?? failure?.message ?? `It ended early, with status ${status}.`;
    return { results: { ...said, failures: [] }, problem };
  }
  const failed = failure !== undefined || Object.values(said.files).some(({ failures }) => failures.length > 0);
  if (failure !== undefined) return { results: said, problem: failure.message };
  return status === 0 || failed ? { results: said } : { results: said, problem: `It ended with status ${status}.` };
}

/**
 * @param {string[]} paths
 * @param {string} results
 */
function underMocha(paths, results) {
  const reporter = ['--reporter', join(root, 'test/harness/reporter.cjs'), '--reporter-option', `output=${results}`];
  const seed = ['--require', join(root, 'test/harness/seed.cjs')];
  const args = ['--exit', '--timeout', String(testLimit), ...colours, ...seed, ...reporter, ...paths];
  return { command: join(root, 'node_modules/.bin/mocha'), args, env: {} };
}

/**
 * @param {Suite} suite
 * @param {string[]} paths
 * @param {string} results
 */
function inHost({ variant = 'newest' }, paths, results) {
  const env = { [resultsVariable]: results, [filesVariable]: JSON.stringify(paths) };
  return { command: process.execPath, args: ['test/harness/host-tests.mjs', '--variant', variant], env };
}
