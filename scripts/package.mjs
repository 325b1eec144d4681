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
 * @param {string} [folder] where to put it: dist/ itself when left out
 * @returns {Promise<string>} the path of the .vsix
 */
export async function packExtension(folder = join(root, 'dist')) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const packagePath = join(folder, `attribution-${version}.vsix`);
  // Everything is bundled: there are no dependencies to look for. Nothing is published, so there is no repository that
  // pictures and links could lead to: the package has a README of its own, without any.
  const readmePath = 'media/extension-readme.md';
  await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true, readmePath });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProduct();
  console.log(await packExtension());
}
