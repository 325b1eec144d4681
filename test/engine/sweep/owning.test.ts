import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { testClaims } from '../../../src/engine/claims/testClaims';
import { parseConfig } from '../../../src/engine/config';
import { DataError, StorageError } from '../../../src/engine/errors';
import { FolderLock } from '../../../src/engine/runs/lock';
import type { OwnerWork } from '../../../src/engine/runs/lockOwner';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { mergeSweep } from '../../../src/engine/sweep/mergeSweep';
import { replicate, replicationSweep } from '../../../src/engine/sweep/replication';
import { runSweep } from '../../../src/engine/sweep/runSweep';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { readSweep } from '../../../src/engine/sweep/sweepStore';
import { keep, keptConfig, writeTinyImages } from '../keptRun';
import { finish, temporaryFolders } from '../support';

const BASE = { phase1: { rows: 300 }, forks: { untilRow: 600 }, network: { hidden: [2] } };
const CONFIG = parseConfig({ ...BASE, data: 'drawn' });

describe('whose the folder of many runs is', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  const folder = (name = 'out') => join(parent(), name);
  const keeping = (cancel = new CancelFlag()) => ({
    ...{ cacheFolder: folder('cache'), folder: folder(), cancel, executors: [new CellRunner()] },
  });
  const sweep = parseSweep({ base: BASE, axes: { seed: [1, 2], learningRate: [1e-4, 1e-3] } });
  const begin: Record<Exclude<OwnerWork, 'run' | 'merge'>, (cancel?: CancelFlag) => AsyncGenerator<unknown>> = {
    sweep: (cancel) => runSweep(sweep, keeping(cancel)),
    replication: (cancel) => replicate(replicationSweep(CONFIG, 2), keeping(cancel)),
    claims: (cancel) => testClaims(CONFIG, 1, keeping(cancel)),
  };
  const words = { sweep: 'a sweep', replication: 'a replication', claims: 'a test of claims' } as const;

  /** A lock as a process that was killed leaves it. */
  async function leaveLock(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
    const lock = await FolderLock.acquire(path, 'sweep', new CancelFlag());
    const text = await readFile(join(path, 'running-1.lock'), 'utf8');
    await lock.release();
    assert.match(text, /"started":"\d+"/);
    await writeFile(join(path, 'running-1.lock'), text.replace(/"started":"\d+"/, '"started":"1"'));
  }

  for (const work of ['sweep', 'replication', 'claims'] as const) {
    it(`${words[work]}: from its first event to its end one process owns it, and others are refused by its name`, async () => {
      const cancel = new CancelFlag();
      const events = begin[work](cancel);
      await events.next();
      assert.ok((await readdir(folder())).includes('running-1.lock'));
      for (const other of ['sweep', 'replication', 'claims'] as const) {
        // What is begun in it tells another kind of work as much.
        const pattern =
          other === work
            ? new RegExp(
                `out: found ${words[work]} that process ${process.pid} on \\S+ is at work on; expected one that`,
              )
            : /is at work on|expected an absent or empty folder|expected those of sweep/;
        await assert.rejects(finish(begin[other]()), (error: unknown) => {
          assert.ok(error instanceof DataError, String(error));
          assert.match(error.message, pattern);
          return true;
        });
      }
      cancel.raise();
      await assert.rejects(finish(events), { name: 'CancelledError' });
      assert.ok(!(await readdir(folder(), { recursive: true })).some((name) => name.endsWith('.lock')));
    });
  }

  it('two that begin at once: exactly one owner, and the other has changed nothing', async () => {
    for (const others of [sweep, parseSweep({ base: BASE, axes: { seed: [7] } })]) {
      const both = await Promise.allSettled([finish(runSweep(sweep, keeping())), finish(runSweep(others, keeping()))]);
      const refused = both.filter((one) => one.status === 'rejected');
      assert.equal(refused.length, 1);
      assert.match(String(refused[0]?.reason), /a sweep that process \d+ on \S+ is at work on/);
      const { cells, sweep: kept } = await readSweep(folder());
      assert.equal(cells.length, kept.cells.length);
      assert.deepEqual((await readdir(folder())).sort(), ['cells', 'cells.csv', 'sweep.json']);
      await rm(folder(), { recursive: true });
    }
  });

  it('what a killed owner left is taken over: of a sweep that was begun, and of a folder with nothing but a lock', async () => {
    await leaveLock(folder());
    await finish(runSweep(sweep, keeping()));
    await leaveLock(folder());
    await rm(join(folder(), 'cells', '2.json'));
    const { cells } = await finish(runSweep(sweep, keeping()));
    assert.equal(cells.length, 4);
    assert.deepEqual((await readdir(folder())).sort(), ['cells', 'cells.csv', 'sweep.json']);

    await leaveLock(folder('run'));
    await keep(folder('run'), keptConfig(await writeTinyImages(folder('images'))));
    assert.deepEqual((await readdir(folder('run'))).sort(), ['run.json', 'tensors.safetensors']);
    await leaveLock(folder('merged'));
    await mergeSweep([folder()], folder('merged'));
    assert.deepEqual((await readdir(folder('merged'))).sort(), ['cells', 'cells.csv', 'sweep.json']);
  });

  it('a folder removed under a sweep ends it, with its name, and is not made anew', async () => {
    const cancel = new CancelFlag();
    const executor = new CellRunner();
    let removed = false;
    // One cell that takes until somebody says stop.
    const waiting = {
      run: async (...[task, flag]: Parameters<CellRunner['run']>) => {
        if (!removed) await rm(folder(), { recursive: true });
        removed = true;
        while (!flag.raised) await new Promise((resolve) => setTimeout(resolve, 20));
        return executor.run(task, flag);
      },
    };
    const made = finish(runSweep(sweep, { ...keeping(cancel), executors: [waiting] }));
    await assert.rejects(made, (error: unknown) => {
      assert.ok(error instanceof StorageError, String(error));
      assert.match(error.message, /out: could not go on in it: the folder is not there any more \(ENOENT\)/);
      return true;
    });
    assert.ok(!(await readdir(parent())).includes('out'));
  });

  it('nothing that was refused leaves a folder, and a folder that was there stays', async () => {
    const missing = parseConfig({ ...BASE, data: folder('nothing') });
    await assert.rejects(finish(testClaims(missing, 1, keeping())), DataError);
    assert.deepEqual(await readdir(parent()), []);
    await mkdir(folder());
    await assert.rejects(finish(testClaims(missing, 1, keeping())), DataError);
    assert.deepEqual(await readdir(folder()), []);
  });

  it('merge: removes what a killed merge left of the same folder, and nothing else', async () => {
    await finish(runSweep(sweep, keeping()));
    await leaveLock(folder('.all.0123abcd'));
    await leaveLock(folder('.all.other'));
    await leaveLock(folder('.alls.0123abcd'));
    await mkdir(folder('.all.00000000'));
    await mkdir(folder('.all.11111111'));
    const living = await FolderLock.acquire(folder('.all.11111111'), 'merge', new CancelFlag());
    // A part that somebody is at work on can be read.
    const owner = await FolderLock.acquire(folder(), 'sweep', new CancelFlag());
    await mergeSweep([folder()], folder('all'));
    await Promise.all([living, owner].map((lock) => lock.release()));
    const left = (await readdir(parent())).filter((name) => name.includes('all')).sort();
    assert.deepEqual(left, ['.all.00000000', '.all.11111111', '.all.other', '.alls.0123abcd', 'all']);
    assert.deepEqual((await readdir(folder('all'))).sort(), ['cells', 'cells.csv', 'sweep.json']);
    await assert.rejects(mergeSweep([folder()], folder('all')), /expected an absent or empty folder/);
  });
});
