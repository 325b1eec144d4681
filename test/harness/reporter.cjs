// @ts-check
// Mocha's own "spec" on the terminal, and a results file beside it: { complete, passes, failures, pending }.
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

class SpecWithResults extends reporters.Spec {
  /** @param {import('mocha').Runner} runner @param {import('mocha').MochaOptions} options */
  constructor(runner, options) {
    super(runner, options);
    /** @type {{ title: string, message: string }[]} */
    const failures = [];
    const output = options.reporterOptions.output;
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) =>
      failures.push({ title: test.fullTitle(), message: error.message }),
    );
    runner.on(Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, pending = 0 } = runner.stats ?? {};
      writeFileSync(output, JSON.stringify({ complete: true, passes, failures, pending }));
    });
  }
}

module.exports = SpecWithResults;
