import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { readCausalTest } from '../../../src/engine/causal/causalFile';
import { testClaims } from '../../../src/engine/claims/testClaims';
import { CancelledError } from '../../../src/engine/errors';
import type { ExperimentEvent } from '../../../src/engine/experiment';
import { changeLabels, readLabels } from '../../../src/engine/runs/labels';
import { markEnded, statusOf } from '../../../src/engine/runs/pendingFile';
import { readRunEntry } from '../../../src/engine/runs/runEntry';
import { RunIndex } from '../../../src/engine/runs/runIndex';
import { readAnyRun } from '../../../src/engine/runs/runStore';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { mergeSweep } from '../../../src/engine/sweep/mergeSweep';
import { replicate, replicationSweep } from '../../../src/engine/sweep/replication';
import { readSweep } from '../../../src/engine/sweep/sweepStore';
import { readPosition } from '../../../src/engine/training/readCheckpoint';
import { KINDS, makeOutside, put, stateOf } from '../entries';
import { keep, keptConfig, resume, writeTinyImages } from '../keptRun';
import { finish, temporaryFolders } from '../support';

/** Everything that is done with the folder of a run. */
const RUN_ACTS: readonly ((folder: string, heard: (event: unknown) => void) => Promise<unknown>)[] = [
  (folder) => readRunEntry('run', folder),
  (folder) => statusOf(folder),
  (folder) => readAnyRun(folder),
  (folder) => readPosition(join(folder, 'checkpoint-phase1.safetensors')),
  (folder) => readLabels(folder),
  (folder) => changeLabels(folder, { note: 'mine' }),
  (folder) => readCausalTest(folder, ''),
  (folder) => markEnded(folder, 'interrupted', null),
  (folder, heard) => resume(folder, { watchMs: 10 }, heard),
];

const UNFINISHED = [
  'run.json',
  'run.json.part',
  'running-1.lock',
  'checkpoint-phase1.safetensors',
  'checkpoint-without-8.safetensors.part',
  'checkpoint-without-7.safetensors',
  'tensors.safetensors',
  'tensors.safetensors.part',
  'labels.json',
  'causal.json',
];
const COMPLETE = ['run.json', 'tensors.safetensors', 'labels.json', 'causal.json'];
const SWEEP = [
  'sweep.json',
  'cells',
  'cells/1.json',
  'cells/2.json',
  'cells/2.json.part',
  'runs',
  'runs/.half',
  'runs/2',
  'cells.csv',
  'cells.csv.part',
  'replication.json',
];
const CLAIMS = ['seeds', 'seeds/sweep.json', 'seeds/cells', 'grid', 'grid/cells'];

/** Of a few examples, since it is run once for each name and kind. */
function shortConfig(images: string) {
  return keptConfig(images, { measures: [], phase1: { rows: 20 }, forks: { untilRow: 40 } });
}

describe('a folder that a stranger has made', function () {
  this.timeout(300_000);
  const parent = temporaryFolders();
  const at = (name: string) => join(parent(), name);

  /** Does everything with a copy that has such an entry, and collects what is said. */
  async function walk(
    made: string,
    names: readonly string[],
    acts: readonly ((folder: string, heard: (event: unknown) => void) => Promise<unknown>)[],
  ): Promise<void> {
    await makeOutside(at('outside'));
    const before = await stateOf(at('outside'));
    for (const name of names) {
      for (const kind of KINDS) {
        await rm(at('copy'), { recursive: true, force: true });
        await cp(at(made), at('copy'), { recursive: true });
        await put(kind, at(join('copy', name)), at('outside'));
        const said: unknown[] = [];
        for (const act of acts) {
          try {
            said.push(await act(at('copy'), (event) => said.push(event)));
          } catch (error) {
            // A fault of ours would be none of the named errors.
            assert.match((error as Error).name, /^(DataError|StorageError|ConfigError|CancelledError)$/, String(error));
            said.push((error as Error).message);
          }
        }
        const words = JSON.stringify(said);
        assert.ok(words.includes(at(join('copy', name))), `${name} as a ${kind} is named: ${words.slice(0, 2000)}`);
        assert.match(words, /found a (link to|named pipe|socket|device)/, `${name} as a ${kind}`);
        assert.equal(await stateOf(at('outside')), before, `${name} as a ${kind}`);
      }
    }
  }

  it('with an unfinished run: every name and every kind of entry, none is followed and none blocks', async () => {
    const images = await writeTinyImages(at('images'));
    const cancel = new CancelFlag();
    const stop = (event: ExperimentEvent) => {
      if (event.type === 'training' && event.name === 'without-7') cancel.raise();
    };
    await assert.rejects(keep(at('run'), shortConfig(images), { cancel }, stop), CancelledError);
    await walk('run', UNFINISHED, RUN_ACTS);
  });

  it('with a complete run', async () => {
    const images = await writeTinyImages(at('images'));
    await keep(at('run'), shortConfig(images));
    await walk('run', COMPLETE, RUN_ACTS);
  });

  it('with a run in a list: it is listed with what is wrong, and the others as they are', async () => {
    const images = await writeTinyImages(at('images'));
    await keep(at('runs/good'), shortConfig(images));
    await makeOutside(at('outside'));
    for (const [index, kind] of KINDS.entries()) {
      await cp(at('runs/good'), at(`runs/run-${index}`), { recursive: true });
      await put(kind, at(`runs/run-${index}/run.json`), at('outside'));
      await put(kind, at(`runs/other-${index}`), at('outside'));
    }
    const runs = new RunIndex(at('runs'), at('index.json'));
    await runs.refresh();
    const broken = runs.entries.filter(({ state }) => state === 'broken');
    assert.deepEqual(new Set(broken.map(({ id }) => id)), new Set(KINDS.map((_, index) => `run-${index}`)));
    for (const { problem } of broken) assert.match(problem ?? '', /a (link to|named pipe|socket|device)/);
    assert.equal(runs.entries.find(({ id }) => id === 'good')?.state, 'complete');
    assert.equal(runs.entries.length, KINDS.length + 1);
  });

  const keeping = (folder: string) => ({
    cacheFolder: at('cache'),
    folder,
    cancel: new CancelFlag(),
    executors: [new CellRunner()],
  });

  it('with a sweep or a replication', async () => {
    const images = await writeTinyImages(at('images'));
    const sweep = replicationSweep(shortConfig(images), 2);
    await finish(replicate(sweep, { ...keeping(at('sweep')), keepRuns: true }));
    for (const name of ['cells/2.json', 'runs/2', 'cells.csv', 'replication.json'])
      await rm(at(join('sweep', name)), { recursive: true });
    await walk('sweep', SWEEP, [
      (folder) => readSweep(folder),
      (folder) => mergeSweep([folder], at('merged')),
      (folder) => finish(replicate(sweep, { ...keeping(folder), keepRuns: true })),
    ]);
  });

  it('with a test of the claims', async () => {
    const config = shortConfig(await writeTinyImages(at('images')));
    const claims = (folder: string) => finish(testClaims(config, 2, keeping(folder)));
    const first = keeping(at('claims'));
    const stopped = finish(testClaims(config, 2, first), (event) => {
      if (event.type === 'cell' && event.done === 2) first.cancel.raise();
    });
    await assert.rejects(stopped, CancelledError);
    await walk('claims', CLAIMS, [claims]);
  });
});
