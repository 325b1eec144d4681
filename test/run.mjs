// @ts-check
// `npm test`: checks and builds, then every suite, some side by side, and at the end one line that counts all tests.
// Ends non-zero when anything failed.
//
//   npm test -- [--at-once <suites side by side>] [suite …]
//
// harness/runner is how.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { interrupted, runSuites } from './harness/runner/main.mjs';
import { makeTests, systemPackages } from './harness/runner/stages.mjs';
import { everyDay, suites } from './suites.mjs';

const { values: given, positionals } = parseArgs({
  options: { 'at-once': { type: 'string', default: String(Math.min(2, availableParallelism())) } },
  allowPositionals: true,
});
const atOnce = Number(given['at-once']);
if (!Number.isInteger(atOnce) || atOnce < 1) refuse(`--at-once is "${given['at-once']}"; it has to be 1 or more.`);
const asked = positionals.length > 0 ? positionals.map(suiteOf) : everyDay;

// So that what is still running ends too.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
  process.once(signal, () => process.exit(interrupted));

await systemPackages(asked.map(({ name }) => name));
// Begun now, they go on beside the checks and the first suites.
const installed = Promise.all(asked.flatMap(({ needs }) => needs.map((begin) => begin())));
await makeTests();
if (!(await runSuites(asked, atOnce))) process.exitCode = 1;
await installed;

/** @param {string} name */
function suiteOf(name) {
  const found = suites.find((one) => one.name === name);
  return found ?? refuse(`There is no suite "${name}"; there are ${suites.map((one) => one.name).join(', ')}.`);
}

/**
 * @param {string} words
 * @returns {never}
 */
function refuse(words) {
  console.log(words);
  process.exit(2);
}
