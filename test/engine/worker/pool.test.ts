import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { initialParameters } from '../../../src/engine/network/initialisation';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { Pool } from '../../../src/engine/worker/pool';
import { at, sequenceOf, storeOf, temporaryFolders } from '../support';

describe('a pool of threads', () => {
  const folder = temporaryFolders();

  it('starts another worker for the next network where one has ended', async () => {
    const file = join(folder(), 'trainer.js');
    await writeFile(file, "require('node:worker_threads').parentPort.once('message', () => process.exit(3));");
    const pool = new Pool(file, 2);
    const rule: TrainingRule = {
      sizes: [2, 1, 2],
      activation: 'identity',
      outputActivation: 'identity',
      loss: 'squared',
      optimiser: { name: 'sgd' },
      learningRate: 1,
    };
    const store = storeOf(2, []);
    const parameters = initialParameters(rule.sizes, 1);
    const state = { parameters, optimiser: initialOptimiserState(rule.optimiser, parameters.values.length) };
    const job = { name: 'one', sequence: sequenceOf([]), state };
    for (const _time of ['first', 'second']) {
      const running = at(pool.executors, 1).run(
        { rule, training: store, test: store },
        job,
        1,
        new CancelFlag(),
        () => {},
      );
      await assert.rejects(running, /ended with code 3/);
    }
    await pool.dispose();
  });
});
