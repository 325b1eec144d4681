import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RandomStream } from '../../../src/engine/network/random';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import { readRun } from '../../../src/engine/runs/runStore';
import { bytesOf, isSameRun, keptConfig, writeTinyImages } from '../../engine/keptRun';
import { at, buildCommandLine, temporaryFolders } from '../../engine/support';
import { anyMoment, KILLS, makeUntil } from '../kills';
import { alone, twoAtOnce } from '../twoOwners';

/** `npm run test:faults -- --kills 200 --seed 1`. */
const KILLED = Number(process.env['ATTRIBUTION_KILLS'] ?? 12);
const SEED = Number(process.env['ATTRIBUTION_KILL_SEED'] ?? 1);

describe(`${KILLED} runs that are killed at any instant, by seed ${SEED}`, function () {
  this.timeout(30_000 + 10_000 * KILLED);
  const parent = temporaryFolders();
  before(buildCommandLine);

  it('are complete or can be resumed, again and again; none is lost, and all end with the same bytes', async () => {
    const folder = (name: string | number) => join(parent(), `run-${name}`);
    const config = keptConfig(await writeTinyImages(join(parent(), 'images')), { network: { hidden: [30] } });
    const whole = await makeUntil(folder('whole'), config, { kill: 'SIGKILL', moment: undefined, resume: false });
    const inThread = await makeUntil(folder('thread'), config, { kill: 'throw', moment: undefined, resume: false });
    const expected = await bytesOf(folder('whole'));
    await isSameRun(folder('thread'), expected);
    const random = new RandomStream(SEED, 'kills');
    const found = new Map<string, number>();
    const lost: string[] = [];
    for (let number = 0; number < KILLED; number++) {
      const kill = at(KILLS, number % KILLS.length);
      const run = folder(number);
      // Killed once; every second one again, in another way, while it is resumed.
      const times = 1 + random.integer(2);
      for (let time = 0; time < times; time++) {
        const moment = anyMoment(random, kill === 'SIGKILL' ? whole : inThread);
        await makeUntil(run, config, { kill, moment, resume: existsSync(run) });
        const status = existsSync(run) ? await statusOf(run) : 'not begun';
        found.set(status, (found.get(status) ?? 0) + 1);
        if (status === 'complete') await readRun(run);
        else if (status !== 'interrupted' && status !== 'not begun') lost.push(`${run}: ${status} after ${kill}`);
      }
      const last = await makeUntil(run, config, { kill: 'SIGKILL', moment: undefined, resume: existsSync(run) });
      try {
        await isSameRun(run, expected);
      } catch (error) {
        lost.push(`${kill} of run ${number}: ${error instanceof Error ? error.message : error}; ${last.words}`);
      }
      await rm(run, { recursive: true, force: true });
    }
    await isSameRun(folder('whole'), expected);
    const kept = (await readdir(parent())).filter((name) => name.startsWith('run-'));
    assert.deepEqual(kept.sort(), ['run-thread', 'run-whole']);
    const summary = [...found].map(([status, count]) => `${count} ${status}`).join(', ');
    console.log(`      ${KILLED} runs killed: found ${summary}; ${lost.length} lost or corrupt`);
    assert.deepEqual(lost, []);
    assert.ok((found.get('interrupted') ?? 0) > 0, 'no run was interrupted');
  });
});

/** A third as many as runs that are killed: each is two commands and what follows them. */
const PAIRS = Math.ceil(KILLED / 3);

describe(`${PAIRS} pairs of commands on one folder, of which one may be killed at any instant, by seed ${SEED}`, function () {
  this.timeout(300_000 + 180_000 * PAIRS);
  const parent = temporaryFolders();
  before(buildCommandLine);

  /** Every file of a folder by its path. */
  async function contents(name: string): Promise<Map<string, string>> {
    const folder = join(parent(), name);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const texts = await Promise.all(paths.map((path) => readFile(path, 'latin1')));
    // The times of a run that is kept are its own, and so is the checksum over them.
    const timeless = (path: string, text: string) =>
      path.endsWith('run.json') ? text.replace(/^ {2}"(started|seconds|sha256)": .*\n/gm, '') : text;
    return new Map(
      paths
        .map((path, index): [string, string] => [path.slice(folder.length), timeless(path, at(texts, index))])
        .sort(),
    );
  }

  it('have one owner at a time; the other is refused by its name, none is lost, and all end with the same bytes', async () => {
    const base = {
      data: await writeTinyImages(join(parent(), 'images')),
      phase1: { rows: 60 },
      network: { hidden: [5] },
    };
    const axes = { seed: [1, 2, 3, 4], learningRate: [0.01, 0.02] };
    await writeFile(join(parent(), 'sweep.json'), JSON.stringify({ base, axes }));
    await writeFile(join(parent(), 'config.json'), JSON.stringify(base));
    const commands = [
      ['sweep', 'sweep.json'],
      ['sweep', 'sweep.json', '--keep-runs'],
      ['replicate', 'config.json', '--seeds', '8'],
    ];
    const random = new RandomStream(SEED, 'two owners');
    const expected: Map<string, string>[] = [];
    const found = new Map<string, number>();
    const wrong: string[] = [];
    let ms = 0;
    for (const [index, command] of commands.entries()) {
      const from = performance.now();
      const { status, words } = await alone([...command, '--out', `whole-${index}`], parent());
      assert.equal(status, 0, words);
      ms = Math.max(ms, performance.now() - from);
      expected.push(await contents(`whole-${index}`));
    }
    for (let number = 0; number < PAIRS; number++) {
      const kind = number % commands.length;
      const args = [...at(commands, kind), '--out', 'shared'];
      for (const { status, words } of await twoAtOnce(args, parent(), random, ms)) {
        const what = status === null ? 'killed' : status === 0 ? 'complete' : 'refused';
        found.set(what, (found.get(what) ?? 0) + 1);
        const isRight = what !== 'refused' || (status === 2 && /process \d+ on \S+ is at work on/.test(words));
        if (!isRight) wrong.push(`${args.join(' ')}, pair ${number}: status ${status}, ${words}`);
      }
      const last = await alone(args, parent());
      if (last.status !== 0)
        wrong.push(`${args.join(' ')}, after pair ${number}: status ${last.status}, ${last.words}`);
      else assert.deepEqual(await contents('shared'), expected[kind], `${args.join(' ')}, pair ${number}`);
      await rm(join(parent(), 'shared'), { recursive: true, force: true });
    }
    console.log(
      `      ${PAIRS} pairs: ${[...found].map(([what, count]) => `${count} ${what}`).join(', ')}; ${wrong.length} wrong`,
    );
    assert.deepEqual(wrong, []);
    assert.ok((found.get('refused') ?? 0) > 0, 'none was refused');
  });
});
