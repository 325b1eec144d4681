// @ts-check
// `npm start`: the real VS Code with the packed extension and the sample workspace, served on 127.0.0.1.
import { spawn } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProduct } from './build.mjs';
import { packExtension } from './package.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

await run('scripts/systemPackages.mjs', 'start');
await buildProduct('release');
const vsix = await packExtension();
await run('test/vscode-server/install.mjs', 'newest');
// A copy, so that trying things out leaves the project as it is; what is there already is the person's.
const workspace = join(root, '.vscode-test', 'sample');
await mkdir(workspace, { recursive: true });
await cp(join(root, 'examples/sample'), workspace, { recursive: true, force: false });
await run('test/harness/open.mjs', vsix, workspace);

/**
 * @param {string} script
 * @param {string[]} args
 * @returns {Promise<void>} ends this process when the script fails
 */
function run(script, ...args) {
  const child = spawn(process.execPath, [join(root, script), ...args], { stdio: 'inherit' });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : process.exit(code ?? 1)));
  });
}
