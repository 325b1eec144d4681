import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag, SLICE_MS } from '../../src/engine/cancellation';
import type { Split } from '../../src/engine/data/dataset';
import { readExamples } from '../../src/engine/data/examples';
import { CancelledError } from '../../src/engine/errors';
import type { ExperimentEvent } from '../../src/engine/experiment';
import { initialParameters } from '../../src/engine/network/initialisation';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { evaluate } from '../../src/engine/training/evaluate';
import { runJob } from '../../src/engine/training/job';
import type { Kernel, TrainingRule } from '../../src/engine/training/kernel';
import { initialOptimiserState } from '../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../src/engine/training/reference';
import { type Executor, thisThread } from '../../src/engine/training/trainer';
import { Pool } from '../../src/engine/worker/pool';
import {
  buildCommandLine,
  finish,
  repositoryRoot,
  sequenceOf,
  smallConfig,
  storeOf,
  temporaryFolders,
} from './support';

/** Work of at least a millisecond, however fast the machine: so many of these are at least as many milliseconds. */
function workForAMillisecond(): void {
  const until = performance.now() + 1;
  while (performance.now() < until);
}

const RULE: TrainingRule = {
  sizes: [784, 100, 2],
  activation: 'softplus',
  outputActivation: 'softplus',
  loss: 'squared',
  optimiser: { name: 'sgd' },
  learningRate: 0.0001,
};
const EMPTY_STORE = storeOf(784, []);

describe('stretches between two looks at the cancel flag', function () {
  this.timeout(60_000);

  it('training: never more examples at a time than fit into one, and none after the flag is up', async () => {
    const cancel = new CancelFlag();
    const stretches: number[] = [];
    const kernel: Kernel = {
      train: (from, to) => {
        for (let position = from; position < to; position++) workForAMillisecond();
        stretches.push(to - from);
        if (to > 600) cancel.raise();
      },
      judge: () => {},
      beginTally: () => [].values(),
      readIn: () => [].values(),
      readOut: () => [].values(),
      kept: () => new Map(),
      firstDelta: () => new Float64Array(100),
    };
    const parameters = initialParameters(RULE.sizes, 1);
    const job = {
      name: 'phase1',
      sequence: sequenceOf(Array.from({ length: 20_000 }, (_, k) => k)),
      state: { parameters, optimiser: initialOptimiserState(RULE.optimiser, parameters.values.length) },
    };
    const context = { rule: RULE, training: EMPTY_STORE, test: EMPTY_STORE };
    await assert.rejects(
      runJob(
        () => kernel,
        context,
        job,
        0,
        cancel,
        () => {},
      ),
      CancelledError,
    );
    assert.ok(Math.max(...stretches) <= SLICE_MS, `a stretch of ${Math.max(...stretches)} examples`);
    const trained = stretches.reduce((sum, count) => sum + count, 0);
    assert.ok(trained > 600 && trained <= 600 + SLICE_MS, `${trained} examples`);
  });

  it('reading: no more images than fit into one after the flag is up', async () => {
    const cancel = new CancelFlag();
    let read = 0;
    const split: Split = {
      count: 5000,
      labelOf: () => 1,
      readImage: () => {
        workForAMillisecond();
        read++;
        if (read === 100) cancel.raise();
      },
    };
    const reading = readExamples(split, 784, { a: [1, 7], b: [6, 8] }, 5000, cancel, () => {});
    await assert.rejects(reading, CancelledError);
    assert.ok(read >= 100 && read <= 100 + SLICE_MS + 1, `${read} images`);
  });

  it('judging on held-out images: gives up before all have been seen', async () => {
    const cancel = new CancelFlag();
    cancel.raise();
    const example = { row: 0, label: 1, target: 0, pixels: new Array<number>(784).fill(7) };
    const store = storeOf(784, new Array<typeof example>(6000).fill(example));
    const state = { parameters: initialParameters(RULE.sizes, 1), optimiser: { moments: [], steps: 0 } };
    const context = { rule: RULE, training: store, test: store };
    const kernel = createReferenceKernel(context, { name: 'one', sequence: sequenceOf([]), state }, 0);
    await assert.rejects(evaluate(kernel, store, cancel), CancelledError);
  });
});

describe('cancelling', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  let pool: Pool;
  before(async () => {
    await buildCommandLine();
    pool = new Pool(join(repositoryRoot(), 'dist/trainer.js'), 3);
  });
  after(() => pool.dispose());

  /** Raises the flag at the first event that matches; returns the events that came after. */
  async function cancelAt(matches: (event: ExperimentEvent) => boolean, executors: readonly Executor[] = [thisThread]) {
    const cancel = new CancelFlag();
    const after: ExperimentEvent[] = [];
    let was = false;
    const keeping = {
      cacheFolder: parent(),
      runFolder: join(parent(), 'run'),
      cancel,
      executors,
      parallelThresholdMs: 0,
    };
    const seen = (event: ExperimentEvent) => {
      if (was) after.push(event);
      if (was || !matches(event)) return;
      was = true;
      cancel.raise();
    };
    await assert.rejects(finish(runAndKeep(smallConfig(), keeping), seen), CancelledError);
    assert.ok(was, 'the moment never came');
    assert.equal(await statusOf(keeping.runFolder), 'cancelled');
    assert.deepEqual(await readdir(keeping.runFolder), ['run.json']);
    return after;
  }

  const training = (name: string, share: number) => (event: ExperimentEvent) =>
    event.type === 'training' && event.name === name && event.step >= share * event.steps;

  it('before anything was read: no image is, and no network is trained', async () => {
    const cancel = new CancelFlag();
    cancel.raise();
    const events: ExperimentEvent[] = [];
    const keeping = { cacheFolder: parent(), runFolder: join(parent(), 'run'), cancel, executors: [thisThread] };
    await assert.rejects(
      finish(runAndKeep(smallConfig(), keeping), (event) => events.push(event)),
      CancelledError,
    );
    assert.ok(events.every(({ type }) => type !== 'training'));
  });

  it('while images are read: no network is trained', async () => {
    const after = await cancelAt(({ type }) => type === 'preparing');
    assert.ok(after.every(({ type }) => type === 'preparing' || type === 'planned'));
  });

  it('before phase 1: no network is trained', async () => {
    assert.deepEqual(await cancelAt(({ type }) => type === 'planned'), []);
  });

  for (const share of [0.001, 0.5]) {
    it(`in phase 1, ${100 * share} % in: at most what was under way is still heard of`, async () => {
      const after = await cancelAt(training('phase1', share));
      assert.ok(after.length <= 3, `${after.length} events`);
      assert.ok(
        after.every((event) => event.type === 'training' && event.name === 'phase1' && event.step < event.steps),
      );
    });
  }

  it('at the end of phase 1, where it is judged: no fork is trained', async () => {
    assert.deepEqual(await cancelAt(training('phase1', 1)), []);
  });

  it('in the forks, on this thread', async () => {
    const after = await cancelAt(training('without-7', 0.3));
    assert.ok(after.length <= 3, `${after.length} events`);
    assert.ok(after.every((event) => event.type === 'training' && event.name === 'without-7'));
  });

  it('in the forks, on workers, which then serve the next experiment', async () => {
    await cancelAt(training('without-7', 0.01), pool.executors);
    await finish(
      runAndKeep(smallConfig(), {
        cacheFolder: parent(),
        runFolder: join(parent(), 'next'),
        cancel: new CancelFlag(),
        executors: pool.executors,
        parallelThresholdMs: 0,
      }),
    );
    assert.deepEqual((await readdir(parent())).sort(), ['next', 'run']);
  });

  for (const type of ['compared', 'controls'] as const)
    for (const [kind, executors] of [
      ['on this thread', () => [thisThread]],
      ['on workers', () => pool.executors],
    ] as const)
      it(`while its controls are made, at the first “${type}”, ${kind}: at most what was under way is still heard of`, async () => {
        const after = await cancelAt((event) => event.type === type, executors());
        // Its own step, and what each of two other threads had said before it could be heard.
        const known = after.every((event) => event.type === 'comparing' || event.type === 'controls');
        assert.ok(after.length <= 1 + 2 * 2 && known, JSON.stringify(after));
      });

  it('while the forks are compared: no tensors are written', async () => {
    assert.deepEqual(await cancelAt(({ type }) => type === 'comparing'), []);
  });
});
