import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CancelledError, ConfigError, DataError } from '../../../src/engine/errors';
import type { SweepContract, SweepRequest, SweepThreadEvent } from '../../../src/engine/worker/contracts';
import type { Role } from '../../../src/engine/worker/protocol';
import { Thread } from '../../../src/engine/worker/thread';
import { buildCommandLine, repositoryRoot, temporaryFolders } from '../support';

const BASE = { phase1: { rows: 300 }, forks: { untilRow: 800 }, network: { hidden: [4] } };
const SWEEP = { base: BASE, axes: { learningRate: [1e-4, 1e-3, 1e300], seed: [1, 2] } };

describe('a worker that sees to a sweep', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  const folder = (name: string) => join(parent(), name);
  before(buildCommandLine);

  /** Everything that the worker says, and how it ends. */
  async function messagesOf(
    request: SweepRequest,
    seen: (event: SweepThreadEvent) => void = () => {},
    cancel?: CancelFlag,
  ) {
    const workerData = () => ({ role: 'sweep' }) satisfies Role;
    const thread = new Thread<SweepContract>(join(repositoryRoot(), 'dist/worker.js'), { workerData });
    const events: SweepThreadEvent[] = [];
    const onEvent = (event: SweepThreadEvent) => {
      events.push(event);
      seen(event);
    };
    try {
      const { result } = thread.start('sweep', request, { onEvent, ...(cancel === undefined ? {} : { cancel }) });
      return { events, end: await result.catch((error: Error) => error) };
    } finally {
      await thread.dispose();
    }
  }

  const running = () => ({ cacheFolder: folder('cache') });
  const cellsIn = ({ events }: { readonly events: readonly SweepThreadEvent[] }) =>
    events.flatMap((event) => (event.type === 'cell' ? [event.cell.cell] : []));

  it('tells which sweep, each cell, and that all are there', async () => {
    const messages = await messagesOf({ folder: folder('one'), input: SWEEP, run: running() });
    const [first] = messages.events;
    assert.ok(first?.type === 'sweep');
    assert.deepEqual([first.cells, first.there, first.config.seed], [6, [], 1]);
    assert.deepEqual(cellsIn(messages).sort(), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(messages.end, { complete: true, matchedLoss: null, detectionLimit: null });
    const diverged = messages.events.flatMap((one) =>
      one.type === 'cell' && one.cell.status === 'diverged' ? one.cell : [],
    );
    assert.deepEqual(diverged.map(({ cell }) => cell).sort(), [5, 6]);
  });

  it('goes on where it was cancelled, to the same bytes, and reads what is there', async () => {
    const cancel = new CancelFlag();
    const raising = ({ type }: SweepThreadEvent) => {
      if (type === 'cell') cancel.raise();
    };
    const first = await messagesOf({ folder: folder('one'), input: SWEEP, run: running() }, raising, cancel);
    assert.ok(first.end instanceof CancelledError);
    assert.ok(!(await readdir(folder('one'))).includes('cells.csv'));
    const there = await messagesOf({ folder: folder('one') });
    const [known] = there.events;
    assert.equal(known?.type === 'sweep' && known.there.length, cellsIn(first).length);
    assert.deepEqual(there.end, { complete: false, matchedLoss: null, detectionLimit: null });

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
    const { end: made } = await messagesOf({ folder: folder('one'), input, run: running() });
    assert.ok(!(made instanceof Error));
    assert.deepEqual(
      made.matchedLoss?.activations.map(({ activation }) => activation),
      ['softplus', 'relu'],
    );
    assert.deepEqual((await messagesOf({ folder: folder('one') })).end, made);
  });

  it('says what is wrong with a sweep, or with a folder', async () => {
    const input = { base: BASE, axes: { seed: [1, -1] } };
    const { end: refused } = await messagesOf({ folder: folder('one'), input, run: running() });
    assert.ok(refused instanceof ConfigError);
    assert.equal(refused.mistakes[0]?.path, 'cell 2 (seed -1): seed');
    const { end: failed } = await messagesOf({ folder: folder('nothing') });
    assert.ok(failed instanceof DataError);
    assert.match(failed.mistakes[0]?.path ?? '', /nothing/);
  });
});
