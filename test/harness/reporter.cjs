// @ts-check
// Mocha's own "spec" on the terminal, and a results file beside it; limits of tests are those of limits.cjs.
const { reporters } = require('mocha');
const { keepToLimit } = require('./limits.cjs');
const { record } = require('./recorder.cjs');

class SpecWithResults extends reporters.Spec {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    keepToLimit(runner);
    record(runner, options.reporterOptions.output);
    // Ended from outside: hooks at the exit of the process still run, and leave no server behind.
    process.once('SIGTERM', () => process.exit(143));
  }
}

module.exports = SpecWithResults;
