import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CancelFlag } from '../../../src/engine/cancellation';
import type { ExperimentConfig } from '../../../src/engine/config';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { DivergenceError } from '../../../src/engine/errors';
import type { ExperimentEvent } from '../../../src/engine/experiment';
import { Parameters } from '../../../src/engine/network/parameters';
import { runAndKeep } from '../../../src/engine/runAndKeep';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import { readRun, readRunFile } from '../../../src/engine/runs/runStore';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { type Executor, thisThread } from '../../../src/engine/training/trainer';
import { Pool } from '../../../src/engine/worker/pool';
import { writeTinyImages } from '../keptRun';
import {
  at,
  buildCommandLine,
  finish,
  memoryFor,
  repositoryRoot,
  run,
  sequenceOf,
  smallConfig,
  storeOf,
  temporaryFolders,
} from '../support';

const CONFIGS: Readonly<Record<string, ExperimentConfig>> = {
  'SGD, file order': smallConfig(),
  'Adam, shuffled, two hidden layers, cross-entropy': smallConfig({
    network: { hidden: [8, 5], activation: 'gelu' },
    optimiser: { name: 'adam' },
    loss: 'cross-entropy',
    order: 'shuffled',
    groups: { a: [0, 1, 2], b: [8, 9] },
    seed: 5,
  }),
};

describe('runs of one config', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  let runs = 0;
  let pool: Pool;

  before(async () => {
    await buildCommandLine();
    pool = new Pool(join(repositoryRoot(), 'dist/trainer.js'), 3);
  });
  after(() => pool.dispose());

  async function keep(
    config: ExperimentConfig,
    executors: readonly Executor[],
    seen?: (event: ExperimentEvent) => void,
  ) {
    const runFolder = join(parent(), `run${runs++}`);
    // However small the work is: the executors are what these tests are about.
    const keeping = { cacheFolder: parent(), runFolder, cancel: new CancelFlag(), executors, parallelThresholdMs: 0 };
    const file = await finish(runAndKeep(config, keeping), seen);
    assert.deepEqual(await readRunFile(runFolder), file);
    const { started: _started, seconds: _seconds, ...rest } = file;
    return { runFolder, tensors: await readFile(join(runFolder, 'tensors.safetensors')), rest };
  }

  for (const [name, config] of Object.entries(CONFIGS)) {
    it(`${name}: equal in every byte of the tensors, and in run.json but for its times, whatever the executors`, async () => {
      const once = await keep(config, [thisThread]);
      const executors: Readonly<Record<string, readonly Executor[]>> = {
        'one executor': [thisThread],
        'three executors on this thread': [thisThread, thisThread, thisThread],
        'this thread and two workers': pool.executors,
      };
      for (const [kind, list] of Object.entries(executors)) {
        const again = await keep(config, list);
        assert.ok(again.tensors.equals(once.tensors), kind);
        assert.deepEqual(again.rest, once.rest, kind);
      }
    });
  }

  it('equal from images that are gzipped, whose size is known before they are there', async () => {
    const images = await writeTinyImages(join(parent(), 'images'));
    const config = smallConfig({ data: images, phase1: { rows: 100 }, forks: {} });
    const once = await keep(config, [thisThread]);
    for (const name of await readdir(images)) {
      await writeFile(join(images, `${name}.gz`), gzipSync(await readFile(join(images, name))));
      await rm(join(images, name));
    }
    const again = await keep(config, [thisThread]);
    assert.ok(again.tensors.equals(once.tensors));
    assert.deepEqual(again.rest, once.rest);
  });

  it('the workers were really used, and report their progress', async () => {
    const stock = pool.executors;
    const used: string[] = [];
    const [controlled, drew] = [new Set<number>(), new Set<number>()];
    const counted = stock.map(
      (executor, index): Executor => ({
        warm: () => executor.warm(),
        run: (context, job, number, cancel, progress) => {
          used.push(`${index} ${job.name}`);
          return executor.run(context, job, number, cancel, progress);
        },
        inputs: (data, cancel) => {
          used.push(`${index} inputs`);
          return executor.inputs(data, cancel);
        },
        controls: (data, queue, cancel, onMade) => {
          controlled.add(index);
          return executor.controls(data, queue, cancel, onMade);
        },
        labels: (data, queue, cancel) => {
          drew.add(index);
          return executor.labels(data, queue, cancel);
        },
      }),
    );
    const last = new Map<string, number>();
    await keep(smallConfig(), counted, (event) => {
      if (event.type === 'training') last.set(event.name, event.step / event.steps);
    });
    assert.deepEqual(used.slice(0, 5), ['1 inputs', '0 phase1', '0 without-1', '1 without-7', '2 without-6']);
    assert.equal(used.length, 6);
    assert.deepEqual(controlled, new Set([0, 1, 2]));
    assert.deepEqual(drew, new Set([0, 1, 2]));
    assert.deepEqual(
      last,
      new Map(['phase1', 'without-1', 'without-7', 'without-6', 'without-8'].map((name) => [name, 1])),
    );
  });

  it('forks that are done sooner than a thread has started stay on this one', async () => {
    const refuse = () => Promise.reject(new Error('used'));
    const failing: Executor = { warm: () => {}, run: refuse, inputs: refuse, controls: refuse, labels: refuse };
    const executors = [thisThread, failing];
    await run(smallConfig(), openDrawnDigits(1), { executors, parallelThresholdMs: Number.POSITIVE_INFINITY });
    await assert.rejects(run(smallConfig(), openDrawnDigits(1), { executors, parallelThresholdMs: 0 }), /used/);
  });

  it('another seed, and another set of drawn digits, give other numbers', async () => {
    const [one, seed, drawn] = [
      await keep(smallConfig(), [thisThread]),
      await keep(smallConfig({ seed: 2 }), [thisThread]),
      await keep(smallConfig({ drawn: { seed: 2 } }), [thisThread]),
    ];
    assert.ok(!seed.tensors.equals(one.tensors));
    const initial = async (folder: string) => (await readRun(folder)).parameters.initial.values;
    assert.deepEqual(await initial(drawn.runFolder), await initial(one.runFolder));
    assert.ok(!drawn.tensors.equals(one.tensors));
  });

  it('the history is the loss and accuracy before each update, window by window', async () => {
    const { phase1, plan, forks } = await run(smallConfig(), openDrawnDigits(1));
    const networks = [phase1, ...forks];
    const sequences = [plan.phase1, ...plan.forks.map(({ sequence }) => sequence)];
    for (const [index, { history }] of networks.entries()) {
      assert.equal(history.length, Math.min(100, at(sequences, index).length));
      assert.equal(history.at(-1)?.step, at(sequences, index).length);
      assert.ok(history.every(({ loss, accuracy }) => loss >= 0 && accuracy >= 0 && accuracy <= 1));
    }
  });

  it('a training that diverges ends with a DivergenceError that names the rate, and a folder that says it failed', async () => {
    const config = smallConfig({ learningRate: 1e150, network: { hidden: [12], activation: 'identity' } });
    await assert.rejects(keep(config, [thisThread]), (error: unknown) => {
      assert.ok(error instanceof DivergenceError);
      assert.match(error.message, /phase1, with a learning rate of 1e\+150.*smaller/);
      return true;
    });
    const [folder = assert.fail('there is no folder')] = await readdir(parent());
    assert.equal(await statusOf(join(parent(), folder)), 'failed');
  });

  it('a fork that diverges on a worker says so by name', async () => {
    const parameters = new Parameters([2, 1, 2]);
    parameters.values.fill(1);
    const optimiser = { name: 'sgd' } as const;
    const rule: TrainingRule = {
      sizes: parameters.sizes,
      activation: 'identity',
      outputActivation: 'identity',
      loss: 'squared',
      optimiser,
      learningRate: 1e150,
    };
    const example = { row: 0, label: 1, target: 0, pixels: [10, 200] };
    const store = storeOf(2, [example, example, example, example]);
    const job = {
      name: 'without-6',
      sequence: sequenceOf([0, 1, 2, 3]),
      state: { parameters, optimiser: initialOptimiserState(optimiser, parameters.values.length) },
    };
    const context = { rule, training: store, test: store, ...memoryFor(rule, store, 1, 4) };
    const training = at(pool.executors, 1).run(context, job, 0, new CancelFlag(), () => {});
    await assert.rejects(training, { name: 'DivergenceError', message: /without-6.* 1e\+150/ });
  });

  it('one fork that fails ends the others, and the failure is what is reported', async () => {
    const diverge = () => Promise.reject(new DivergenceError('without-7', 3, 0.5));
    const failing: Executor = { ...thisThread, run: diverge };
    const cancel = new CancelFlag();
    const ended = new Set<string>();
    const running = run(
      smallConfig(),
      openDrawnDigits(1),
      { executors: [thisThread, failing], cancel, parallelThresholdMs: 0 },
      (event) => {
        if (event.type === 'training' && event.step === event.steps) ended.add(event.name);
      },
    );
    await assert.rejects(running, /without-7, with a learning rate of 0.5/);
    assert.ok(cancel.raised);
    assert.deepEqual(ended, new Set(['phase1']));
  });
});
