import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { parseConfig } from '../../../src/engine/config';
import { runAndKeep } from '../../../src/engine/runAndKeep';
import { changeLabels, LABELS_FILE, NO_LABELS, readLabels, tagsIn } from '../../../src/engine/runs/labels';
import { FolderLock } from '../../../src/engine/runs/lock';
import { newPendingFile, writePendingFile } from '../../../src/engine/runs/pendingFile';
import { metricOf, type RunEntry, readRunEntry } from '../../../src/engine/runs/runEntry';
import { RunIndex, runsInOrder } from '../../../src/engine/runs/runIndex';
import { readRunFile } from '../../../src/engine/runs/runStore';
import { thisThread } from '../../../src/engine/training/trainer';
import { forge } from '../support';

describe('the index of a runs folder', () => {
  let scratch: string;
  let made: string;
  let folder: string;
  let file: string;

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'attribution-index-'));
    made = join(scratch, 'made');
    const config = parseConfig({ phase1: { rows: 600 }, forks: { untilRow: 1500 }, network: { hidden: [4] } });
    const keeping = { cacheFolder: scratch, runFolder: made, cancel: new CancelFlag(), executors: [thisThread] };
    for await (const _event of runAndKeep(config, keeping)) {
      // Only the run is wanted.
    }
  });
  after(() => rm(scratch, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(scratch, 'runs-'));
    file = `${folder}.index.json`;
  });

  const copy = (id: string) => cp(made, join(folder, id), { recursive: true });
  const ids = (index: RunIndex) => runsInOrder(index.entries).map(({ id }) => id);
  const only = (index: RunIndex): RunEntry => {
    assert.equal(index.entries.length, 1);
    return index.entries[0] as RunEntry;
  };

  it('knows config and figures of a run as its files have them', async () => {
    await copy('one');
    const index = new RunIndex(folder, file);
    assert.equal(await index.refresh(), true);
    const stored = await readRunFile(made);
    const entry = only(index);
    assert.equal(entry.state, 'complete');
    assert.equal(entry.started, stored.started);
    assert.equal(entry.config?.['network.activation'], 'softplus');
    assert.deepEqual(entry.config?.['groups.a'], [1, 7]);
    assert.equal(entry.configHash, stored.configHash);
    assert.equal(metricOf(entry.metrics, 'layer1.weight.r2'), stored.metrics['layer1.weight']?.r2);
    assert.equal(
      metricOf(entry.metrics, 'controls.neuronPermutation.meanR2'),
      stored.metrics.controls.neuronPermutation.meanR2,
    );
  });

  it('comes back from its file as it was, and then finds nothing new', async () => {
    await copy('one');
    await copy('two');
    await changeLabels(join(folder, 'two'), { tags: ['seen'] });
    await mkdir(join(folder, 'bad'));
    await writeFile(join(folder, 'bad', 'run.json'), '{}');
    const first = new RunIndex(folder, file);
    await first.refresh();
    await first.save();
    const second = new RunIndex(folder, file);
    await second.load();
    assert.deepEqual(runsInOrder(second.entries), runsInOrder(first.entries));
    assert.equal(await second.refresh(), false);
  });

  for (const [what, spoil] of [
    ['is gone', () => rm(file)],
    ['is cut short', async () => writeFile(file, (await readFile(file)).subarray(0, 900))],
    ['has another figure in it', async () => writeFile(file, (await readFile(file, 'utf8')).replace('"two"', '"owt"'))],
  ] as const)
    it(`is made anew when its file ${what}`, async () => {
      await copy('one');
      await copy('two');
      const first = new RunIndex(folder, file);
      await first.refresh();
      await first.save();
      await spoil();
      const second = new RunIndex(folder, file);
      await second.load();
      assert.deepEqual(second.entries, []);
      assert.equal(await second.refresh(), true);
      assert.deepEqual(runsInOrder(second.entries), runsInOrder(first.entries));
    });

  it('is not that of another folder', async () => {
    await copy('one');
    const first = new RunIndex(folder, file);
    await first.refresh();
    await first.save();
    const other = new RunIndex(`${folder}-moved`, file);
    await other.load();
    assert.deepEqual(other.entries, []);
    assert.equal(await other.refresh(), false);
  });

  it('sees runs come, change and go', async () => {
    await copy('one');
    const index = new RunIndex(folder, file);
    await index.refresh();
    await copy('two');
    await copy('three');
    assert.equal(await index.refresh(['two']), true);
    assert.deepEqual(ids(index), ['one', 'two']);
    assert.equal(await index.refresh(), true);
    assert.deepEqual(ids(index), ['one', 'three', 'two']);
    await changeLabels(join(folder, 'two'), { name: 'Mine', pinned: true });
    assert.equal(await index.refresh(['two']), true);
    assert.deepEqual(ids(index), ['two', 'one', 'three']);
    await rename(join(folder, 'one'), join(folder, 'renamed'));
    await rm(join(folder, 'two'), { recursive: true });
    assert.equal(await index.refresh(), true);
    assert.deepEqual(ids(index), ['renamed', 'three']);
    assert.equal(await index.refresh(), false);
  });

  it('reads a run.json again that was written anew with as many bytes', async () => {
    await copy('one');
    const path = join(folder, 'one', 'run.json');
    const index = new RunIndex(folder, file);
    await index.refresh();
    await forge(path, (text) => text.replace('"learningRate": 0.0001', '"learningRate": 0.0002'));
    await utimes(path, new Date(), new Date(Date.now() + 5000));
    assert.equal(await index.refresh(), true);
    assert.equal(only(index).config?.['learningRate'], 0.0002);
  });

  it('lists what is broken with what is wrong, and leaves out what is no run', async () => {
    await copy('no-tensors');
    await rm(join(folder, 'no-tensors', 'tensors.safetensors'));
    await mkdir(join(folder, 'not-json'));
    await writeFile(join(folder, 'not-json', 'run.json'), 'nothing');
    await mkdir(join(folder, 'sweep-1'));
    await copy('.one.1234');
    const index = new RunIndex(folder, file);
    await index.refresh();
    assert.deepEqual(
      runsInOrder(index.entries).map(({ id, state, problem }) => [id, state, problem]),
      [
        ['no-tensors', 'broken', 'tensors.safetensors is missing'],
        ['not-json', 'broken', 'text that is not JSON: "nothing" at line 1, column 1 (invalid symbol)'],
      ],
    );
  });

  it('says how a run stands that has not come to its end, and whether somebody is at work on it', async () => {
    const begun = join(folder, 'begun');
    await mkdir(begun);
    const pending = newPendingFile(parseConfig({ seed: 3 }), scratch, false);
    const index = new RunIndex(folder, file);
    await writePendingFile(begun, { ...pending, status: 'cancelled', reason: 'No space left.' });
    await index.refresh();
    assert.deepEqual([only(index).state, only(index).problem], ['cancelled', 'No space left.']);
    assert.equal(only(index).config?.['seed'], 3);
    await writePendingFile(begun, pending);
    assert.equal(await index.refresh(), true);
    assert.equal(only(index).state, 'interrupted');
    assert.equal(await index.refresh(), false);
    const lock = await FolderLock.acquire(begun, 'run', new CancelFlag());
    assert.equal(await index.refresh(), true, 'though its run.json is the same');
    assert.equal(only(index).state, 'running');
    await lock.release();
    assert.equal(await index.refresh(), true);
    assert.equal(only(index).state, 'interrupted');
  });

  it('is empty where there is no folder', async () => {
    const index = new RunIndex(join(folder, 'absent'), file);
    assert.equal(await index.refresh(), false);
    assert.deepEqual(index.entries, []);
  });
});

describe('what is said of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attribution-labels-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is kept, changed key by key, and nothing at first', async () => {
    assert.deepEqual(await readLabels(folder), NO_LABELS);
    await changeLabels(folder, { name: 'Mine', tags: tagsIn('a, b a') });
    await changeLabels(folder, { note: 'Seen.' });
    assert.deepEqual(await readLabels(folder), { name: 'Mine', tags: ['a', 'b'], note: 'Seen.', pinned: false });
  });

  it('is left as it is where it is damaged, and said to be', async () => {
    await writeFile(join(folder, LABELS_FILE), '{"format":"attribution-labels","version":1,"name":7}');
    await assert.rejects(changeLabels(folder, { pinned: true }), /labels\.json: found "name": /);
    assert.match(await readFile(join(folder, LABELS_FILE), 'utf8'), /"name":7/);
    const entry = await readRunEntry('x', folder);
    assert.deepEqual([entry.state, entry.labels], ['broken', NO_LABELS]);
  });
});
