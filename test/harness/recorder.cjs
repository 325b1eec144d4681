// @ts-check
// Writes down what comes of each file of tests while mocha runs, after every test: a process that dies in the midst of
// a file is seen, and seen where. results.mjs reads it.
const { writeFileSync } = require('node:fs');

/** @typedef {import('./results.mjs').Results} Results */
/** @typedef {import('./results.mjs').FileResults} FileResults */

/**
 * @param {import('mocha').Runner} runner
 * @param {string | undefined} output  The results file; none is written without.
 */
exports.record = function record(runner, output) {
  /** @type {Results} */
  const results = { complete: false, files: {}, failures: [] };
  let current = '';
  const write = () => {
    if (output !== undefined) writeFileSync(output, JSON.stringify(results));
  };
  /**
   * The results of the file that a test is of. The one before it has come to its end.
   *
   * @param {{ file?: string | undefined }} of
   * @returns {FileResults | undefined}  None for a hook outside of all blocks: it is of no file.
   */
  const fileOf = ({ file }) => {
    if (file === undefined) return undefined;
    const before = results.files[current];
    if (file !== current && before !== undefined) before.complete = true;
    current = file;
    results.files[file] ??= { complete: false, passes: 0, failures: [], pending: 0 };
    return results.files[file];
  };
  write();
  runner.on('suite', (suite) => {
    if (!suite.root) fileOf(suite);
    write();
  });
  runner.on('pass', (test) => {
    const file = fileOf(test);
    if (file !== undefined) file.passes++;
    write();
  });
  runner.on('pending', (test) => {
    const file = fileOf(test);
    if (file !== undefined) file.pending++;
    write();
  });
  runner.on('fail', (test, error) => {
    (fileOf(test) ?? results).failures.push({ title: test.fullTitle(), message: error.message });
    write();
  });
  runner.on('end', () => {
    for (const file of Object.values(results.files)) file.complete = true;
    results.complete = true;
    write();
  });
};
