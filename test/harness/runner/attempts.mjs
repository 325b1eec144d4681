// @ts-check
// What came of the files of a suite, and which of them are tried again.
//
// A test of a whole editor can fail for what a machine is busy with besides. So a file of the host suite or of the
// end-to-end tests that failed is tried once more, and counts as passed if it passes then; it is named as flaky, with
// what failed at first. No other suite is ever tried again: nothing in it depends on another program.

import { relative } from 'node:path';

/** @typedef {import('../results.mjs').Results} Results */
/** @typedef {import('../results.mjs').Failure} Failure */

/**
 * @typedef {object} Attempt  One call of the program that runs the files.
 * @property {Results} results
 * @property {string} [problem]  What went wrong with the whole, if anything did: in words.
 */

/**
 * @typedef {object} Named
 * @property {string} name  `<suite>/<path of the file without its endings>`, or the suite as a whole.
 * @property {Failure} failure
 */

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {Named[]} failures  What failed, at the last attempt.
 * @property {Named[]} flaky  What failed at the first attempt only.
 */

/**
 * @typedef {object} Outcome  What came of one file.
 * @property {'passed' | 'failed' | 'unreached'} end
 * @property {number} passes
 * @property {number} pending
 * @property {Failure[]} failures
 */

/**
 * Runs the files of a suite; those that failed, and those that were not reached, once more if that is allowed.
 *
 * @param {object} suite
 * @param {string} suite.name
 * @param {string} suite.folder
 * @param {string[]} suite.files  Paths of files in it.
 * @param {boolean} suite.retried
 * @param {(files: string[]) => Promise<Attempt>} attempt
 * @param {(words: string) => void} say
 * @returns {Promise<Tally>}
 */
export async function tried({ name, folder, files, retried }, attempt, say) {
  const title = (/** @type {string} */ file) => `${name}/${relative(folder, file).replace(/\.test\.c?js$/, '')}`;
  const first = await attempt(files);
  const before = new Map(files.map((file) => [file, outcomeOf(first, file)]));
  const again = retried ? files.filter((file) => before.get(file)?.end !== 'passed') : [];
  const sum = (/** @type {Map<string, Outcome>} */ outcomes, /** @type {Attempt} */ last) =>
    tally(name, new Map([...outcomes].map(([file, outcome]) => [title(file), outcome])), last);
  if (again.length === 0) return sum(before, first);
  say(`\nTried once more: ${again.map(title).join(', ')}`);
  const second = await attempt(again);
  const after = new Map(again.map((file) => [file, outcomeOf(second, file)]));
  /** @type {Named[]} */
  const flaky = [];
  for (const [file, { end }] of after) {
    const [failure] = before.get(file)?.failures ?? [];
    if (end === 'passed' && failure !== undefined) flaky.push({ name: title(file), failure });
  }
  if (flaky.length === 0 && first.problem !== undefined && [...after.values()].every(({ end }) => end === 'passed')) {
    flaky.push({
      name: `${name} as a whole`,
      failure: { title: 'before any of these files', message: first.problem },
    });
  }
  for (const one of flaky) say(flakyWords(one));
  return { ...sum(new Map([...before, ...after]), second), flaky };
}

/**
 * @param {Named} flaky
 * @returns {string}
 */
export function flakyWords({ name, failure: { title, message } }) {
  return `flaky: ${name}\n  at first: ${title}: ${indented(message)}`;
}

/**
 * @param {Named} failed
 * @returns {string}
 */
export function failureWords({ name, failure: { title, message } }) {
  return `failed: ${name}\n  ${title}: ${indented(message)}`;
}

/** @param {string} message */
function indented(message) {
  return message.trim().replaceAll('\n', '\n    ');
}

/**
 * @param {Attempt} attempt
 * @param {string} file
 * @returns {Outcome}
 */
function outcomeOf({ results, problem }, file) {
  const record = results.files[file];
  if (record === undefined) {
    // In a suite that came to its end, a file without tests, such as those of another system.
    return { end: results.complete ? 'passed' : 'unreached', passes: 0, pending: 0, failures: [] };
  }
  const { complete, passes, pending, failures } = record;
  if (complete) return { end: failures.length > 0 ? 'failed' : 'passed', passes, pending, failures };
  const cutOff = { title: 'the file as a whole', message: problem ?? 'It did not come to its end.' };
  return { end: 'failed', passes, pending, failures: [...failures, cutOff] };
}

/**
 * @param {string} suite
 * @param {Map<string, Outcome>} outcomes  By the names of files.
 * @param {Attempt} last
 * @returns {Tally}
 */
function tally(suite, outcomes, { results, problem }) {
  const sum = { passed: 0, skipped: 0 };
  /** @type {Named[]} */
  const failed = [];
  for (const [name, { passes, pending, failures }] of outcomes) {
    sum.passed += passes;
    sum.skipped += pending;
    for (const failure of failures) failed.push({ name, failure });
  }
  for (const failure of results.failures) failed.push({ name: `${suite} as a whole`, failure });
  // Never without a failure that is counted, whatever went wrong.
  if (failed.length === 0 && problem !== undefined)
    failed.push({ name: `${suite} as a whole`, failure: { title: 'its end', message: problem } });
  return { ...sum, failed: failed.length, failures: failed, flaky: [] };
}
