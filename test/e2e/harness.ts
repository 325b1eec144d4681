import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** The project's folder: what these modules are bundled into lies below its `out/`, of tests and of benchmarks. */
export const root = __dirname.slice(0, __dirname.lastIndexOf(`${sep}out${sep}`));

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
 * Each time into a folder of its own, which is gone afterwards: suites run side by side.
 * @param use gets the path of the .vsix
 * @param project the project's folder, or a copy of it
 */
export async function withPackage<Result>(use: (vsix: string) => Promise<Result>, project = root): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-package-'));
  try {
    const url = pathToFileURL(join(root, 'scripts/package.mjs')).href;
    const [from, into] = [project, folder].map((path) => JSON.stringify(path));
    const script = `import { packExtension } from ${JSON.stringify(url)}; console.log('\\n' + (await packExtension(${from}, ${into})));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    return await use(stdout.trim().split('\n').at(-1) as string);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
