import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { CancelFlag, runSync } from '../../../src/engine/cancellation';
import { CancelledError, DataError } from '../../../src/engine/errors';
import { runAndKeep } from '../../../src/engine/runAndKeep';
import { readRun } from '../../../src/engine/runs/runStore';
import { Surgery } from '../../../src/engine/surgery/surgery';
import { surgeryInputOf } from '../../../src/engine/surgery/surgeryInput';
import { thisThread } from '../../../src/engine/training/trainer';
import type { OpenedRunContract, OperationRequest } from '../../../src/engine/worker/contracts';
import { serveOpenedRun } from '../../../src/engine/worker/openedRun';
import type { FromWorker, Role, ToWorker } from '../../../src/engine/worker/protocol';
import { Thread } from '../../../src/engine/worker/thread';
import type { OperationMetrics } from '../../../src/model/surgeryProtocol';
import { buildCommandLine, repositoryRoot, smallConfig, temporaryFolders } from '../support';

describe('a worker for live surgery', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  let thread: Thread<OpenedRunContract>;

  before(() => buildCommandLine());
  beforeEach(() => {
    const workerData = () => ({ role: 'run' }) satisfies Role;
    thread = new Thread(join(repositoryRoot(), 'dist/worker.js'), { workerData });
  });
  afterEach(() => thread.dispose());

  async function keptRun(): Promise<string> {
    const runFolder = join(parent(), 'run');
    const keeping = { cacheFolder: parent(), runFolder, cancel: new CancelFlag(), executors: [thisThread] };
    for await (const _event of runAndKeep(smallConfig(), keeping)) {
      // Only the run is wanted.
    }
    return runFolder;
  }

  const operation = (runFolder: string, operation: OperationRequest['operation'], members: Uint32Array) => ({
    run: { runFolder, mayWrite: false, cacheFolder: parent() },
    operation,
    members,
  });

  it('answers with the figures first, then the comparisons, the same as on this thread', async () => {
    const runFolder = await keptRun();
    const members = Uint32Array.from({ length: 900 }, (_, index) => 3 * index);
    const metrics: OperationMetrics[] = [];
    const onEvent = (event: OperationMetrics) => void metrics.push(event);
    const comparisons = await thread.start('operate', operation(runFolder, 'graft', members), { onEvent }).result;
    const context = { cacheFolder: parent(), cancel: new CancelFlag(), progress: () => {} };
    const surgery = new Surgery(await surgeryInputOf(await readRun(runFolder), context));
    assert.deepEqual(metrics, [surgery.metrics('graft', members)]);
    assert.deepEqual(comparisons, runSync(surgery.comparisons('graft', members)));
  });

  it('does what was asked for last, and leaves what was asked for before', async () => {
    const runFolder = await keptRun();
    const heard: number[] = [];
    const calls = [1, 2, 3].map((number) =>
      thread.start('operate', operation(runFolder, 'zero', Uint32Array.of(number)), {
        onEvent: () => void heard.push(number),
      }),
    );
    for (const call of calls.slice(0, 2)) call.cancel();
    const ends = await Promise.allSettled(calls.map(({ result }) => result));
    assert.deepEqual(heard, [3]);
    assert.deepEqual(
      ends.map((end) => end.status === 'rejected' && end.reason instanceof CancelledError),
      [true, true, false],
    );
  });

  it('gives comparisons up in their midst when something else is asked for', async () => {
    const { port1: here, port2: there } = new MessageChannel();
    const send = here.postMessage.bind(here);
    const flags = new Map([1, 2].map((id) => [id, new CancelFlag()]));
    const sent: string[] = [];
    here.postMessage = (message: FromWorker) => {
      if (message.type === 'alive') return;
      sent.push(`${message.id} ${message.type}`);
      // The metrics of the first are made, and before its comparisons are, it is given up.
      if (message.id === 1 && message.type === 'event') flags.get(1)?.raise();
      send(message);
    };
    serveOpenedRun(here);
    const done = new Promise<void>((resolve) => {
      there.on('message', ({ type, ...message }: FromWorker) => {
        if (type === 'result' && 'id' in message && message.id === 2) resolve();
      });
    });
    const runFolder = await keptRun();
    for (const [id, { memory }] of flags) {
      const input = operation(runFolder, 'zero', Uint32Array.of(id));
      there.postMessage({ type: 'call', id, name: 'operate', input, cancelMemory: memory } satisfies ToWorker);
    }
    await done;
    there.close();
    // Each by itself: which of the two speaks first decides nothing.
    assert.deepEqual(new Set(sent), new Set(['1 event', '1 failed', '2 event', '2 result']));
    assert.equal(sent.length, 4);
  });

  it('says why there is nothing to operate on', async () => {
    const request = operation(join(parent(), 'nothing'), 'reset', Uint32Array.of(0));
    await assert.rejects(thread.start('operate', request).result, (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.match(error.message, /nothing.*run\.json/);
      return true;
    });
  });
});
