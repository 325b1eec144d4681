// @ts-check
// Runs the host suite in a desktop VS Code, which @vscode/test-electron downloads:
//
//   node electron-tests.mjs [--version stable|1.99.3] [--executable <path>] [--extension <folder>] [--tests <module>]
//                           [--workspace <folder>]
//
// The suite and its results file are those of host-tests.mjs. Needs a network, or a VS Code that is already here.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { addFailure, freshResultsFile, noResults, readResults, report, resultsVariable } from './results.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { values: given } = parseArgs({
  options: {
    version: { type: 'string', default: 'stable' },
    executable: { type: 'string' },
    extension: { type: 'string', default: root },
    tests: { type: 'string', default: join('out', 'test', 'host', 'index') },
    workspace: { type: 'string' },
  },
});

/**
 * The VS Code to run: the one given, else one downloaded into `.vscode-test` (and found there the next time).
 *
 * @returns {Promise<string>}
 */
async function executable() {
  if (given.executable) return resolve(given.executable);
  try {
    return await downloadAndUnzipVSCode({ version: given.version, cachePath: join(root, '.vscode-test') });
  } catch (error) {
    throw new Error(
      `VS Code ${given.version} could not be downloaded from update.code.visualstudio.com (${messageOf(error)}). ` +
        'Without a network: name a VS Code that is here by --executable, or run test/harness/host-tests.mjs, ' +
        'which runs the same suite in a VS Code from npm.',
    );
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Runs the suite once.
 *
 * @returns {Promise<import('./results.mjs').Results>}
 */
async function runSuite() {
  const vscodeExecutablePath = await executable();
  const file = freshResultsFile();
  // Short and not in the project: VS Code puts unix sockets there, whose paths must stay under 104 characters on macOS.
  const dir = mkdtempSync(join(tmpdir(), 'vsc-'));
  const workspace = given.workspace ? resolve(given.workspace) : join(dir, 'workspace');
  mkdirSync(workspace, { recursive: true });
  /** @type {string | undefined} */
  let problem;
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: resolve(given.extension),
      extensionTestsPath: resolve(given.extension, given.tests),
      extensionTestsEnv: { [resultsVariable]: file },
      launchArgs: [
        workspace,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--skip-welcome',
        '--skip-release-notes',
        `--user-data-dir=${join(dir, 'data')}`,
        `--extensions-dir=${join(dir, 'ext')}`,
      ],
    });
  } catch (error) {
    problem = `VS Code ended with a failure (${messageOf(error)}).`;
    if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
      problem += ' There is no display here: run it under xvfb-run.';
    }
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  return readResults(file, problem);
}

try {
  report(await runSuite());
} catch (error) {
  report(addFailure(noResults, messageOf(error)));
}
