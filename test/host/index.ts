import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What test/harness/results.mjs reads. */
interface HostResults {
  complete: boolean;
  passes: number;
  failures: { title: string; message: string }[];
  pending: number;
}

/**
 * Runs every host test beside this file: what VS Code calls as `extensionTestsPath`. The results are written after each
 * test, so that a host which dies in the middle of one is seen.
 * @throws Error when tests failed
 */
export async function run(): Promise<void> {
  const results: HostResults = { complete: false, passes: 0, failures: [], pending: 0 };
  const write = () => {
    const file = process.env['ATTRIBUTION_HOST_RESULTS'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  };
  write();
  // Mocha is an ES module, this bundle is not.
  const { default: Mocha } = await import('mocha');
  const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING } = Mocha.Runner.constants;
  const mocha = new Mocha({ timeout: 40_000, reporter: class extends Mocha.reporters.Base {} });
  for (const name of readdirSync(__dirname).sort()) {
    if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  }
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on(EVENT_TEST_PASS, (test) => {
      results.passes++;
      console.log(`passed: ${test.fullTitle()} (${test.duration} ms)`);
      write();
    });
    runner.on(EVENT_TEST_FAIL, (test, error: Error) => {
      results.failures.push({ title: test.fullTitle(), message: error.message });
      console.log(`FAILED: ${test.fullTitle()}\n${error.stack ?? error.message}`);
      write();
    });
    runner.on(EVENT_TEST_PENDING, (test) => {
      results.pending++;
      console.log(`skipped: ${test.fullTitle()}`);
      write();
    });
  });
  results.complete = true;
  write();
  if (results.failures.length > 0) throw new Error(`${results.failures.length} host tests failed.`);
}
