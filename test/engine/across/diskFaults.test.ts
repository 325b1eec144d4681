import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import type { RunFile } from '../../../src/engine/runs/runFormat';
import { readRun } from '../../../src/engine/runs/runStore';
import { FAULTS, type Fault, Killed, withFault } from '../diskFaults';
import { bytesOf, isSameRun, keep, keptConfig, resume, writeTinyImages } from '../keptRun';
import { temporaryFolders } from '../support';

/** Every change in turn with ATTRIBUTION_FAULTS=all, else one in so many, not the same ones for each fault. */
const STRIDE = process.env['ATTRIBUTION_FAULTS'] === 'all' ? 1 : 3;

describe('a disk on which one change goes wrong', function () {
  this.timeout(300_000);
  const parent = temporaryFolders();
  const folder = () => join(parent(), 'run');
  const other = () => join(parent(), 'other');
  const config = () =>
    keptConfig(join(parent(), 'images'), { measures: [], phase1: { rows: 10 }, forks: { untilRow: 20 } });

  /** A lock of this process, which lives on here, as one of a process that is dead. */
  async function bury(): Promise<void> {
    for (const name of await readdir(folder()).catch(() => [])) {
      if (!name.endsWith('.lock')) continue;
      const path = join(folder(), name);
      const text = await readFile(path, 'utf8');
      if (text.includes('"started":"')) await writeFile(path, text.replace(/"started":"\d+"/, '"started":"1"'));
    }
  }

  for (const [index, fault] of FAULTS.entries()) {
    it(`${fault}, at one change after the other: complete, or resumable, or not begun; never wrong`, async () => {
      await writeTinyImages(join(parent(), 'images'));
      await keep(other(), config());
      const expected = await bytesOf(other());
      const outcomes = new Map<string, number>();
      const count = (outcome: string) => outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      for (let k = 1 + (index % STRIDE), last = Number.POSITIVE_INFINITY; k <= last; k += STRIDE) {
        let file: RunFile | undefined;
        let error: unknown;
        const calls = await withFault(k, fault, async () => {
          try {
            file = await keep(folder(), config());
          } catch (thrown) {
            error = thrown;
          }
        });
        if (calls < k) last = k;
        await check(k, fault, file, error, expected, count);
        await rm(folder(), { recursive: true, force: true });
        for (const name of await readdir(parent()))
          if (name.startsWith('.')) await rm(join(parent(), name), { recursive: true });
        await isSameRun(other(), expected);
      }
      // What can become of a run has been seen.
      assert.ok((outcomes.get('resumed') ?? 0) > 2, JSON.stringify([...outcomes]));
      assert.ok((outcomes.get('complete') ?? 0) > 0, JSON.stringify([...outcomes]));
    });
  }

  async function check(
    k: number,
    fault: Fault,
    file: RunFile | undefined,
    error: unknown,
    expected: Awaited<ReturnType<typeof bytesOf>>,
    count: (outcome: string) => void,
  ): Promise<void> {
    const where = `${fault} at change ${k}`;
    if (file === undefined) {
      assert.ok(error instanceof Error, where);
      if (!(error instanceof Killed)) {
        assert.equal(error.name, 'StorageError', `${where}: ${error.stack}`);
        assert.ok(error.message.startsWith(parent()), `${where}: ${error.message}`);
        assert.match(error.message, new RegExp(`\\(${fault}\\)\\. .*; what was complete is unharmed\\.$`));
      }
    }
    await bury();
    const status = await statusOf(folder());
    if (status === 'broken') {
      // The run never had a folder: nothing of it can be taken for a run.
      assert.ok(!(await readdir(parent())).includes('run'), `${where}: a folder without a run`);
      return count('not begun');
    }
    if (status === 'complete') await readRun(folder());
    else assert.equal(status, 'interrupted', where);
    await resume(folder(), { checkpointSeconds: 5 });
    await isSameRun(folder(), expected);
    count(status === 'complete' ? 'complete' : 'resumed');
  }
});
