// @ts-check
// Starts a VS Code server of its own for one use, and leaves nothing behind.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeOf, variantOf } from '../vscode-server/variants.mjs';
import { waitLimit } from './limits.cjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {import('../vscode-server/variants.mjs').Variant} Variant */
/** @typedef {import('../vscode-server/variants.mjs').VariantName} VariantName */

/**
 * @typedef {object} ServerOptions
 * @property {VariantName} [variant]  Which VS Code; the newest when left out.
 * @property {boolean} driver  True to load an extension from its folder or to run a host suite: the server then obeys
 *   the development keys of an address (`developmentPayload`). It also hides notification toasts.
 * @property {string} [vsix]  A packed extension to install before the start.
 * @property {string} [profile]  A folder for the user's data, kept afterwards. Left out: a fresh one, thrown away.
 * @property {string} [extensionsDir]  Where extensions are installed; inside the profile when left out.
 * @property {Record<string, unknown>} [settings]  User settings, over the defaults of the harness.
 * @property {boolean} [asksForTrust]  True where folders are not trusted until a person says so; else all of them are.
 * @property {Record<string, string | undefined>} [env]  Variables that the extension host sees, too.
 */

/**
 * @typedef {object} Server
 * @property {string} url  Its address, without a slash at the end.
 * @property {number} port
 * @property {string} dir  The folder of this start (sockets, home, profile unless one was given). Deleted by `stop`.
 * @property {string} settingsFile  The user's settings.json, followed live.
 * @property {() => string} log  What the server has said so far.
 * @property {Promise<void>} ended  Settles when it is gone, asked or not.
 * @property {() => Promise<void>} stop  Ends it and all its child processes. May be called twice.
 */

/** Settings that keep VS Code still: nothing looked up, nothing opened, nothing asked. */
const quietSettings = {
  // As on a desktop; in a browser the default is to save after a second.
  'files.autoSave': 'off',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.quickOpen.closeOnFocusLost': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.welcomePage.experimentalOnboarding': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'npm.autoDetect': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
};

/** Settings of a window that asks nothing at its start, and trusts nothing until it is told to. */
const trustSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.emptyWindow': false,
};

/** How long a server may take to end when asked to, before it is ended without being asked. */
const stopLimit = 5_000;

/**
 * Starts a server on a free port of 127.0.0.1 (a secure context, which webviews need for their service worker).
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const variant = variantOf(options.variant);
  if (!existsSync(variant.stamp)) {
    throw new Error(`${variant.title} is not installed: run node test/vscode-server/install.mjs ${variant.name}`);
  }
  // Short, since the paths of unix sockets must stay under 108 characters; this is why sockets are never in a profile.
  const dir = mkdtempSync(join(tmpdir(), 'vsc-'));
  /** @type {(() => Promise<void>) | undefined} */
  let stop;
  try {
    const { folders, settingsFile } = prepare(dir, options);
    const env = serverEnvironment(dir, options.env);
    const node = nodeOf(variant);
    if (options.vsix) {
      await installVsix(node, [variant.entry, ...folders, '--install-extension', options.vsix, '--force'], env);
    }
    const flags = ['--auth', 'none', '--bind-addr', '127.0.0.1:0', '--session-socket', join(dir, 'run', 's.sock')];
    flags.push('--disable-telemetry', '--disable-update-check', '--disable-proxy');
    if (!options.asksForTrust) flags.push('--disable-workspace-trust');
    flags.push('--disable-getting-started-override', '--ignore-last-opened');
    if (options.driver) flags.push(...variant.driverFlags);
    // A group of its own: the server starts further processes, and all are to be ended together.
    const child = spawn(node, [variant.entry, ...folders, ...flags], {
      cwd: dir,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = end(child);
    stop = stopper(child, ended, dir);
    const said = listen(child);
    const port = await listeningPort(child, said);
    return { url: `http://127.0.0.1:${port}`, port, dir, settingsFile, log: () => said.text, ended, stop };
  } catch (error) {
    await stop?.();
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes the folders and settings of a start.
 *
 * @param {string} dir
 * @param {ServerOptions} options
 * @returns {{ folders: string[], settingsFile: string }}
 */
function prepare(
  dir,
  { profile = join(dir, 'p'), extensionsDir = join(profile, 'extensions'), settings = {}, asksForTrust = false },
) {
  for (const name of ['home', 'run']) mkdirSync(join(dir, name), { mode: 0o700 });
  // Without a file of ours, code-server writes one into the person's home. The flags hold all there is to say.
  const config = join(dir, 'config.yaml');
  writeFileSync(config, 'cert: false\n');
  const user = join(profile, 'data', 'User');
  mkdirSync(user, { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  const settingsFile = join(user, 'settings.json');
  // In a kept profile they belong to the person, who may have changed them.
  if (!existsSync(settingsFile))
    writeFileSync(
      settingsFile,
      JSON.stringify({ ...quietSettings, ...(asksForTrust && trustSettings), ...settings }, null, 2),
    );
  const folders = ['--config', config, '--user-data-dir', join(profile, 'data'), '--extensions-dir', extensionsDir];
  return { folders, settingsFile };
}

/**
 * The environment of a server that sees nothing of the person's own VS Code, and no gallery.
 *
 * @param {string} dir
 * @param {Record<string, string | undefined>} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
function serverEnvironment(dir, extra) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|CODE_SERVER_|PORT$|PASSWORD$)/.test(name),
  );
  const home = join(dir, 'home');
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: join(dir, 'run'),
    EXTENSIONS_GALLERY: '{}',
    ...extra,
  };
}

/**
 * @param {string} node
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function installVsix(node, args, env) {
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = listen(child);
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  // It also ends with 0 when the extension asks for a newer VS Code.
  if (code !== 0 || !/successfully installed/.test(said.text)) {
    throw new Error(`The extension could not be installed:\n${said.text.trim()}`);
  }
}

/**
 * Gathers what a process says.
 *
 * @param {ChildProcess} child
 * @returns {{ text: string }}  Grows.
 */
function listen(child) {
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      said.text += text;
    });
  }
  return said;
}

/**
 * Waits until the server says where it listens.
 *
 * @param {ChildProcess} child
 * @param {{ text: string }} said
 * @returns {Promise<number>}
 */
async function listeningPort(child, said) {
  /** @type {Error | undefined} */
  let failure;
  child.once('error', (error) => {
    failure = error;
  });
  for (const end = Date.now() + waitLimit; Date.now() < end; await delay(20)) {
    const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(said.text)?.[1];
    if (port) return Number(port);
    if (failure) throw failure;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`The VS Code server ended at its start (${child.exitCode ?? child.signalCode}):\n${said.text}`);
    }
  }
  throw new Error(`The VS Code server did not listen within ${waitLimit / 1000} s:\n${said.text}`);
}

/**
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
function end(child) {
  // An error means that it could not be started at all.
  return new Promise((resolve) => child.once('close', () => resolve()).once('error', () => resolve()));
}

/**
 * @param {ChildProcess} child
 * @param {Promise<void>} gone
 * @param {string} dir
 * @returns {() => Promise<void>}
 */
function stopper(child, gone, dir) {
  const kill = (/** @type {NodeJS.Signals} */ signal) => {
    try {
      // Minus: the whole group.
      if (child.pid) process.kill(-child.pid, signal);
    } catch {
      // None of them is left.
    }
  };
  // For a script that ends without stopping its server.
  const atExit = () => {
    kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', atExit);

  const stopOnce = async () => {
    kill('SIGTERM');
    await Promise.race([gone, delay(stopLimit, undefined, { ref: false })]);
    // Also when the server itself has ended: a child that ignored the request would stay.
    kill('SIGKILL');
    await gone;
    process.off('exit', atExit);
    await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  };
  /** @type {Promise<void> | undefined} */
  let stopping;
  return () => {
    stopping ??= stopOnce();
    return stopping;
  };
}
