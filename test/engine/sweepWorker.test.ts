import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelFlag } from '../../src/engine/cancellation';
import type { Role } from '../../src/engine/worker/protocol';
import type { FromSweep, SweepRequest } from '../../src/engine/worker/sweeps';
import { buildCommandLine, repositoryRoot, temporaryFolders } from './support';

const BASE = { phase1: { rows: 300 }, forks: { untilRow: 800 }, network: { hidden: [4] } };
const SWEEP = { base: BASE, axes: { learningRate: [1e-4, 1e-3, 1e300], seed: [1, 2] } };

describe('a worker that sees to a sweep', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  const folder = (name: string) => join(parent(), name);
  before(buildCommandLine);

  /** Everything that the worker says, until it says no more. */
  async function messagesOf(request: SweepRequest, seen: (message: FromSweep) => void = () => {}) {
    const worker = new Worker(join(repositoryRoot(), 'dist/worker.js'), {
      workerData: { role: 'sweep' } satisfies Role,
    });
    try {
      return await new Promise<FromSweep[]>((resolve, reject) => {
        const messages: FromSweep[] = [];
        worker.on('error', reject).on('message', (message: FromSweep) => {
          messages.push(message);
          seen(message);
          if (message.type === 'ended' || message.type === 'refused' || message.type === 'failed') resolve(messages);
        });
        worker.postMessage(request);
      });
    } finally {
      await worker.terminate();
    }
  }

  const running = (cancel = new CancelFlag()) => ({ cacheFolder: folder('cache'), cancelMemory: cancel.memory });
  const cellsIn = (messages: readonly FromSweep[]) =>
    messages.flatMap((message) => (message.type === 'cell' ? [message.cell.cell] : []));

  it('tells which sweep, each cell, and that all are there', async () => {
    const messages = await messagesOf({ folder: folder('one'), input: SWEEP, run: running() });
    const [first] = messages;
    assert.ok(first?.type === 'sweep');
    assert.deepEqual([first.cells, first.there, first.config.seed], [6, [], 1]);
    assert.deepEqual(cellsIn(messages).sort(), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(messages.at(-1), { type: 'ended', complete: true, matchedLoss: null });
    const diverged = messages.flatMap((one) => (one.type === 'cell' && one.cell.status === 'diverged' ? one.cell : []));
    assert.deepEqual(diverged.map(({ cell }) => cell).sort(), [5, 6]);
  });

  it('goes on where it was cancelled, to the same bytes, and reads what is there', async () => {
    const cancel = new CancelFlag();
    const first = await messagesOf({ folder: folder('one'), input: SWEEP, run: running(cancel) }, ({ type }) => {
      if (type === 'cell') cancel.raise();
    });
    const last = first.at(-1);
    assert.ok(last?.type === 'failed' && last.error.name === 'CancelledError');
    assert.ok(!(await readdir(folder('one'))).includes('cells.csv'));
    const there = await messagesOf({ folder: folder('one') });
    assert.equal(there[0]?.type === 'sweep' && there[0].there.length, cellsIn(first).length);
    assert.deepEqual(there.at(-1), { type: 'ended', complete: false, matchedLoss: null });

    const second = await messagesOf({ folder: folder('one'), run: running() });
    assert.deepEqual([...cellsIn(first), ...cellsIn(second)].sort(), [1, 2, 3, 4, 5, 6]);
    await messagesOf({ folder: folder('whole'), input: SWEEP, run: running() });
    const [one, whole] = await Promise.all(
      ['one', 'whole'].map((name) => readFile(join(folder(name), 'cells.csv'), 'utf8')),
    );
    assert.equal(one, whole);
  });

  it('makes a replication of a sweep over seeds alone', async () => {
    await messagesOf({ folder: folder('one'), input: { base: BASE, axes: { seed: [3, 4] } }, run: running() });
    const text = await readFile(join(folder('one'), 'replication.json'), 'utf8');
    assert.deepEqual((JSON.parse(text) as { seeds: unknown }).seeds, [3, 4]);
  });

  it('has the answer of a preset when all cells are there, also when it only reads', async () => {
    const axes = { 'network.activation': ['softplus', 'relu'], learningRate: [1e-4], seed: [1] };
    const input = { preset: 'activations-at-matched-loss', base: { ...BASE, data: 'drawn' }, axes };
    const made = (await messagesOf({ folder: folder('one'), input, run: running() })).at(-1);
    assert.ok(made?.type === 'ended');
    assert.deepEqual(
      made.matchedLoss?.activations.map(({ activation }) => activation),
      ['softplus', 'relu'],
    );
    assert.deepEqual((await messagesOf({ folder: folder('one') })).at(-1), made);
  });

  it('says what is wrong with a sweep, or with a folder', async () => {
    const input = { base: BASE, axes: { seed: [1, -1] } };
    const [refused] = await messagesOf({ folder: folder('one'), input, run: running() });
    assert.ok(refused?.type === 'refused');
    assert.equal(refused.mistakes[0]?.path, 'cell 2 (seed -1): seed');
    const [failed] = await messagesOf({ folder: folder('nothing') });
    assert.ok(failed?.type === 'failed' && failed.error.name === 'DataError');
  });
});
