import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { changeLabels } from '../../../src/engine/runs/labels';
import type { RunEntry } from '../../../src/engine/runs/runEntry';
import { RunIndex, runsInOrder } from '../../../src/engine/runs/runIndex';
import { writeRun } from '../../../src/engine/runs/runStore';
import type { RunListsContract, RunsMessage } from '../../../src/engine/worker/contracts';
import { IndexedRuns, RunsElsewhere } from '../../../src/engine/worker/runList';
import { RunListThread } from '../../../src/engine/worker/runListThread';
import { Thread } from '../../../src/engine/worker/thread';
import { run, tinyConfig, tinyData } from '../support';

const workerFile = join(process.cwd(), 'dist/worker.js');

describe('lists of runs in a thread of their own', () => {
  let scratch: string;
  let made: string;
  let folder: string;
  let file: string;
  let thread: RunListThread;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'attribution-lists-'));
    made = join(scratch, 'made');
    await writeRun(await run(tinyConfig(), tinyData()), made, new Date('2026-01-02T03:04:05Z'), 1.5);
  });
  after(() => rm(scratch, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(scratch, 'runs-'));
    file = `${folder}.index.json`;
    thread = new RunListThread(workerFile);
  });
  afterEach(() => thread.end());

  const copy = (id: string) => cp(made, join(folder, id), { recursive: true });
  const listed = ({ entries }: IndexedRuns | RunsElsewhere): RunEntry[] => runsInOrder([...entries]);

  it('are what an index has, and follow what happens in the folder', async () => {
    await copy('one');
    await copy('two');
    const list = new IndexedRuns(thread, folder, file);
    await list.load();
    assert.equal(list.size, 0, 'nothing was kept yet');
    assert.equal(await list.refresh(), true);
    const index = new RunIndex(folder, file);
    await index.refresh();
    assert.deepEqual(listed(list), runsInOrder(index.entries));
    const [one, two] = listed(list);
    assert.equal(one?.metrics.names, two?.metrics.names, 'names are one list');
    assert.equal(await list.refresh(), false);
    await changeLabels(join(folder, 'two'), { pinned: true });
    await rm(join(folder, 'one'), { recursive: true });
    assert.equal(await list.refresh(['one', 'two']), true);
    assert.deepEqual(
      listed(list).map(({ id, labels }) => [id, labels.pinned]),
      [['two', true]],
    );
  });

  it('come back from what was kept, in another thread', async () => {
    await copy('one');
    const first = new IndexedRuns(thread, folder, file);
    await first.refresh();
    await first.save(true);
    await thread.end();
    assert.equal(await first.refresh(), false, 'an ended thread says nothing more');
    thread = new RunListThread(workerFile);
    const second = new IndexedRuns(thread, folder, file);
    await second.load();
    assert.deepEqual(listed(second), listed(first));
    assert.equal(await second.refresh(), false);
  });

  it('say why a run is not shown that has too much in it', async () => {
    await mkdir(join(folder, 'fat'));
    await writeFile(join(folder, 'fat', 'run.json'), `{"x":[${'[],'.repeat(400_000)}0]}`);
    const list = new IndexedRuns(thread, folder, file);
    await list.refresh();
    assert.deepEqual(
      listed(list).map(({ state, problem }) => [state, problem]),
      [['broken', 'more than 400,000 values']],
    );
  });

  it('hold runs from elsewhere, as long as they are asked for', async () => {
    await copy('one');
    await copy('two');
    const list = new RunsElsewhere(thread);
    const [one, two] = ['one', 'two'].map((id) => ({ id: `${id}-12345678`, folder: join(folder, id) }));
    assert.equal(await list.refresh([one, two] as { id: string; folder: string }[]), true);
    assert.deepEqual(
      listed(list).map((entry) => [entry.id, entry.folder]),
      [one, two].map((each) => [each?.id, each?.folder]),
    );
    assert.equal(await list.refresh([one] as { id: string; folder: string }[]), true);
    assert.deepEqual(
      listed(list).map(({ id }) => id),
      ['one-12345678'],
    );
    assert.equal(await list.refresh([one] as { id: string; folder: string }[]), false);
  });

  it('come a few at a time, the next ones when the last have been taken in', async () => {
    const count = 450;
    for (let index = 0; index < count; index++) {
      await mkdir(join(folder, `run-${index}`));
      await writeFile(join(folder, `run-${index}`, 'run.json'), '{}');
    }
    const sizes: number[] = [];
    let waiting = false;
    const onEvent = async ({ runs }: RunsMessage) => {
      assert.equal(waiting, false, 'sent before the last ones were taken in');
      waiting = true;
      sizes.push(runs.reduce((sum, group) => sum + group.runs.length, 0));
      await delay(20);
      waiting = false;
    };
    const worker = new Thread<RunListsContract>(workerFile, { workerData: () => ({ role: 'runs' }) });
    try {
      await worker.start('index', { folder, file, look: 'all' }, { onEvent }).result;
      // The first one says that nothing was kept.
      assert.deepEqual(sizes, [0, 200, 200, 50]);
    } finally {
      await worker.dispose();
    }
  });

  it('are asked for again in a new thread when one has ended in the midst of it', async () => {
    await copy('one');
    const broken = new RunListThread(join(scratch, 'absent.js'));
    await assert.rejects(new IndexedRuns(broken, folder, file).refresh(), /absent\.js/);
    await broken.end();
  });
});
