// @ts-check
// `npm run package`: builds everything and packs attribution-<version>.vsix into dist/.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildProduct } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Packs what dist/ holds.
 * @param {string} [folder]  The project's, or a copy of it.
 * @param {string} [into]  Where to put it: its dist/ when left out.
 * @returns {Promise<string>} the path of the .vsix
 */
export async function packExtension(folder = root, into = join(folder, 'dist')) {
  const { version, repository } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const packagePath = join(into, `attribution-${version}.vsix`);
  await createVSIX({
    cwd: folder,
    packagePath,
    // Everything is bundled: there are no dependencies to look for.
    dependencies: false,
    // A package that is published nowhere has none: docs/publishing.md.
    allowMissingRepository: repository === undefined,
    // The package has a README of its own: the project's leads to files that it does not hold.
    readmePath: 'media/extension-readme.md',
  });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProduct('release');
  console.log(await packExtension());
}
