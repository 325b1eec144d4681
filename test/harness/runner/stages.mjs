// @ts-check
// What comes before the tests. A stage passes or fails as a whole; the tests after it would mean nothing without it.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const bin = join(root, 'node_modules/.bin');

/**
 * What suites need of the machine besides Node: named on one line where it is missing, and installed where that may be done.
 *
 * @param {readonly string[]} names  Of suites.
 */
export async function systemPackages(names) {
  await stage('System packages', process.execPath, ['scripts/systemPackages.mjs', ...names]);
}

/** Types, format and lint; no source is changed. `npm run check` is this. */
export async function check() {
  await Promise.all([
    stage('Type check', join(bin, 'tsc'), ['-b']),
    stage('Format and lint', join(bin, 'biome'), ['check', '--error-on-warnings', '.']),
  ]);
}

/** What tests are made from, each independent of the others: the product as it is released, and the tests. */
export async function makeTests() {
  await Promise.all([check(), stage('Build', process.execPath, ['scripts/build.mjs', '--release', '--tests'])]);
}

/** @type {Map<string, Promise<void>>} */
const installing = new Map();

/**
 * Installs what some suites need and the project itself does not. Begun early, it goes on beside the first suites; the
 * second time it is asked for, it is the same.
 *
 * @param {string} title
 * @param {string[]} script  Of Node, with its arguments.
 * @returns {() => Promise<void>}
 */
export function install(title, script) {
  return () => {
    const begun = installing.get(title) ?? stage(title, process.execPath, script);
    installing.set(title, begun);
    return begun;
  };
}

/**
 * Prints what it says when it has ended. Ends this process when it fails.
 *
 * @param {string} title
 * @param {string} command
 * @param {string[]} args
 */
async function stage(title, command, args) {
  const began = performance.now();
  let said = '';
  const hear = (/** @type {string} */ text) => {
    said += text;
  };
  const { status } = await runCommand(command, args, { cwd: root, hear });
  console.log(`\n── ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (said.trim() !== '') console.log(said.trimEnd());
  if (status === 0) return;
  console.log(`\n${title} failed with status ${status}.\n0 passed, 1 failed, 0 skipped`);
  process.exit(1);
}
