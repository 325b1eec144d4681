import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../e2e/harness';
import { testLimit } from '../harness/limits.cjs';

/** Notes that the file has run, and how often it has before. */
const RAN = `
const { appendFileSync, readFileSync } = require('node:fs');
appendFileSync(__filename + '.ran', 'x');
const first = readFileSync(__filename + '.ran', 'utf8').length === 1;
`;

/** Files of tests by name: what each does. */
const FIXTURES = {
  sound: "it('is right', () => {});",
  'folder/once': "it('is right the second time', () => { if (first) throw new Error('wrong at first'); });",
  once: "it('is right the second time', () => { if (first) throw new Error('wrong at first'); });",
  late: "it('takes longer than it says', (done) => { setTimeout(done, 500); }).timeout(50);",
  never: "it('is never right', () => { throw new Error('wrong'); });",
  dies: "it('outlives itself the second time', () => { if (first) process.kill(process.pid, 'SIGKILL'); });",
  hangs:
    "it('ends the second time', () => { if (first) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); });",
} as const;

type Fixture = keyof typeof FIXTURES;

interface Ended {
  readonly code: number;
  readonly output: string;
  /** The last line that says anything. */
  readonly last: string;
  /** How often each file was run. */
  readonly ran: Readonly<Record<string, number>>;
}

describe('npm test', function () {
  // A host is begun anew for each attempt.
  this.timeout(testLimit);
  let scratch = '';
  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'attribution-runner-'));
  });
  after(() => rm(scratch, { recursive: true, force: true }));

  /** Runs suites of fixtures in a process of their own, by the runner that runs this very test. */
  async function run(
    suites: readonly { name: string; files: readonly Fixture[]; [how: string]: unknown }[],
  ): Promise<Ended> {
    const made = await Promise.all(
      suites.map(async ({ files, ...how }) => {
        const folder = await mkdtemp(join(scratch, 'suite-'));
        for (const name of files) {
          const text = `${RAN}describe('${name}', () => { ${FIXTURES[name]} });\n`;
          const file = join(folder, `${name}.test.js`);
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, text);
        }
        return { suite: { runs: 'mocha', retried: false, needs: [], ...how, folder }, files };
      }),
    );
    const runner = pathToFileURL(join(root, 'test/harness/runner/main.mjs')).href;
    const script = `
      import { runSuites } from ${JSON.stringify(runner)};
      if (!(await runSuites(${JSON.stringify(made.map(({ suite }) => suite))}, 2))) process.exitCode = 1;
    `;
    const { code, stdout, stderr } = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      const child = execFile(process.execPath, ['--input-type=module', '--eval', script], (_error, said, complained) =>
        resolve({ code: child.exitCode ?? -1, stdout: said, stderr: complained }),
      );
    });
    const ran: Record<string, number> = {};
    for (const { suite, files } of made)
      for (const name of files) {
        const notes = await readFile(join(suite.folder, `${name}.test.js.ran`), 'utf8').catch(() => '');
        ran[name] = notes.length;
      }
    return { code, output: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1) ?? '', ran };
  }

  for (const runs of ['mocha', 'host'] as const)
    describe(`for a suite that is tried again, run by ${runs}`, () => {
      const retried = { name: 'editor', runs, retried: true };

      it('counts a file that fails once as passed, says so at once and at the end', async () => {
        const { code, output, last, ran } = await run([{ ...retried, files: ['once', 'sound'] }]);
        assert.equal(code, 0, output);
        assert.equal(last, '2 passed, 0 failed, 0 skipped');
        assert.deepEqual(ran, { once: 2, sound: 1 });
        const flaky = 'flaky: editor/once\n  at first: once is right the second time: wrong at first\n';
        const [before = '', after = ''] = output.split(/^suite +passed +failed +skipped +seconds$/m);
        assert.ok(before.includes(flaky) && after.includes(flaky), output);
      });

      it('fails for a file that fails twice', async () => {
        const { code, output, last, ran } = await run([{ ...retried, files: ['never', 'sound'] }]);
        assert.equal(code, 1, output);
        assert.equal(last, '1 passed, 1 failed, 0 skipped');
        assert.deepEqual(ran, { never: 2, sound: 1 });
        assert.doesNotMatch(output, /flaky/);
        // Last of all, so that it is read where no more than the end of a long output is kept.
        const [, after = ''] = output.split(/^suite +passed +failed +skipped +seconds$/m);
        assert.ok(after.includes('failed: editor/never\n  never is never right: wrong\n'), output);
      });

      it('tries those again that were not reached when it died', async () => {
        const { code, output, last, ran } = await run([{ ...retried, files: ['dies', 'sound'] }]);
        assert.equal(code, 0, output);
        assert.equal(last, '2 passed, 0 failed, 0 skipped');
        assert.equal(ran['dies'], 2);
        assert.match(output, /^flaky: editor\/dies\n {2}at first: the file as a whole: /m);
      });
    });

  it('tells files of one name in two folders apart', async () => {
    const { output, last, ran } = await run([{ name: 'editor', retried: true, files: ['once', 'folder/once'] }]);
    assert.equal(last, '2 passed, 0 failed, 0 skipped');
    assert.deepEqual(ran, { once: 2, 'folder/once': 2 });
    for (const name of ['once', 'folder/once']) assert.ok(output.includes(`\nflaky: editor/${name}\n`), output);
  });

  it('ends what hangs at the limit of its suite', async () => {
    const hanging = { name: 'editor', retried: true, limit: 20_000, files: ['hangs', 'sound'] } as const;
    const { code, output, last } = await run([hanging]);
    assert.equal(code, 0, output);
    assert.equal(last, '2 passed, 0 failed, 0 skipped');
    assert.match(output, /^flaky: editor\/hangs\n {2}at first: .*It did not end within 20 s/m);
  });

  it('lets no test have less time than all may have', async () => {
    const { code, output, last } = await run([{ name: 'numbers', files: ['late'] }]);
    assert.equal(code, 0, output);
    assert.equal(last, '1 passed, 0 failed, 0 skipped');
  });

  it('tries no other suite again', async () => {
    const { code, output, last, ran } = await run([{ name: 'numbers', files: ['once', 'sound'] }]);
    assert.equal(code, 1, output);
    assert.equal(last, '1 passed, 1 failed, 0 skipped');
    assert.deepEqual(ran, { once: 1, sound: 1 });
    assert.doesNotMatch(output, /flaky/);
  });

  it('fails for one that dies, and for one without tests', async () => {
    const died = await run([{ name: 'numbers', files: ['dies', 'sound'] }]);
    assert.deepEqual([died.code, died.last], [1, '0 passed, 1 failed, 0 skipped'], died.output);
    const empty = await run([{ name: 'numbers', files: [] }]);
    assert.equal(empty.code, 1, empty.output);
  });

  it('shows suites that run side by side one after the other, and sums them up', async () => {
    const { code, output, last } = await run([
      { name: 'one', files: ['sound', 'never'] },
      { name: 'other', retried: true, files: ['once'] },
    ]);
    assert.equal(code, 1, output);
    assert.equal(last, '2 passed, 1 failed, 0 skipped');
    assert.match(output, /^one +1 +1 +0 +\d+$/m);
    assert.match(output, /^other +1 +0 +0 +\d+$/m);
    const blocks = output.split(/^(?=── Tests: |suite )/m);
    const block = (title: string) =>
      blocks.find((text) => text.startsWith(`── Tests: ${title} (`) && !text.includes('(begun)')) ?? '';
    assert.match(block('one'), /is never right/);
    assert.doesNotMatch(block('one'), /the second time/);
    assert.match(block('other'), /is right the second time/);
    assert.doesNotMatch(block('other'), /is never right/);
  });

  it('tries the suites again that drive a whole editor, and no other', async () => {
    const file = pathToFileURL(join(root, 'test/suites.mjs')).href;
    const { suites } = (await import(file)) as typeof import('../suites.mjs');
    const names = suites.filter(({ retried }) => retried).map(({ name }) => name);
    assert.deepEqual(names, ['e2e', 'host', 'host:oldest']);
    assert.ok(suites.length > 7);
  });
});
