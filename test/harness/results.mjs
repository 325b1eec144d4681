// @ts-check
// What a suite writes down about itself, and the verdict over it. Exit codes are not enough: when the extension host
// dies in a test, VS Code reports the code of success.

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** @typedef {{ title: string, message: string }} Failure */

/**
 * @typedef {object} FileResults  What came of one file of tests.
 * @property {boolean} complete  False until all of its tests have ended.
 * @property {number} passes
 * @property {Failure[]} failures
 * @property {number} pending  Tests skipped.
 */

/**
 * @typedef {object} Results
 * @property {boolean} complete  False until the suite has ended.
 * @property {Record<string, FileResults>} files  By path; one that was not reached is not there.
 * @property {Failure[]} failures  Of the suite as a whole: those of no file.
 */

/** @type {Results} */
export const noResults = { complete: false, files: {}, failures: [] };

/** The variable that tells the suite where to write its results. */
export const resultsVariable = 'ATTRIBUTION_HOST_RESULTS';
/** The variable that tells the suite inside the host which files of tests to run, as a JSON array of their paths. */
export const filesVariable = 'ATTRIBUTION_HOST_FILES';

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
 * Reads what a suite wrote.
 *
 * @param {string} file
 * @returns {Results | string}  In words why there are none.
 */
export function parseResults(file) {
  if (!existsSync(file)) return `It wrote no results to ${file}: it did not start, or its host died.`;
  try {
    const { complete, files, failures } = JSON.parse(readFileSync(file, 'utf8'));
    if (!Array.isArray(failures)) throw new Error('`failures` is no list');
    return { complete: complete === true, files, failures };
  } catch (error) {
    return `Its results in ${file} cannot be read: ${error}`;
  }
}

/**
 * Reads what the suite in a host wrote, and judges it: only a suite that came to its end with tests that passed is
 * without failure. A failure of the suite as a whole is added to the file, for whoever else reads it.
 *
 * @param {string} file
 * @param {string} [problem]  What the launcher has seen go wrong.
 * @returns {Results}  With a failure of the suite as a whole where no failed test explains the problem.
 */
export function readResults(file, problem) {
  const results = judge(parseResults(file), problem);
  // Nobody asked for it by name, so nobody would look for it.
  if (!process.env[resultsVariable]) rmSync(file, { force: true });
  else if (results.failures.length > 0) writeFileSync(file, JSON.stringify(results));
  return results;
}

/**
 * @param {Results | string} results
 * @param {string | undefined} problem
 * @returns {Results}
 */
function judge(results, problem) {
  if (typeof results === 'string') return addFailure(noResults, explain(problem, results));
  if (!results.complete) {
    return addFailure(results, explain(problem, 'It did not come to its end: its host died, or it was cut off.'));
  }
  const { passes, failures } = countsOf(results);
  if (failures > 0) return results;
  if (problem) return addFailure(results, problem);
  return passes > 0 ? results : addFailure(results, 'It ran no test.');
}

/**
 * The counts of all files together.
 *
 * @param {Results} results
 */
export function countsOf({ files, failures }) {
  const counts = { passes: 0, failures: failures.length, pending: 0 };
  for (const file of Object.values(files)) {
    counts.passes += file.passes;
    counts.failures += file.failures.length;
    counts.pending += file.pending;
  }
  return counts;
}

/** @param {(string | undefined)[]} reasons */
function explain(...reasons) {
  return reasons.filter((reason) => reason).join('\n');
}

/**
 * The results with one failure more, of the suite as a whole.
 *
 * @param {Results} results
 * @param {string} message
 * @returns {Results}
 */
export function addFailure(results, message) {
  return { ...results, failures: [...results.failures, { title: 'the host suite itself', message }] };
}

/**
 * Prints each failure and, last, the counts; a failure makes this process end with 1.
 *
 * @param {Results} results
 */
export function report(results) {
  for (const failed of [...Object.values(results.files), results]) {
    for (const { title, message } of failed.failures) {
      console.error(`FAILED ${title}\n  ${message.trim().replaceAll('\n', '\n  ')}`);
    }
  }
  const { passes, failures, pending } = countsOf(results);
  console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  if (failures > 0) process.exitCode = 1;
}
