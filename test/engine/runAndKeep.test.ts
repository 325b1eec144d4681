import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ConfigInput } from '../../src/engine/config';
import { CancelledError, DataError } from '../../src/engine/errors';
import type { ExperimentEvent } from '../../src/engine/experiment';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRun, readRunFile } from '../../src/engine/runs/runStore';
import { type Executor, thisThread } from '../../src/engine/training/trainer';
import { Pool } from '../../src/engine/worker/pool';
import { bytesOf, isSameRun, keep, keptConfig, resume, writeTinyImages } from './keptRun';
import { buildCommandLine, repositoryRoot, resealed, temporaryFolders } from './support';

describe('a run that was interrupted', function () {
  this.timeout(120_000);
  const parent = temporaryFolders();
  const folder = () => join(parent(), 'run');
  const whole = () => join(parent(), 'whole');
  const images = () => join(parent(), 'images');
  const config = (changes: ConfigInput = {}) => keptConfig(images(), changes);
  beforeEach(() => writeTinyImages(images()));
  let pool: Pool;
  before(async () => {
    await buildCommandLine();
    pool = new Pool(join(repositoryRoot(), 'dist/trainer.js'), 3);
  });
  after(() => pool.dispose());

  const at = (name: string, share: number) => (event: ExperimentEvent) =>
    event.type === 'training' && event.name === name && event.step >= share * event.steps;

  /** Begins a run, and cancels it when an event matches. */
  async function begin(
    matches: (event: ExperimentEvent) => boolean,
    changes: ConfigInput = {},
    executors: readonly Executor[] = [thisThread],
    path = folder(),
  ): Promise<void> {
    const cancel = new CancelFlag();
    const seen = (event: ExperimentEvent) => matches(event) && cancel.raise();
    await assert.rejects(keep(path, config(changes), { cancel, executors }, seen), CancelledError);
    assert.equal(await statusOf(path), 'cancelled');
  }

  const CONFIGS: readonly ConfigInput[] = [
    {},
    { optimiser: { name: 'adam' }, network: { hidden: [4, 3] }, phase1: { rows: 60, tally: 'whole' } },
    { optimiser: { name: 'momentum' }, loss: 'cross-entropy', learningRate: 0.001, order: 'shuffled' },
    { routing: 'halves', measures: ['fisher', 'movement', 'path-efficiency', 'memory-aware-synapses'] },
    { labelNoise: 0.3, routing: { share: 0.5 } },
  ];
  for (const [index, changes] of CONFIGS.entries()) {
    it(`ends with the bytes of one that was not: ${JSON.stringify(changes)}`, async () => {
      await keep(whole(), config(changes), { checkpointSeconds: 5 });
      const expected = await bytesOf(whole());
      await begin(at('phase1', 0.6), changes);
      const cancel = new CancelFlag();
      // A second time, in a fork, with another number of threads.
      const further = (event: ExperimentEvent) => at('without-7', 0.5)(event) && cancel.raise();
      await assert.rejects(resume(folder(), { cancel, executors: pool.executors }, further), CancelledError);
      const executors = index % 2 === 0 ? [thisThread] : pool.executors;
      await resume(folder(), { executors });
      await isSameRun(folder(), expected);
    });
  }

  it('trains nothing again that was done, and tells of it what was told before', async () => {
    await keep(whole(), config());
    await begin(at('without-6', 0.5));
    const events: ExperimentEvent[] = [];
    const file = await resume(folder(), {}, (event) => events.push(event));
    const told = (name: string) =>
      events.flatMap((event) => (event.type === 'training' && event.name === name ? [event] : []));
    for (const name of ['phase1', 'without-1', 'without-7']) {
      assert.equal(told(name).length, 1, name);
      assert.equal(told(name)[0]?.step, told(name)[0]?.steps);
    }
    assert.ok((told('without-6')[0]?.step ?? 0) > 0);
    for (const { name, history } of [{ ...file.phase1, name: 'phase1' }, ...file.forks])
      assert.deepEqual(
        told(name).flatMap(({ points }) => points),
        history,
        name,
      );
    await isSameRun(folder(), await bytesOf(whole()));
  });

  it('before anything was trained, and from parameters that were given to it', async () => {
    await keep(whole(), config({ seed: 7 }));
    const initialFile = join(parent(), 'initial.safetensors');
    await cp(join(whole(), 'tensors.safetensors'), initialFile);
    await rm(whole(), { recursive: true });
    await keep(whole(), config(), { initialFile });
    const cancel = new CancelFlag();
    const seen = ({ type }: ExperimentEvent) => type === 'planned' && cancel.raise();
    await assert.rejects(keep(folder(), config(), { cancel, initialFile }, seen), CancelledError);
    await rm(initialFile);
    await resume(folder());
    await isSameRun(folder(), await bytesOf(whole()));
  });

  it('a complete one is left as it is', async () => {
    const file = await keep(whole(), config());
    const before = await readFile(join(whole(), 'run.json'));
    const events: ExperimentEvent[] = [];
    assert.deepEqual(await resume(whole(), {}, (event) => events.push(event)), file);
    assert.deepEqual(events, []);
    assert.ok(before.equals(await readFile(join(whole(), 'run.json'))));
  });

  it('between the two last steps: its tensors take their name when it is opened or resumed, if they are right', async () => {
    await keep(whole(), config());
    const expected = await bytesOf(whole());
    const [path, part] = ['tensors.safetensors', 'tensors.safetensors.part'].map((name) => join(whole(), name)) as [
      string,
      string,
    ];
    for (const finishes of [() => readRun(whole()), () => resume(whole())]) {
      await rename(path, part);
      await writeFile(join(whole(), 'checkpoint-phase1.safetensors'), 'left over');
      assert.equal(await statusOf(whole()), 'complete');
      await finishes();
      await rm(join(whole(), 'checkpoint-phase1.safetensors'), { force: true });
      await isSameRun(whole(), expected);
    }
    const bytes = await readFile(path);
    bytes[bytes.length - 1] = 1 ^ (bytes[bytes.length - 1] as number);
    await rm(path);
    await writeFile(part, bytes);
    for (const refuses of [readRun(whole()), resume(whole())])
      await assert.rejects(refuses, /part: found tensor "inputs\/active" with other bytes/);
    await rm(part);
    assert.equal(await statusOf(whole()), 'broken');
    await assert.rejects(resume(whole()), DataError);
  });

  it('between the two last steps, where nothing may be changed: its tensors are read from where they are', async () => {
    const file = await keep(whole(), config());
    await rename(join(whole(), 'tensors.safetensors'), join(whole(), 'tensors.safetensors.part'));
    const names = await readdir(whole());
    assert.deepEqual((await readRun(whole(), false)).file, file);
    assert.deepEqual(await readdir(whole()), names);
  });

  it('with a checkpoint that is damaged, cut off, or of another run: says so and trains that network anew', async () => {
    await keep(whole(), config());
    const expected = await bytesOf(whole());
    await begin(at('without-7', 0.5), { seed: 2 }, [thisThread], join(parent(), 'other'));
    const damages: readonly ((path: string) => Promise<void>)[] = [
      async (path) => {
        const bytes = await readFile(path);
        const middle = bytes.length >> 1;
        bytes[middle] = 1 ^ (bytes[middle] as number);
        await writeFile(path, bytes);
      },
      async (path) => writeFile(path, (await readFile(path)).subarray(0, 1000)),
      async (path) => writeFile(path, ''),
      async (path) => cp(join(parent(), 'other', 'checkpoint-phase1.safetensors'), path),
      async (path) => cp(join(folder(), 'checkpoint-without-1.safetensors'), path),
    ];
    for (const damage of damages) {
      await begin(at('without-7', 0.5));
      await damage(join(folder(), 'checkpoint-phase1.safetensors'));
      const warnings: string[] = [];
      await resume(folder(), {}, (event) => event.type === 'warning' && warnings.push(event.message));
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /checkpoint-phase1\.safetensors: found .*; phase1 is trained from its start\.$/);
      await isSameRun(folder(), expected);
      await rm(folder(), { recursive: true });
    }
  });

  it('cannot be gone on with on other images, by another engine, or where there is none', async () => {
    const refused = (path: string, found: RegExp) =>
      assert.rejects(resume(path), (error: unknown) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, found);
        return true;
      });
    const altered = async (alter: (file: Record<string, unknown>) => void) => {
      const path = join(folder(), 'run.json');
      const file = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
      alter(file);
      await writeFile(path, resealed(file));
    };
    await refused(folder(), /run\.json: found no readable file/);
    await mkdir(folder());
    await refused(folder(), /run\.json: found no readable file/);
    await begin(at('phase1', 0.5));
    await writeTinyImages(images(), 2);
    await refused(folder(), /a run on other data than images is now/);
    await writeTinyImages(images());
    await altered((file) => {
      file['engine'] = '0.0.1';
    });
    await refused(folder(), /begun by engine 0\.0\.1; expected one of engine/);
    await altered((file) => {
      file['started'] = 'yesterday';
    });
    await refused(folder(), /"started" is wrong/);
    assert.equal(await statusOf(folder()), 'broken');
    await writeFile(join(folder(), 'run.json'), '{');
    await refused(folder(), /not JSON/);
  });

  it('cannot be opened as if it were complete, and its folder is not taken for another run', async () => {
    await begin(at('phase1', 0.5));
    await assert.rejects(readRunFile(folder()), /status is "cancelled"; expected a complete run/);
    await assert.rejects(
      keep(folder(), config()),
      /has not come to its end; expected .* "attribution resume .*run" goes on with/,
    );
    assert.ok((await readdir(folder())).includes('checkpoint-phase1.safetensors'));
  });

  it('images that have been moved: says that they may be named, and goes on with them there', async () => {
    await keep(whole(), config());
    const expected = await bytesOf(whole());
    await begin(at('phase1', 0.5));
    const now = join(parent(), 'elsewhere');
    await rename(images(), now);
    await assert.rejects(resume(folder()), /images that are elsewhere by now are named by --data/);
    assert.equal(await statusOf(folder()), 'interrupted');
    await resume(folder(), { data: now });
    await isSameRun(folder(), expected);
  });
});
