import assert from 'node:assert/strict';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { atOnce, CancelFlag } from '../../src/engine/cancellation';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { readRun } from '../../src/engine/runs/runStore';
import { Surgery } from '../../src/engine/surgery/surgery';
import { surgeryInputOf } from '../../src/engine/surgery/surgeryInput';
import { thisThread } from '../../src/engine/training/trainer';
import type { Role } from '../../src/engine/worker/protocol';
import { type FromSurgery, serveSurgery, type ToSurgery } from '../../src/engine/worker/surgery';
import { buildCommandLine, repositoryRoot, smallConfig, temporaryFolders } from './support';

describe('a worker for live surgery', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  const latest = new Int32Array(new SharedArrayBuffer(4));
  let worker: Worker;

  before(() => buildCommandLine());
  beforeEach(() => {
    worker = new Worker(join(repositoryRoot(), 'dist/worker.js'), { workerData: { role: 'surgery' } satisfies Role });
  });
  afterEach(() => worker.terminate());

  async function keptRun(): Promise<string> {
    const runFolder = join(parent(), 'run');
    const keeping = { cacheFolder: parent(), runFolder, cancel: new CancelFlag(), lanes: [thisThread] };
    for await (const _event of runAndKeep(smallConfig(), keeping)) {
      // Only the run is wanted.
    }
    return runFolder;
  }

  const tell = (message: ToSurgery) => worker.postMessage(message);
  const open = (runFolder: string) => tell({ type: 'open', runFolder, cacheFolder: parent(), latest: latest.buffer });

  /** What it says until the last of an operation has come. */
  function heardUntil(number: number): Promise<FromSurgery[]> {
    return new Promise((resolve, reject) => {
      const heard: FromSurgery[] = [];
      worker.on('error', reject).on('message', (message: FromSurgery) => {
        heard.push(message);
        if (message.number === number && message.type !== 'figures') resolve(heard);
      });
    });
  }

  it('answers with the figures first, then the comparisons, the same as on this thread', async () => {
    const runFolder = await keptRun();
    const members = Uint32Array.from({ length: 900 }, (_, index) => 3 * index);
    latest[0] = 1;
    open(runFolder);
    tell({ type: 'operate', number: 1, operation: 'graft', members });
    const heard = await heardUntil(1);
    const context = { cacheFolder: parent(), cancel: new CancelFlag(), progress: () => {} };
    const surgery = new Surgery(await surgeryInputOf(await readRun(runFolder), context));
    assert.deepEqual(heard, [
      { type: 'figures', number: 1, figures: surgery.figures('graft', members) },
      { type: 'comparisons', number: 1, comparisons: atOnce(surgery.comparisons('graft', members)) },
    ]);
  });

  it('does what was asked for last, and leaves what was asked for before', async () => {
    open(await keptRun());
    latest[0] = 3;
    for (const number of [1, 2, 3])
      tell({ type: 'operate', number, operation: 'zero', members: Uint32Array.of(number) });
    assert.deepEqual(
      (await heardUntil(3)).map(({ number, type }) => [number, type]),
      [
        [3, 'figures'],
        [3, 'comparisons'],
      ],
    );
  });

  it('gives comparisons up in their midst when something else is asked for', async () => {
    const { port1: here, port2: there } = new MessageChannel();
    const send = here.postMessage.bind(here);
    const sent: string[] = [];
    here.postMessage = (message: FromSurgery) => {
      sent.push(`${message.number} ${message.type}`);
      // The figures of the first are made, and before its comparisons are, the second is asked for.
      if (message.number === 1 && message.type === 'figures') latest[0] = 2;
      send(message);
    };
    serveSurgery(here);
    const done = new Promise<void>((resolve) => {
      there.on('message', ({ number, type }: FromSurgery) => {
        if (number === 2 && type === 'comparisons') resolve();
      });
    });
    latest[0] = 1;
    there.postMessage({ type: 'open', runFolder: await keptRun(), cacheFolder: parent(), latest: latest.buffer });
    for (const number of [1, 2])
      there.postMessage({ type: 'operate', number, operation: 'zero', members: Uint32Array.of(number) });
    await done;
    there.close();
    assert.deepEqual(sent, ['1 figures', '2 figures', '2 comparisons']);
  });

  it('says why there is nothing to operate on', async () => {
    latest[0] = 1;
    open(join(parent(), 'nothing'));
    tell({ type: 'operate', number: 1, operation: 'reset', members: Uint32Array.of(0) });
    const [heard] = await heardUntil(1);
    assert.ok(heard?.type === 'failed');
    assert.equal(heard.error.name, 'DataError');
    assert.match(heard.error.message, /nothing.*run\.json/);
  });
});
