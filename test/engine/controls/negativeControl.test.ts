import assert from 'node:assert/strict';
import { CancelFlag } from '../../../src/engine/cancellation';
import {
  type NegativeControlInput,
  negativeControl,
  shuffledGroups,
} from '../../../src/engine/controls/negativeControl';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { readExamples } from '../../../src/engine/data/examples';
import { CancelledError } from '../../../src/engine/errors';
import { RandomStream } from '../../../src/engine/network/random';
import type { Run } from '../../../src/engine/run';
import { finish, run, smallConfig } from '../support';

describe('the negative control', function () {
  this.timeout(120_000);
  let finished: Run;
  let input: NegativeControlInput;
  before(async () => {
    const data = openDrawnDigits(1);
    finished = await run(smallConfig(), data);
    const { config, initial, attribution } = finished;
    const read = (split: 'training' | 'test', rows: number) =>
      readExamples(data[split], 784, config.groups, rows, new CancelFlag(), () => {});
    input = {
      ...{ config, data, initial, x: attribution.x, y: attribution.y, tallies: 20 },
      examples: { training: await read('training', config.forks.untilRow), test: await read('test', 0) },
    };
  });

  it('shuffles the labels of the tallied examples among them, and no others', () => {
    const targets = Uint8Array.from({ length: 50 }, (_, k) => (k % 5 === 0 ? 0 : 1));
    const sequence = Uint32Array.from({ length: 40 }, (_, k) => 49 - k);
    const groups = shuffledGroups(sequence, 15, { targets: targets as never }, new RandomStream(1, 'shuffling'));
    const plain = Uint8Array.from(sequence, (example) => targets[example] as number);
    assert.deepEqual(groups.subarray(0, 15), plain.subarray(0, 15));
    assert.notDeepEqual(groups, plain);
    assert.deepEqual(groups.slice(15).sort(), plain.slice(15).sort());
  });

  it('x of other networks: the neuron-permutation null finds something in at most 3 of 20; x of shuffled labels stays below the run’s', async () => {
    const seen: number[] = [];
    const { own, shuffledLabels, otherNetworks } = await finish(negativeControl(input, new CancelFlag()), ({ done }) =>
      seen.push(done),
    );
    assert.equal(seen.length, 20);
    assert.equal(own.r2, finished.metrics['layer1.weight']?.r2);
    assert.deepEqual(
      { meanR2: own.meanR2, p: own.p },
      {
        meanR2: finished.metrics.controls.neuronPermutation.meanR2,
        p: finished.metrics.controls.neuronPermutation.p,
      },
    );
    for (const { tallies, below } of [shuffledLabels, otherNetworks]) {
      assert.equal(tallies.length, 20);
      assert.equal(new Set(tallies.map(({ r2 }) => r2)).size, 20);
      assert.equal(below, tallies.filter(({ p }) => p !== null && p < 0.05).length);
    }
    assert.ok(otherNetworks.below <= 3, `${otherNetworks.below} of 20 other networks`);
    // The largest of 21.
    assert.equal(shuffledLabels.p, 1 / 21);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    await assert.rejects(
      finish(negativeControl(input, cancel), ({ done }) => done === 2 && cancel.raise()),
      CancelledError,
    );
  });
});
