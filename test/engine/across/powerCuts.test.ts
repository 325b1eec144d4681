import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CancelledError } from '../../../src/engine/errors';
import type { ExperimentEvent } from '../../../src/engine/experiment';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import { readRun } from '../../../src/engine/runs/runStore';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { mergeSweep } from '../../../src/engine/sweep/mergeSweep';
import { replicate, replicationSweep } from '../../../src/engine/sweep/replication';
import { runSweep } from '../../../src/engine/sweep/runSweep';
import { bytesOf, isSameRun, keep, keptConfig, resume, writeTinyImages } from '../keptRun';
import { LEFTS, type PowerCuts, recorded } from '../powerCuts';
import { finish, temporaryFolders } from '../support';

/** Every instant in turn with ATTRIBUTION_FAULTS=all, else one in so many, not the same ones for each kind of loss. */
const STRIDE = process.env['ATTRIBUTION_FAULTS'] === 'all' ? 1 : 11;

describe('a disk whose power goes', function () {
  this.timeout(600_000);
  const parent = temporaryFolders();
  const at = (...names: string[]) => join(parent(), ...names);
  const config = () => keptConfig(at('images'), { measures: [], phase1: { rows: 20 }, forks: { untilRow: 40 } });
  const keeping = (folder: string) => ({
    cacheFolder: at('cache'),
    folder,
    cancel: new CancelFlag(),
    executors: [new CellRunner()],
  });

  beforeEach(async () => {
    await writeTinyImages(at('images'));
    await mkdir(at('disk'));
  });

  /**
   * Looks at what is left at one instant after the other, and at every kind of loss after the last change of all.
   * @returns how often each outcome was seen
   */
  async function each(cuts: PowerCuts, look: (where: string, isLast: boolean) => Promise<string>) {
    const outcomes = new Map<string, number>();
    for (const [index, left] of LEFTS.entries()) {
      for (let changes = index % STRIDE; changes <= cuts.length + STRIDE - 1; changes += STRIDE) {
        const after = Math.min(changes, cuts.length);
        if (!(await cuts.restore(after, left))) continue;
        const where = `${left} left after ${after} of ${cuts.length} changes`;
        const outcome = await look(where, after === cuts.length);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    }
    return outcomes;
  }

  /** The locks that were on the disk are those of a machine that is off. */
  async function bury(folder: string): Promise<void> {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.name.endsWith('.lock')) continue;
      const path = join(entry.parentPath, entry.name);
      const text = await readFile(path, 'utf8');
      if (text.includes('"started":"')) await writeFile(path, text.replace(/"started":"\d+"/, '"started":"1"'));
      // One that was not written whole would be watched for ten seconds each time, as the tests of locks do.
      else await rm(path);
    }
  }

  /** A run after a cut: complete, to be resumed to the same bytes, or absent; never wrong. */
  function lookAtRun(expected: Awaited<ReturnType<typeof bytesOf>>) {
    return async (where: string, isLast: boolean) => {
      await bury(at('disk'));
      const names = (await readdir(at('disk'))).filter((name) => !name.startsWith('.'));
      assert.deepEqual(
        names.filter((name) => name !== 'run'),
        [],
        where,
      );
      const status = names.includes('run') ? await statusOf(at('disk', 'run')) : 'absent';
      if (isLast) assert.equal(status, 'complete', where);
      if (status === 'absent') return status;
      if (status === 'complete') {
        await readRun(at('disk', 'run'));
        const { tensors, file } = await bytesOf(at('disk', 'run'));
        assert.ok(tensors.equals(expected.tensors) && file === expected.file, where);
      } else assert.ok(status === 'interrupted' || status === 'cancelled', `${status}: ${where}`);
      await resume(at('disk', 'run'), { watchMs: 10 });
      await isSameRun(at('disk', 'run'), expected);
      return status;
    };
  }

  it('while a run is made: absent, to be resumed, or complete', async () => {
    await keep(at('other'), config());
    const cuts = await recorded(at('disk'), () => keep(at('disk', 'run'), config()));
    const outcomes = await each(cuts, lookAtRun(await bytesOf(at('other'))));
    assert.deepEqual([...outcomes.keys()].sort(), ['absent', 'complete', 'interrupted']);
  });

  it('while a run is resumed', async () => {
    await keep(at('other'), config());
    const cancel = new CancelFlag();
    const stop = (event: ExperimentEvent) => {
      if (event.type === 'training' && event.name === 'without-7') cancel.raise();
    };
    await assert.rejects(keep(at('disk', 'run'), config(), { cancel }, stop), CancelledError);
    const cuts = await recorded(at('disk'), () => resume(at('disk', 'run')));
    const outcomes = await each(cuts, lookAtRun(await bytesOf(at('other'))));
    assert.deepEqual([...outcomes.keys()].sort(), ['cancelled', 'complete', 'interrupted']);
  });

  /**
   * Every file of a folder by its path, but what says times, and locks: one whose removal was not flushed is there again,
   * and is that of a process that has ended.
   */
  async function contents(folder: string): Promise<string> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const kept = files.filter((file) => !/run\.json$|\.lock$/.test(file));
    const texts = await Promise.all(
      kept.map(async (file) => `${file.slice(folder.length)} ${await readFile(file, 'hex')}`),
    );
    return texts.sort().join('\n');
  }

  for (const keepRuns of [false, true]) {
    it(`while a replication is made${keepRuns ? ' that keeps its runs' : ''}: the same command goes on`, async () => {
      const sweep = replicationSweep(config(), 2);
      const make = (folder: string) => finish(replicate(sweep, { ...keeping(folder), keepRuns }));
      await make(at('other'));
      const expected = await contents(at('other'));
      const cuts = await recorded(at('disk'), () => make(at('disk', 'sweep')));
      const outcomes = await each(cuts, async (where, isLast) => {
        await bury(at('disk'));
        const names = await readdir(at('disk', 'sweep')).catch((): string[] => []);
        if (isLast) assert.equal(await contents(at('disk', 'sweep')), expected, where);
        await make(at('disk', 'sweep'));
        assert.equal(await contents(at('disk', 'sweep')), expected, where);
        return names.includes('replication.json') ? 'complete' : names.length === 0 ? 'absent' : 'to be gone on with';
      });
      assert.deepEqual([...outcomes.keys()].sort(), ['absent', 'complete', 'to be gone on with']);
    });
  }

  it('while parts of a sweep are joined: joined, or not', async () => {
    const sweep = replicationSweep(config(), 4);
    for (const index of [1, 2])
      await finish(runSweep(sweep, { ...keeping(at(`part${index}`)), shard: { index, count: 2 } }));
    const join2 = (out: string) => mergeSweep([at('part1'), at('part2')], out);
    await join2(at('other'));
    const expected = await contents(at('other'));
    const cuts = await recorded(at('disk'), () => join2(at('disk', 'joined')));
    const outcomes = await each(cuts, async (where, isLast) => {
      const isThere = (await readdir(at('disk'))).includes('joined');
      assert.ok(isThere || !isLast, where);
      if (!isThere) await join2(at('disk', 'joined'));
      assert.equal(await contents(at('disk', 'joined')), expected, where);
      return isThere ? 'joined' : 'not joined';
    });
    assert.deepEqual([...outcomes.keys()].sort(), ['joined', 'not joined']);
  });

  it('after a run in folders that had to be made for it: they are there too', async () => {
    await keep(at('other'), config());
    const expected = await bytesOf(at('other'));
    const cuts = await recorded(at('disk'), () => keep(at('disk', 'new', 'folders', 'run'), config()));
    assert.ok(await cuts.restore(cuts.length, 'nothing'));
    const run = at('disk', 'new', 'folders', 'run');
    await bury(run);
    assert.equal(await statusOf(run), 'complete');
    await resume(run);
    await isSameRun(run, expected);
  });
});
