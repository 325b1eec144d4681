import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../e2e/harness';

type Scripts = typeof import('../../scripts/systemPackages.mjs') & typeof import('../harness/chromium.mjs');
type Machine = Parameters<Scripts['provide']>[1];

/** A machine that has what is listed, and what was said and done on it. */
interface Pretended extends Machine {
  readonly said: string[];
  readonly done: string[];
}

/** @param works whether what is installed is there afterwards */
function machineWith(has: readonly string[], of: Partial<Machine> = {}, works = true): Pretended {
  const there = new Set(has);
  const [said, done]: [string[], string[]] = [[], []];
  return {
    system: 'Debian',
    isRoot: true,
    hasProgram: (program) => there.has(program),
    hasPythonModule: (module) => there.has(`python3-${module}`),
    hasBrowser: () => there.has('chromium'),
    run: (command) => {
      done.push(command.join(' '));
      if (works) for (const name of command) there.add(name);
      return works;
    },
    say: (line) => said.push(line),
    ...of,
    said,
    done,
  };
}

const APT = 'apt-get -qq -o DPkg::Lock::Timeout=600';
const INSTALL = `${APT} install -y --no-install-recommends`;
const EVERYTHING = ['python3', 'make', 'g++', 'chromium', 'python3-numpy', 'python3-torch'];
const ALL_SUITES = ['engine', 'fuzz', 'cli', 'webview', 'package', 'host', 'e2e'];

describe('what a machine needs besides Node', () => {
  let scripts: Scripts;

  before(async () => {
    const modules = ['scripts/systemPackages.mjs', 'test/harness/chromium.mjs'].map(
      (name): Promise<object> => import(pathToFileURL(join(root, name)).href),
    );
    scripts = Object.assign({}, ...(await Promise.all(modules))) as Scripts;
  });

  it('is not spoken of where it is there', () => {
    const machine = machineWith(EVERYTHING);
    assert.equal(scripts.provide([...ALL_SUITES, 'start', 'host:oldest'], machine), true);
    assert.deepEqual([machine.said, machine.done], [[], []]);
  });

  it('is named on one line and installed by root on Debian', () => {
    const machine = machineWith([]);
    assert.equal(scripts.provide(ALL_SUITES, machine), true);
    assert.deepEqual(machine.done, [
      `${APT} update`,
      `${INSTALL} python3-numpy python3-torch`,
      `${INSTALL} python3 make g++`,
      `${INSTALL} chromium`,
    ]);
    assert.equal(machine.said.length, 1);
    assert.doesNotMatch(machine.said[0] ?? '', /\n/);
    for (const name of EVERYTHING) assert.ok(machine.said[0]?.includes(name), name);
  });

  it('is no more than what is asked for needs', () => {
    const done = (...tasks: string[]) => {
      const machine = machineWith(['make']);
      scripts.provide(tasks, machine);
      return machine.done.slice(1);
    };
    assert.deepEqual(done('start'), [`${INSTALL} python3 g++`]);
    assert.deepEqual(done('engine'), [`${INSTALL} python3-numpy python3-torch`]);
    assert.deepEqual(done('webview'), [`${INSTALL} chromium`]);
    assert.deepEqual(done('host:oldest'), [`${INSTALL} python3 g++`, `${INSTALL} chromium`]);
    assert.deepEqual(done('package', 'fuzz'), []);
  });

  it('is told to anyone else, with the command that root may give', () => {
    const machine = machineWith([], { isRoot: false });
    assert.equal(scripts.provide(['start'], machine), true);
    assert.deepEqual(machine.done, []);
    assert.deepEqual(machine.said, [
      `Missing: python3, make, g++ (to compile modules of the VS Code server). Install as root: apt-get update && apt-get install -y --no-install-recommends python3 make g++.`,
    ]);
  });

  it('ends what cannot go on without: tests in a browser', () => {
    assert.equal(scripts.provide(['webview'], machineWith([], { isRoot: false })), false);
    assert.equal(scripts.provide(['engine', 'cli'], machineWith([], { isRoot: false })), true);
  });

  it('is, on Ubuntu, a Chromium that is no snap', () => {
    const machine = machineWith(['make', 'g++'], { system: 'Ubuntu' });
    assert.equal(scripts.provide(['host'], machine), true);
    assert.deepEqual(machine.done, [
      `${APT} update`,
      `${INSTALL} python3`,
      'npx playwright-core install --with-deps chromium',
    ]);
  });

  it('is left to the person where the system’s packages are not known', () => {
    const machine = machineWith([], { system: 'other' });
    assert.equal(scripts.provide(['host'], machine), false);
    assert.deepEqual(machine.done, []);
    assert.match(machine.said.join('\n'), /^Missing: python3, make, g\+\+ .*; chromium .*ATTRIBUTION_CHROMIUM\)\.$/);
  });

  it('may fail to be installed: each part is tried, and what failed is named', () => {
    const machine = machineWith([], {}, false);
    assert.equal(scripts.provide(['engine', 'webview'], machine), false);
    assert.equal(machine.done.length, 3);
    assert.deepEqual(machine.said.slice(1), [
      'This failed: apt-get update',
      'This failed: apt-get install -y --no-install-recommends python3-numpy python3-torch',
      'This failed: apt-get install -y --no-install-recommends chromium',
    ]);
  });

  it('depends on the system, which its release file names', () => {
    assert.equal(scripts.systemOf('NAME="Debian GNU/Linux"\nID=debian\n'), 'Debian');
    assert.equal(scripts.systemOf('ID=ubuntu\nID_LIKE=debian\n'), 'Ubuntu');
    assert.equal(scripts.systemOf('ID=linuxmint\nID_LIKE="ubuntu debian"\n'), 'Ubuntu');
    assert.equal(scripts.systemOf('ID="fedora"\nVERSION_ID=43\n'), 'other');
    assert.equal(scripts.systemOf(''), 'other');
  });

  it('is no script that only says where a browser could be had', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'attribution-browser-'));
    const [stub, script, none] = ['stub', 'script', 'none'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(
      stub,
      '#!/bin/sh\nif ! [ -x /snap/bin/chromium ]; then\n  echo "snap install chromium" >&2\n  exit 1\nfi\n',
    );
    await writeFile(script, '#!/bin/sh\nexec /usr/lib/chromium/chromium "$@"\n');
    assert.deepEqual([script, none].map(scripts.isBrowser), [true, false]);
    assert.equal(scripts.isBrowser(stub), scripts.isBrowser('/snap/bin/chromium'));
    await rm(folder, { recursive: true });
  });
});
