// @ts-check
// Suites of tests side by side, what each says as one block, and the sum of all. `test/run.mjs` says which suites.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failureWords, flakyWords } from './attempts.mjs';
import { sideBySide } from './sideBySide.mjs';
import { runSuite } from './suites.mjs';

/** @typedef {import('./attempts.mjs').Tally} Tally */
/** @typedef {import('./suites.mjs').Suite} Suite */
/** @typedef {Tally & { name: string, seconds: number }} Row */

/** The status of a run that is ended by a signal. */
export const interrupted = 130;

/**
 * Runs suites, and prints last of all one line that counts all tests.
 *
 * @param {Suite[]} suites
 * @param {number} atOnce  How many of them run side by side.
 * @returns {Promise<boolean>}  Whether all has passed. None at all is a failure.
 */
export async function runSuites(suites, atOnce) {
  const began = performance.now();
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-tests-'));
  // However this process ends.
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const alone = suites.length === 1;
  const rows = await sideBySide(
    suites.map((suite) => () => run(suite, scratch, alone)),
    atOnce,
  );
  return summary(rows, since(began));
}

/**
 * @param {Suite} suite
 * @param {string} scratch
 * @param {boolean} alone  Whether it may speak as it runs: nothing runs beside it.
 * @returns {Promise<Row>}
 */
async function run(suite, scratch, alone) {
  for (const needed of suite.needs) await needed();
  const began = performance.now();
  console.log(`\n── Tests: ${suite.name}${alone ? '' : ' (begun)'}`);
  let said = '';
  const show = () => console.log(`\n── Tests: ${suite.name} (${Math.round(since(began))} s)\n${said.trimEnd()}`);
  const hear = (/** @type {string} */ text) => {
    said += text;
  };
  // A run that is ended from outside says how far it has come; one that fails as a whole has said its last line.
  const atExit = (/** @type {number} */ code) => {
    if (code === interrupted && !alone) show();
  };
  process.once('exit', atExit);
  const tally = await runSuite(suite, { scratch, hear: alone ? undefined : hear });
  process.off('exit', atExit);
  if (!alone) show();
  return { ...tally, name: suite.name, seconds: since(began) };
}

/**
 * Prints a line for each suite, each file that passed at the second attempt only, what failed, and the sum.
 *
 * @param {Row[]} rows
 * @param {number} seconds  That all of it took.
 * @returns {boolean}
 */
function summary(rows, seconds) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const line = (/** @type {(string | number)[]} */ [name = '', ...cells]) =>
    `${String(name).padEnd(12)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  console.log(`\n${line(['suite', 'passed', 'failed', 'skipped', 'seconds'])}`);
  for (const { name, passed, failed, skipped, seconds: its } of rows) {
    console.log(line([name, passed, failed, skipped, Math.round(its)]));
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
  }
  console.log(line(['all', sum.passed, sum.failed, sum.skipped, Math.round(seconds)]));
  const flaky = rows.flatMap((row) => row.flaky);
  if (flaky.length > 0) console.log(`\nPassed only when tried once more:\n${flaky.map(flakyWords).join('\n')}`);
  const failures = rows.flatMap((row) => row.failures);
  if (failures.length > 0) console.log(`\n${failures.map(failureWords).join('\n')}`);
  console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 && sum.passed > 0;
}

/**
 * @param {number} began
 * @returns {number}  In seconds.
 */
function since(began) {
  return (performance.now() - began) / 1000;
}
