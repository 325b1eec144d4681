import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '../../src/engine/runs/runStore';
import { RunThreads } from '../../src/extension/runThreads';
import { at, emptyWorkspace, eventually, workerFile } from './support';

describe('the threads that own open runs', () => {
  const workspace = emptyWorkspace();
  let folder: string;

  beforeEach(async () => {
    folder = join(workspace.runsFolder, await workspace.makeRun());
  });

  function threads(idleMs?: number): RunThreads {
    const made = new RunThreads(workerFile(), () => '', idleMs);
    workspace.atEnd(() => void made.dispose());
    return made;
  }
  const parameters = Uint32Array.of(0, 30, 6275, 6280);

  it('answer with the numbers as they stand in the run’s file', async () => {
    const columns = await threads().start({ folder, mayWrite: false }, 'columns', { parameters }).result;
    const stored = await readRun(folder);
    const { x, y, tally, difference, initial, phase1, forks } = stored.parameters;
    const sets = [x, y, tally.a, tally.b, difference.c, difference.d, initial, phase1, ...forks.values()];
    deepEqual(
      columns.map(({ name }) => name),
      ['x', 'y', 'a', 'b', 'c', 'd', 'initial', 'phase1', ...forks.keys()],
    );
    for (const [index, { values }] of sets.entries())
      deepEqual(
        at(columns, index).values,
        Float64Array.from(parameters, (parameter) => at(values, parameter)),
      );
  });

  it('are let go when nothing is asked of them for a while, and start again', async () => {
    const made = threads(50);
    for (let round = 0; round < 2; round++) {
      const { result } = made.start({ folder, mayWrite: false }, 'operate', {
        operation: 'zero',
        members: Uint32Array.of(3),
      });
      deepEqual(made.open, [folder]);
      ok(Object.keys(await result).length > 0);
      await eventually('the thread is let go', () => made.open.length === 0);
    }
  });

  it('keep a run that they have read, until it is let go', async () => {
    const made = threads();
    const ask = () => made.start({ folder, mayWrite: false }, 'columns', { parameters }).result;
    const first = await ask();
    await rm(join(folder, 'tensors.safetensors'));
    deepEqual(await ask(), first);
    await made.close(folder);
    await rejects(ask(), /tensors\.safetensors/);
  });

  it('are few: those not asked for longest are let go, and none that is at work', async () => {
    const made = threads();
    const others = await Promise.all(Array.from({ length: 5 }, () => workspace.makeRun()));
    const folders = [folder, ...others.map((id) => join(workspace.runsFolder, id))];
    for (const one of folders) await made.start({ folder: one, mayWrite: false }, 'columns', { parameters }).result;
    equal(made.open.length, 4);
    deepEqual(made.open, folders.slice(2));
  });

  it('say what is wrong with a run', async () => {
    const nothing = join(workspace.runsFolder, 'nothing');
    await rejects(threads().start({ folder: nothing, mayWrite: false }, 'numbers', {}).result, (error: Error) => {
      match(error.message, /nothing.*run\.json/);
      return true;
    });
  });
});
