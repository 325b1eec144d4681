// @ts-check
// Installs a real VS Code from the npm registry alone: `node install.mjs [newest|oldest]`.
//
// A plain `npm install code-server` does not do: its install script insists on the node it was made for, fetches node's
// headers from nodejs.org and compiles modules that need further system packages. So all install scripts are skipped
// and only the few native modules that matter are compiled, against the headers of the node that npm brought.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { nodeFolder, nodeOf, variantOf } from './variants.mjs';

/** @typedef {import('./variants.mjs').Variant} Variant */
/** @typedef {import('./variants.mjs').NativeModule} NativeModule */
/** @typedef {{ hash: string, missing: string[] }} Stamp  What was installed, and the native modules that were not. */

/**
 * What the installation is made from; another hash means another installation.
 *
 * @param {Variant} variant
 */
function hashOf(variant) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(variant.folder, file)));
  for (const file of ['./install.mjs', './variants.mjs']) hash.update(readFileSync(new URL(file, import.meta.url)));
  return hash.digest('hex');
}

/**
 * @param {Variant} variant
 * @returns {Stamp | undefined}
 */
function readStamp(variant) {
  if (!existsSync(variant.stamp)) return undefined;
  const stamp = JSON.parse(readFileSync(variant.stamp, 'utf8'));
  return stamp.hash === hashOf(variant) ? stamp : undefined;
}

/**
 * The environment for an npm that works in another folder: an npm script hands its own package and settings down in
 * variables, which would win over those of the folder.
 *
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment() {
  const inherited = /^npm_(lifecycle|package)_|^npm_config_(ignore_scripts|local_prefix)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));
}

/**
 * Runs a program and keeps what it says for the case that it fails.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 */
function run(program, args, { cwd, env = npmEnvironment() }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const keep = (/** @type {Buffer} */ text) => {
      said += text;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} (in ${cwd}) ended with ${code ?? signal}:\n${said.trim()}`));
    });
  });
}

/**
 * Runs the npm that started this script, else the one on the path.
 *
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
function npm(args, options) {
  const script = process.env['npm_execpath'];
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', ...args];
  // npm_execpath may as well be yarn or pnpm, which understand other arguments.
  return script?.endsWith('npm-cli.js')
    ? run(process.execPath, [script, ...quiet], options)
    : run('npm', quiet, options);
}

/**
 * Compiles a native module and makes sure that it loads: `npm rebuild` says "rebuilt" even when it ran no script.
 *
 * @param {Variant} variant
 * @param {NativeModule} module
 */
async function compile(variant, module) {
  const env = npmEnvironment();
  const headers = nodeFolder(variant);
  if (headers) {
    // Two names, as npm has dropped the first one lately and older ones do not know the second.
    env['npm_config_nodedir'] = headers;
    env['npm_package_config_node_gyp_nodedir'] = headers;
    env['PATH'] = `${join(headers, 'bin')}${delimiter}${env['PATH'] ?? ''}`;
  }
  // Never look for a ready-made binary on GitHub: it may be out of reach, and a hanging look-up costs minutes.
  env['npm_config_build_from_source'] = 'true';
  env['MAKEFLAGS'] = `-j${availableParallelism()}`;
  await npm(['rebuild', module.name, '--ignore-scripts=false'], { cwd: module.inside, env });
  await run(nodeOf(variant), ['-e', `require('${module.name}')`], { cwd: module.inside });
}

/**
 * Says on one line what is done and how long it took.
 *
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(what, work) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  process.stdout.write(`  ${what} ... `);
  try {
    const result = await work();
    process.stdout.write(`${seconds()}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${seconds()}\n`);
    throw error;
  }
}

/**
 * Compiles the native modules; does without those the server can do without.
 *
 * @param {Variant} variant
 * @param {NativeModule[]} modules
 * @returns {Promise<string[]>}  The names of those that could not be compiled.
 */
async function compileAll(variant, modules) {
  const missing = [];
  for (const module of modules) {
    try {
      await step(`4/4 compile ${module.name}`, () => compile(variant, module));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      const cure = 'Install python3, make and g++, then run this again.';
      if (module.needed) throw new Error(`Without ${module.name} ${module.loss}. ${cure}`);
      console.warn(`  Going on without ${module.name}: ${module.loss}. ${cure}`);
      missing.push(module.name);
    }
  }
  return missing;
}

/**
 * Installs a variant; does nothing when it is there already.
 *
 * @param {string} [name]  newest (when left out) or oldest.
 * @returns {Promise<void>}
 */
async function install(name) {
  const variant = variantOf(name);
  const stamp = readStamp(variant);
  if (stamp?.missing.length === 0) {
    console.log(`${variant.title} is installed.`);
    return;
  }
  console.log(`Installing ${variant.title} into ${variant.folder}`);
  if (!stamp) {
    await step('1/4 code-server and its node', () => npm(['ci', '--ignore-scripts'], { cwd: variant.folder }));
    // Not `npm ci`: the list of versions that these two folders carry is not complete, and `npm ci` refuses it.
    const packages = ['install', '--omit=dev', '--ignore-scripts'];
    await step('2/4 packages of VS Code', () => npm(packages, { cwd: variant.vscode }));
    await step('3/4 packages of its extensions', () => npm(packages, { cwd: join(variant.vscode, 'extensions') }));
  }
  const modules = variant.native.filter((module) => !stamp || stamp.missing.includes(module.name));
  const missing = await compileAll(variant, modules);
  writeFileSync(variant.stamp, JSON.stringify({ hash: hashOf(variant), missing }));
  console.log(`${variant.title} is ready.`);
}

try {
  await install(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
