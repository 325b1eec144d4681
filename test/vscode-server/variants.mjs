// @ts-check
// The VS Code builds that the harness knows, and where their parts lie once `install.mjs` has put them there.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {'newest' | 'oldest'} VariantName */

/**
 * @typedef {object} NativeModule  A module that has to be compiled on this machine.
 * @property {string} name  Its npm name.
 * @property {string} inside  The folder whose node_modules holds it.
 * @property {boolean} needed  Whether the server cannot start without it.
 * @property {string} loss  What is missing without it, in words for a person.
 */

/**
 * @typedef {object} Variant
 * @property {VariantName} name
 * @property {string} title  The build in words.
 * @property {string} folder  The package folder it is installed in.
 * @property {string} entry  The script that starts code-server.
 * @property {string} vscode  The folder of the VS Code server inside code-server.
 * @property {string} stamp  The file that tells what is installed there.
 * @property {number} node  The major version of node it is made for.
 * @property {number} nodeAtLeast  The oldest major version of node that runs it.
 * @property {string[]} driverFlags  What makes it obey the development keys of an address.
 * @property {NativeModule[]} native
 */

const here = fileURLToPath(new URL('.', import.meta.url));

const noLogs = 'output channels of extensions stay empty and no log file is written';
const noWatchdog = 'an extension host may outlive a server that was killed';

/**
 * @param {Pick<Variant, 'name' | 'title' | 'folder' | 'node' | 'nodeAtLeast' | 'driverFlags'>} of
 * @param {(folder: string, vscode: string) => NativeModule[]} native
 * @returns {Variant}
 */
function variant(of, native) {
  const codeServer = join(of.folder, 'node_modules', 'code-server');
  const vscode = join(codeServer, 'lib', 'vscode');
  return {
    ...of,
    vscode,
    entry: join(codeServer, 'out', 'node', 'entry.js'),
    stamp: join(of.folder, 'node_modules', '.installed.json'),
    native: native(of.folder, vscode),
  };
}

/** @type {Readonly<Record<VariantName, Variant>>} */
export const variants = {
  newest: variant(
    {
      name: 'newest',
      title: 'VS Code 1.139.1 (code-server 4.139.1)',
      folder: here,
      node: 24,
      nodeAtLeast: 22,
      driverFlags: ['--vscode-option', 'enable-smoke-test-driver'],
    },
    (_folder, vscode) => [
      { name: '@vscode/spdlog', inside: vscode, needed: false, loss: noLogs },
      { name: '@vscode/native-watchdog', inside: vscode, needed: false, loss: noWatchdog },
    ],
  ),
  // The lower end of `engines.vscode` in the extension's package.json.
  oldest: variant(
    {
      name: 'oldest',
      title: 'VS Code 1.99.3 (code-server 4.99.4)',
      folder: join(here, 'oldest'),
      node: 20,
      nodeAtLeast: 20,
      // This build obeys the development keys without being asked, and does not know the flag.
      driverFlags: [],
    },
    (folder, vscode) => [
      { name: 'argon2', inside: folder, needed: true, loss: 'the server does not start' },
      { name: '@vscode/spdlog', inside: vscode, needed: false, loss: noLogs },
      { name: 'native-watchdog', inside: vscode, needed: false, loss: noWatchdog },
    ],
  ),
};

/**
 * The variant of that name.
 *
 * @param {string} [name]  Left out: the newest.
 * @returns {Variant}
 */
export function variantOf(name = 'newest') {
  if (name !== 'newest' && name !== 'oldest') {
    throw new Error(`There is no variant '${name}': say ${Object.keys(variants).join(' or ')}.`);
  }
  return variants[name];
}

/**
 * The folder of the node that npm brought for a variant: it has `bin/node` and the C headers.
 *
 * @param {Variant} of
 * @returns {string | undefined}  Undefined where npm has none, such as on macOS.
 */
export function nodeFolder(of) {
  const folder = join(of.folder, 'node_modules', `node-${process.platform}-${process.arch}`);
  return existsSync(join(folder, 'bin', 'node')) ? folder : undefined;
}

/**
 * The node that runs a variant: the one npm brought, else the one this script runs in.
 *
 * @param {Variant} of
 * @returns {string}
 */
export function nodeOf(of) {
  const folder = nodeFolder(of);
  if (folder) return join(folder, 'bin', 'node');
  const major = Number(process.versions.node.split('.')[0]);
  if (major < of.nodeAtLeast) {
    throw new Error(`${of.title} needs node ${of.node}; this is node ${process.versions.node}.`);
  }
  return process.execPath;
}
