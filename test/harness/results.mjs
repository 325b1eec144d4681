// @ts-check
// What a host suite writes down about itself, and the verdict over it. Exit codes are not enough: when the extension
// host dies in a test, VS Code reports the code of success.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** @typedef {{ title: string, message: string }} Failure */

/**
 * @typedef {object} HostResults
 * @property {boolean} complete  False until the suite has ended.
 * @property {number} passes
 * @property {Failure[]} failures
 * @property {number} pending  Tests skipped.
 */

/** @type {HostResults} */
export const noResults = { complete: false, passes: 0, failures: [], pending: 0 };

/** The variable that tells the suite where to write its results. */
export const resultsVariable = 'ATTRIBUTION_HOST_RESULTS';

/**
 * The place for the results of the next run, with none of an earlier run there.
 *
 * @returns {string}
 */
export function freshResultsFile() {
  const file = resolve(process.env[resultsVariable] ?? join(tmpdir(), `host-results-${process.pid}.json`));
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/**
 * Reads what the suite wrote, and judges it: only a suite that came to its end with tests that passed is without failure.
 *
 * @param {string} file
 * @param {string} [problem]  What the launcher has seen go wrong.
 * @returns {HostResults}  With a failure of the suite as a whole where no failed test explains the problem.
 */
export function readResults(file, problem) {
  const results = parseResults(file);
  // Nobody asked for it by name, so nobody would look for it.
  if (!process.env[resultsVariable]) rmSync(file, { force: true });
  if (typeof results === 'string') return addFailure(noResults, explain(problem, results));
  if (!results.complete) {
    return addFailure(results, explain(problem, 'It did not come to its end: its host died, or it was cut off.'));
  }
  if (results.failures.length > 0) return results;
  if (problem) return addFailure(results, problem);
  return results.passes > 0 ? results : addFailure(results, 'It ran no test.');
}

/**
 * @param {string} file
 * @returns {HostResults | string}  In words why there are none.
 */
function parseResults(file) {
  if (!existsSync(file)) return `It wrote no results to ${file}: it did not start, or its host died.`;
  try {
    const { complete, passes, failures, pending } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(failures)) throw new Error('`failures` is no list');
    return { complete: complete === true, passes: Number(passes), failures, pending: Number(pending) };
  } catch (error) {
    return `Its results in ${file} cannot be read: ${error}`;
  }
}

/** @param {(string | undefined)[]} reasons */
function explain(...reasons) {
  return reasons.filter((reason) => reason).join('\n');
}

/**
 * The results with one failure more, of the suite as a whole.
 *
 * @param {HostResults} results
 * @param {string} message
 * @returns {HostResults}
 */
export function addFailure(results, message) {
  return { ...results, failures: [...results.failures, { title: 'the host suite itself', message }] };
}

/**
 * Prints each failure and, last, the counts; a failure makes this process end with 1.
 *
 * @param {HostResults} results
 */
export function report(results) {
  for (const { title, message } of results.failures) {
    console.error(`FAILED ${title}\n  ${message.trim().replaceAll('\n', '\n  ')}`);
  }
  console.log(`${results.passes} passed, ${results.failures.length} failed, ${results.pending} skipped`);
  if (results.failures.length > 0) process.exitCode = 1;
}
