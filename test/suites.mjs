// @ts-check
// Every suite of tests, and what it needs to be there.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from './harness/runner/stages.mjs';

/** @typedef {import('./harness/runner/suites.mjs').Suite} Suite */

const built = fileURLToPath(new URL('../out/test', import.meta.url));

const newest = install('VS Code server (newest)', ['test/vscode-server/install.mjs', 'newest']);
const oldest = install('VS Code server (oldest)', ['test/vscode-server/install.mjs', 'oldest']);
const otherNodes = install('Other versions of Node', ['test/other-nodes/install.mjs']);

/**
 * In the order in which they begin: the longest first, so that the last two end together, and the two that drive a browser
 * far apart: a browser draws with both cores, and two of them at once take far longer than one after the other. A failed
 * file of the suites that drive a whole editor is tried once more, and of no other.
 */
export const suites = [
  suite('e2e', { retried: true, needs: [newest] }),
  suite('engine', {}),
  // On further versions of Node the bytes of runs are compared; one of them the server brings.
  suite('cli', { needs: [newest, otherNodes] }),
  suite('webview', {}),
  suite('host', { runs: 'host', retried: true, needs: [newest] }),
  suite('fuzz', {}),
  // Some of its fixtures are run inside a host.
  suite('runner', { needs: [newest] }),
  suite('package', {}),
  suite('host:oldest', {
    folder: join(built, 'host'),
    runs: 'host',
    variant: 'oldest',
    retried: true,
    needs: [oldest],
  }),
];

/** What `npm test` runs: all that needs no other VS Code than the newest. */
export const everyDay = suites.filter(({ variant }) => variant !== 'oldest');

/**
 * @param {string} name
 * @param {Partial<Suite>} how
 * @returns {Suite}
 */
function suite(name, how) {
  return { name, folder: join(built, name), runs: 'mocha', retried: false, needs: [], ...how };
}
