// @ts-check
// ThirdPartyNotices.txt: every package that is in a bundle of the product, with its licence and its notices.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** @typedef {Pick<import('esbuild').Metafile, 'outputs'>} Bundled  What esbuild says of a build: which files are in its outputs. */
/** @typedef {{ title: string, text: string }} Notice  Of a package or of comments; the title is a line. */

export const NOTICES = 'ThirdPartyNotices.txt';

const LICENCE = /^(licen[sc]e|copying)/i;
const NOTICE = /^(notice|copyright|third-?party)/i;
/** Folders of further licences, of what a package has taken over from others. */
const LICENCES = /^licen[sc]es$/i;

const OWN = /^(src|webview)\//;
const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
/** The kernel is compiled together with what it uses of its compiler's library, which esbuild knows nothing of. */
const KERNEL = { input: 'kernel:kernel.wasm', folder: 'node_modules/assemblyscript' };

const wide = '='.repeat(80);
const thin = '-'.repeat(80);

/**
 * @param {readonly Bundled[]} bundled
 * @param {readonly string[]} legal  What esbuild has written of the comments that must be kept (`legalComments: 'external'`).
 * @param {string} root  The folder that paths are relative to.
 * @returns {Promise<string>}
 * @throws {Error} where a file is of no package, or a package says nothing of its licence
 */
export async function noticesOf(bundled, legal, root) {
  const packages = await Promise.all(foldersOf(bundled).map((folder) => noticeOf(join(root, folder))));
  return [
    'Third-party notices',
    '',
    'Attribution holds code of the packages below, under their licences.',
    ...sections(packages),
    wide,
    'From the sources of these packages',
    ...sections(legal.flatMap(commentsOf)),
    '',
  ].join('\n');
}

/**
 * The folders of the packages that have given at least a byte.
 * @param {readonly Bundled[]} bundled
 */
export function foldersOf(bundled) {
  const inputs = bundled.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const used = inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !OWN.test(path));
  return [...new Set(used.map(([path]) => folderOf(path)))].sort();
}

/** @param {string} path */
function folderOf(path) {
  if (path === KERNEL.input) return KERNEL.folder;
  const folder = PACKAGE.exec(path)?.[0];
  if (folder === undefined) throw new Error(`${path} is in a bundle: it is neither of this project nor of a package.`);
  return folder;
}

/**
 * @param {string} folder  of a package
 * @returns {Promise<Notice>}
 */
export async function noticeOf(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { name, version, license } = manifest;
  const entries = (await readdir(folder, { withFileTypes: true })).sort((one, other) =>
    one.name < other.name ? -1 : 1,
  );
  /** @param {RegExp} pattern */
  const texts = (pattern) =>
    Promise.all(
      entries
        .filter((entry) => entry.isFile() && pattern.test(entry.name))
        .map((entry) => readFile(join(folder, entry.name), 'utf8')),
    );
  const licences = await texts(LICENCE);
  const further = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && LICENCES.test(entry.name))
      .map(({ name: of }) => all(join(folder, of))),
  );
  const own = licences.length > 0 ? licences : [standardText(manifest)];
  return {
    title: `${name} ${version} (${license})`,
    text: [...own, ...(await texts(NOTICE)), ...further.flat()].map(tidy).join(`\n\n${thin}\n\n`),
  };
}

/** @param {string} folder */
async function all(folder) {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
}

/**
 * The licence of a package that brings no text of it: as SPDX has it, for the author that the package names.
 * @param {{ name: string, license?: unknown, author?: string | { name?: string } }} manifest
 */
function standardText({ name, license, author }) {
  const holder = typeof author === 'string' ? author : author?.name;
  const without = `${name} is in a bundle: it has no file with its licence`;
  if (holder === undefined) throw new Error(`${without}, and no author.`);
  /** @type {string} */
  let text;
  try {
    text = createRequire(import.meta.url)(`spdx-license-list/licenses/${license}.json`).licenseText;
  } catch (cause) {
    throw new Error(`${without}, and SPDX knows no "${license}".`, { cause });
  }
  const filled = text.replace(/<year> <(copyright holders|owner)>/g, () => holder);
  if (filled === text) throw new Error(`${without}, and that of ${license} does not say where its holder is named.`);
  return filled;
}

/**
 * @param {string} legal  Names of files, one a line, and what stands in all of them, indented; again and again.
 * @returns {Notice[]}
 */
function commentsOf(legal) {
  const parts = legal.matchAll(/((?:^\S.*:\n)+)((?:^(?: {2}.*)?(?:\n|$))+)/gm);
  return [...parts].flatMap(([, files = '', comment = '']) => {
    const packages = files.split('\n').map((file) => /^((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
    const text = tidy(comment.replace(/^ {2}/gm, ''));
    return [...new Set(packages)].flatMap((title) => (title === undefined ? [] : { title, text }));
  });
}

/**
 * One section for each text, under all that it belongs to.
 * @param {readonly Notice[]} notices
 */
function sections(notices) {
  /** @type {Map<string, Set<string>>} */
  const titles = new Map();
  for (const { title, text } of notices) titles.set(text, (titles.get(text) ?? new Set()).add(title));
  return [...titles].flatMap(([text, of]) => ['', wide, ...[...of].sort(), thin, '', text]);
}

/** @param {string} text */
function tidy(text) {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .replace(/^\n+|\n+$/g, '');
}
