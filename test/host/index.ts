import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { testLimit } from '../harness/limits.cjs';
import { record } from '../harness/recorder.cjs';

/**
 * Runs every host test below this folder, or those that test/harness/results.mjs says: what VS Code calls as
 * `extensionTestsPath`. The results are written after each test, so that a host which dies in the middle of one is seen.
 * @throws Error when tests failed
 */
export async function run(): Promise<void> {
  // Mocha is an ES module, this bundle is not.
  const { default: Mocha } = await import('mocha');
  const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
  class Recording extends Mocha.reporters.Base {
    constructor(runner: Mocha.Runner) {
      super(runner);
      record(runner, process.env['ATTRIBUTION_HOST_RESULTS']);
      runner.on(EVENT_TEST_PASS, (test) => console.log(`passed: ${test.fullTitle()} (${test.duration} ms)`));
      runner.on(EVENT_TEST_FAIL, (test, error: Error) =>
        console.log(`FAILED: ${test.fullTitle()}\n${error.stack ?? error.message}`),
      );
      runner.on(EVENT_TEST_PENDING, (test) => console.log(`skipped: ${test.fullTitle()}`));
    }
  }
  const mocha = new Mocha({ timeout: testLimit, reporter: Recording });
  for (const file of wanted()) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} host tests failed.`);
}

/** The paths of the files to run. */
function wanted(): string[] {
  const given = process.env['ATTRIBUTION_HOST_FILES'];
  if (given !== undefined) return JSON.parse(given) as string[];
  return readdirSync(__dirname, { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(__dirname, name));
}
