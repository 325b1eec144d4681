// @ts-check
// What `npm start` and the tests need besides Node: says on one line what is missing, and installs it where it may.
// `node scripts/systemPackages.mjs start`, or names of suites. Ends with 1 where the tests cannot run without.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumPath } from '../test/harness/chromium.mjs';

/**
 * What is asked of a machine, and done to it.
 * @typedef {object} Machine
 * @property {'Debian' | 'Ubuntu' | 'other'} system
 * @property {boolean} isRoot
 * @property {(program: string) => boolean} hasProgram
 * @property {(module: string) => boolean} hasPythonModule
 * @property {() => boolean} hasBrowser
 * @property {(command: readonly string[]) => boolean} run  False where the command failed.
 * @property {(line: string) => void} say
 */
/** @typedef {{ why: string, packages: string[] }} Missing */

const PYTHON = '/usr/bin/python3';
const APT = ['apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=600'];
/** What of these commands is not for a person to type. */
const QUIETLY = ` ${APT.slice(1).join(' ')} `;

/** By use: Debian's names of packages, and what tells that one is there. */
const USES = {
  compiler: {
    why: 'to compile modules of the VS Code server',
    packages: {
      python3: (/** @type {Machine} */ { hasProgram }) => hasProgram('python3'),
      make: (/** @type {Machine} */ { hasProgram }) => hasProgram('make'),
      'g++': (/** @type {Machine} */ { hasProgram }) => hasProgram('g++'),
    },
  },
  browser: {
    why: 'for tests in a browser',
    packages: { chromium: (/** @type {Machine} */ { hasBrowser }) => hasBrowser() },
  },
  python: {
    why: 'for tests against NumPy and PyTorch, which are skipped without',
    packages: {
      'python3-numpy': (/** @type {Machine} */ { hasPythonModule }) => hasPythonModule('numpy'),
      'python3-torch': (/** @type {Machine} */ { hasPythonModule }) => hasPythonModule('torch'),
    },
  },
};

/** @type {Readonly<Record<string, readonly (keyof typeof USES)[]>>} */
const NEEDS = {
  start: ['compiler'],
  engine: ['python'],
  cli: ['compiler'],
  webview: ['browser'],
  host: ['compiler', 'browser'],
  'host:oldest': ['compiler', 'browser'],
  e2e: ['compiler', 'browser'],
  runner: ['compiler', 'browser'],
};

/**
 * @param {readonly string[]} tasks  `start` and names of suites; those that need nothing may be among them.
 * @param {Machine} machine
 * @returns {boolean}  Whether the tasks can be done; some need only a part of what is missing.
 */
export function provide(tasks, machine) {
  const missing = missingFor(tasks, machine);
  if (missing.length === 0) return true;
  const commands = commandsFor(missing, machine.system);
  const list = missing.map(({ why, packages }) => `${packages.join(', ')} (${why})`).join('; ');
  const shown = commands.map((command) => command.join(' ').replace(QUIETLY, ' ')).join(' && ');
  if (machine.isRoot && commands.length > 0) {
    machine.say(`Missing: ${list}. Installing: ${shown}`);
    // One that fails keeps none of the others from being tried.
    const failed = commands.filter((command) => !machine.run(command));
    for (const command of failed) machine.say(`This failed: ${command.join(' ').replace(QUIETLY, ' ')}`);
  } else {
    const browser = 'a Chromium also by `npx playwright-core install chromium`, or named in ATTRIBUTION_CHROMIUM';
    const cure = commands.length > 0 ? `as root: ${shown}` : `with the packages of this system (${browser})`;
    machine.say(`Missing: ${list}. Install ${cure}.`);
  }
  return !missingFor(tasks, machine).some(({ packages }) => packages.includes('chromium'));
}

/**
 * @param {readonly string[]} tasks
 * @param {Machine} machine
 * @returns {Missing[]}  One for each use that something is missing for.
 */
function missingFor(tasks, machine) {
  const uses = new Set(tasks.flatMap((task) => NEEDS[task] ?? []));
  return [...uses].flatMap((use) => {
    const { why, packages } = USES[use];
    const absent = Object.entries(packages).flatMap(([name, isThere]) => (isThere(machine) ? [] : name));
    return absent.length > 0 ? [{ why, packages: absent }] : [];
  });
}

/**
 * One for each use, so that none fails for another's sake.
 * @param {readonly Missing[]} missing
 * @param {Machine['system']} system
 * @returns {string[][]}  None where the system's packages are not known.
 */
function commandsFor(missing, system) {
  if (system === 'other') return [];
  const fromUbuntu = (/** @type {string} */ name) => system === 'Debian' || name !== 'chromium';
  const lists = missing.map(({ packages }) => packages.filter(fromUbuntu)).filter(({ length }) => length > 0);
  const install = lists.map((names) => [...APT, 'install', '-y', '--no-install-recommends', ...names]);
  const commands = install.length > 0 ? [[...APT, 'update'], ...install] : [];
  // Ubuntu's own Chromium is a snap, which neither a container nor root can do much with.
  const browser = missing.some(({ packages }) => !packages.every(fromUbuntu));
  return browser ? [...commands, ['npx', 'playwright-core', 'install', '--with-deps', 'chromium']] : commands;
}

/** @returns {Machine} */
function thisMachine() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return {
    system: systemOf(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''),
    isRoot: process.getuid?.() === 0,
    hasProgram: (program) => folders.some((folder) => isExecutable(join(folder, program))),
    hasPythonModule: (module) => {
      // Found, not imported: that of PyTorch takes seconds.
      const script = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
      return spawnSync(PYTHON, ['-c', script]).status === 0;
    },
    hasBrowser: () => chromiumPath() !== undefined,
    // Faults are told on standard error; hundreds of lines on standard output are not for a person.
    run: ([program = '', ...args]) =>
      spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0,
    say: (line) => console.log(line),
  };
}

/**
 * @param {string} release  /etc/os-release, or nothing.
 * @returns {Machine['system']}  That of which this one is, or was made from.
 */
export function systemOf(release) {
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, names = '']) => names.split(' '));
  if (ids.includes('ubuntu')) return 'Ubuntu';
  return ids.includes('debian') ? 'Debian' : 'other';
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !provide(process.argv.slice(2), thisMachine()))
  process.exitCode = 1;
