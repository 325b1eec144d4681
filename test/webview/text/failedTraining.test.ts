import assert from 'node:assert/strict';
import type { CompleteRun } from '../../../src/model/runView';
import { failedCells, trainingFailedSentence } from '../../../src/text/failedTraining';
import { verdict } from '../../../src/text/sentences';
import { tinyRun } from '../runs';
import { studyOf } from '../studies';

describe('training that failed', () => {
  let dead: CompleteRun;
  let sound: CompleteRun;

  before(async () => {
    dead = await tinyRun([20], { learningRate: 10 });
    sound = await tinyRun([20], { learningRate: 0.003 });
  });

  it('is what the verdict on a run begins with: its network has one answer for all images', () => {
    assert.equal(dead.training.networks[0]?.heldOutAccuracy, 0.5);
    const [first, ...others] = verdict(dead);
    assert.equal(
      first,
      'Training failed: 50.0 % right on held-out images, and the same answer for each of them; chance is 50 %. Try a smaller learning rate than 10.',
    );
    assert.ok(others.length > 0);
  });

  it('is laid to noisy labels, where they are', () => {
    const failed = trainingFailedSentence({ ...dead, title: { ...dead.title, labelNoise: 0.5 } });
    assert.match(failed ?? '', /chance is 50 %\. That may be what noisy labels did\.$/);
  });

  it('is not said of training that went well', () => {
    assert.ok((sound.training.networks[0]?.heldOutAccuracy ?? 0) > 0.8);
    assert.equal(trainingFailedSentence(sound), null);
    assert.doesNotMatch(verdict(sound).join(' '), /Training failed/);
  });

  /** The run with another accuracy of phase 1. */
  function withAccuracy(heldOutAccuracy: number | null, heldOutByClass?: readonly number[]): CompleteRun {
    const [phase1, ...forks] = sound.training.networks;
    if (phase1 === undefined) throw new Error('A run without networks.');
    const { heldOutByClass: _before, ...rest } = phase1;
    const changed = { ...rest, heldOutAccuracy, ...(heldOutByClass === undefined ? {} : { heldOutByClass }) };
    return { ...sound, training: { ...sound.training, networks: [changed, ...forks] } };
  }

  for (const [title, accuracy, byClass, expected] of [
    ['accuracy at chance', 0.52, undefined, /^Training failed: 52\.0 % right on held-out images, chance is 50 %\./],
    ['one answer, where a group has more images', 0.61, [1, 1, 0, 0], /the same answer for each of them/],
    ['accuracy above chance', 0.6, [0.5, 0.7, 0.6, 0.6], null],
    ['every image right', 1, [1, 1, 1, 1], null],
    ['nothing known', null, undefined, null],
  ] as const)
    it(`is judged by ${title}`, () => {
      const said = trainingFailedSentence(withAccuracy(accuracy, byClass));
      if (expected === null) assert.equal(said, null);
      else assert.match(said ?? '', expected);
    });

  it('takes chance from the groups, and asks for more examples where the rate is small', () => {
    const uneven = withAccuracy(0.74, [0.9, 0.6, 0.7, 0.8]);
    const said = trainingFailedSentence({
      ...uneven,
      title: { ...uneven.title, data: 'MNIST 1 | 6, 7, 8', learningRate: 0.0001 },
    });
    assert.equal(
      said,
      'Training failed: 74.0 % right on held-out images, chance is 75 %. Try more examples or another learning rate.',
    );
  });

  it('is told of the cells of a study', async () => {
    const study = await studyOf({
      base: { phase1: { rows: 600 }, forks: { untilRow: 1600 }, network: { hidden: [20] } },
      axes: { learningRate: [0.003, 10, 1e300] },
    });
    assert.deepEqual(failedCells(study), [2], 'the third diverged');
  });
});
