// @ts-check
// Opens VS Code with the packed extension for a person: `node open.mjs <extension.vsix> <workspace folder>`.
//
// The person's own VS Code is left alone: this is one from npm, served to their browser, with a profile inside the
// project that is kept between starts.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workbenchUrl } from './browser.mjs';
import { startServer } from './server.mjs';

const profile = fileURLToPath(new URL('../../.vscode-test/profile', import.meta.url));

/**
 * The program that opens an address in the person's browser.
 *
 * @returns {string | undefined}  Undefined where there is no screen, or none is wanted.
 */
function opener() {
  if (process.env['ATTRIBUTION_NO_BROWSER']) return undefined;
  if (process.platform === 'darwin') return 'open';
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined;
}

/**
 * Shows the address to the person: in their browser where there is one, and always as text.
 *
 * @param {string} address
 */
function show(address) {
  console.log(`\nVS Code with the extension is at ${address}\nCtrl+C ends it.\n`);
  const program = opener();
  if (!program) return;
  const child = spawn(program, [address], { detached: true, stdio: 'ignore' });
  child.on('error', () => console.log(`(${program} is missing: open the address by hand.)`));
  child.unref();
}

/**
 * Waits until the person wants to end.
 *
 * @returns {Promise<void>}
 */
function asked() {
  return new Promise((resolve) => {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(signal, () => resolve());
  });
}

try {
  const [vsix, folder] = process.argv.slice(2).map((path) => resolve(path));
  if (!vsix || !folder) throw new Error('Usage: node open.mjs <extension.vsix> <workspace folder>');
  for (const path of [vsix, folder]) if (!existsSync(path)) throw new Error(`There is no ${path}.`);
  const ending = asked();
  const server = await startServer({ driver: false, vsix, profile });
  show(workbenchUrl({ url: server.url, folder }));
  await Promise.race([
    ending,
    server.ended.then(() => {
      throw new Error(`The VS Code server has ended by itself:\n${server.log()}`);
    }),
  ]).finally(server.stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
