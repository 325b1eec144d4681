import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The project's folder, seen from where these tests are bundled to: `out/test/<suite>/`. */
export const root = join(__dirname, '../../..');

export type Harness = typeof import('../harness/server.mjs') &
  typeof import('../harness/browser.mjs') &
  typeof import('../harness/workbench.mjs');

/** What starts and drives a real VS Code. It stays modules of its own, which are found when the tests run. */
export async function loadHarness(): Promise<Harness> {
  const modules = ['server', 'browser', 'workbench'].map(
    (name): Promise<object> => import(pathToFileURL(join(root, 'test/harness', `${name}.mjs`)).href),
  );
  return Object.assign({}, ...(await Promise.all(modules)));
}

/**
 * Packs what dist/ holds, as `npm run package` does; in a process of its own, which keeps what the packer says to itself.
 * @returns the path of the .vsix
 */
export async function packExtension(): Promise<string> {
  const url = pathToFileURL(join(root, 'scripts/package.mjs')).href;
  const script = `import { packExtension } from ${JSON.stringify(url)}; console.log('\\n' + (await packExtension()));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  return stdout.trim().split('\n').at(-1) as string;
}
