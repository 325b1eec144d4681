// @ts-check
// `npm test`: every stage in turn, and at the end one line that counts all tests. Ends non-zero when anything failed.
// `npm test -- engine host`: only these suites.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules/.bin');
const total = { passed: 0, failed: 0, skipped: 0 };
const scratch = await mkdtemp(join(tmpdir(), 'attribution-tests-'));

/** Every suite by name; `npm test` runs those that need no other VS Code than the newest. */
const suites = {
  engine: () => mochaSuite('engine'),
  fuzz: () => mochaSuite('fuzz'),
  cli: async () => {
    // Two further versions of Node, on which the bytes of runs are compared: one the server brings.
    await installServer('newest');
    await stage('Node 22', process.execPath, ['test/node-22/install.mjs']);
    await mochaSuite('cli');
  },
  webview: () => mochaSuite('webview'),
  package: () => mochaSuite('package'),
  host: () => hostSuite('newest'),
  'host:oldest': () => hostSuite('oldest'),
  e2e: async () => {
    await installServer('newest');
    await mochaSuite('e2e');
  },
};
const everyDay = /** @type {const} */ (['engine', 'fuzz', 'cli', 'webview', 'package', 'host', 'e2e']);
const asked = process.argv.slice(2).map(suiteName);

try {
  await stage('Type check', join(bin, 'tsc'), ['-b']);
  await stage('Format and lint', join(bin, 'biome'), ['check', '--error-on-warnings', '.']);
  await stage('Build', process.execPath, ['scripts/build.mjs', '--tests']);
  for (const name of asked.length > 0 ? asked : everyDay) await suites[name]();
} finally {
  await rm(scratch, { recursive: true, force: true });
}
const { passed, failed, skipped } = total;
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
if (failed > 0 || passed === 0) process.exitCode = 1;

/**
 * A step that passes or fails as a whole; the tests after it would mean nothing without it.
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 */
async function stage(title, command, args) {
  console.log(`\n── ${title}`);
  const status = await run(command, args, {});
  if (status === 0) return;
  console.log(`\n${title} failed with status ${status}.\n0 passed, 1 failed, 0 skipped`);
  process.exit(1);
}

/**
 * One folder of tests under mocha. Its results file decides, never its exit status alone.
 * @param {string} suite
 */
async function mochaSuite(suite) {
  console.log(`\n── Tests: ${suite}`);
  const folder = join(root, 'out/test', suite);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name));
  const results = join(scratch, `${suite}.json`);
  const reporter = ['--reporter', join(root, 'test/harness/reporter.cjs'), '--reporter-option', `output=${results}`];
  const seed = ['--require', join(root, 'test/harness/seed.cjs')];
  const status = await run(join(bin, 'mocha'), ['--exit', '--timeout', '60000', ...seed, ...reporter, ...files], {});
  if (!existsSync(results)) {
    console.log(`The ${suite} tests ended with status ${status} and without results.`);
    total.failed++;
    return;
  }
  await count(results, status);
}

/**
 * The tests inside an extension host, in a VS Code server.
 * @param {'newest' | 'oldest'} variant
 */
async function hostSuite(variant) {
  await installServer(variant);
  console.log(`\n── Tests: host (${variant} VS Code)`);
  const results = join(scratch, `host-${variant}.json`);
  const status = await run(process.execPath, ['test/harness/host-tests.mjs', '--variant', variant], {
    ATTRIBUTION_HOST_RESULTS: results,
  });
  if (existsSync(results)) await count(results, status);
  else total.failed++;
}

/** @param {'newest' | 'oldest'} variant */
async function installServer(variant) {
  await stage(`VS Code server (${variant})`, process.execPath, ['test/vscode-server/install.mjs', variant]);
}

/**
 * @param {string} name
 * @returns {keyof typeof suites}
 */
function suiteName(name) {
  if (Object.hasOwn(suites, name)) return /** @type {keyof typeof suites} */ (name);
  console.log(`There is no suite "${name}"; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

/**
 * Adds a suite's results. One that did not come to its end, or ended badly without a failed test, has failed.
 * @param {string} file
 * @param {number} status
 */
async function count(file, status) {
  const { passes, failures, pending, complete } = JSON.parse(await readFile(file, 'utf8'));
  total.passed += passes;
  total.failed += failures.length + (complete && (status === 0 || failures.length > 0) ? 0 : 1);
  total.skipped += pending;
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<number>}
 */
function run(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
