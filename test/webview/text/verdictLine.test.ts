import assert from 'node:assert/strict';
import type { PermutationFinding } from '../../../src/model/metrics';
import type { CompleteRun } from '../../../src/model/runView';
import { runCaption, settingsWords } from '../../../src/text/caption';
import { verdict } from '../../../src/text/sentences';
import { verdictLine } from '../../../src/text/verdictLine';
import { tinyRun } from '../runs';

const INKS = { n: 1, xOnShare: 0.9, yOnShare: 0.3, inkAlone: 0.5, both: 0.55 };

describe('the verdict in one line', () => {
  let run: CompleteRun;

  before(async () => {
    run = await tinyRun();
  });

  const having = (
    r2: number | null,
    meanR2: number | null,
    ink: number | null = null,
    shuffled: Partial<PermutationFinding> = {},
    added: number | null = null,
  ): string => {
    const [layer, ...others] = run.layers;
    assert.ok(layer !== undefined);
    const { controls } = run.metrics;
    return verdictLine({
      ...run,
      layers: [{ ...layer, weights: { ...layer.weights, r2 } }, ...others],
      metrics: {
        ...run.metrics,
        controls: {
          ...controls,
          neuronPermutation: { draws: 999, meanR2, p: 0.001, ...shuffled },
          inkAlone: ink === null ? null : { n: 1, r2: ink, headlineR2: r2 },
          inkShare: added === null ? null : { ...INKS, withX: INKS.both + added },
        },
      },
    });
  };

  it('says by rule what the correlation is about, then the numbers', () => {
    const start = (words: string) => new RegExp(`^${words}: R² 0\\.320; neurons shuffled leave 0\\.\\d{3}\\.$`);
    assert.match(having(0.32, 0.33), start('Nothing about neurons'));
    assert.match(having(0.32, 0.297), start('Mostly about pixels, not neurons'));
    assert.match(having(0.32, 0.1), start('In part about pixels, the rest about neurons'));
    assert.match(having(0.32, 0.01), start('Mostly about which neuron a weight belongs to'));
    assert.match(having(0.004, 0.001), /^Hardly any relation: R² 0\.004; neurons shuffled leave 0\.001\.$/);
    assert.equal(
      having(0.32, 0.297, 0.584),
      'Mostly about pixels, not neurons: R² 0.320; neurons shuffled leave 0.297; ink without a network gives 0.584.',
    );
  });

  it('says that labels were replaced, as settings, captions and the verdict’s sentences do', async () => {
    const noisy = await tinyRun([20], { learningRate: 0.003, labelNoise: 0.1 });
    assert.match(verdictLine(noisy), /^10 % of the labels replaced\. [A-Z].*: R² /);
    assert.match(settingsWords(noisy.title), / · 10 % of the labels replaced$/);
    assert.match(runCaption(noisy.title), / · 10 % of the labels replaced · Attribution /);
    const sentence = 'Of 10 % of the training examples of each class the networks were told the other group.';
    assert.ok(verdict(noisy).includes(sentence));
    for (const words of [verdictLine(run), settingsWords(run.title), runCaption(run.title), ...verdict(run)])
      assert.doesNotMatch(words, /replaced|were told/);
    const told = { ...noisy, title: { ...noisy.title, labelNoise: 0.5 } };
    assert.ok(
      verdict(told).includes(
        `${sentence.replace('10', '50')} Such labels say nothing: what is found comes of the images.`,
      ),
    );
  });

  it('says what x adds to the ink, where that is known', () => {
    assert.equal(
      having(0.32, 0.297, 0.584, {}, 0.0123),
      'Mostly about pixels, not neurons: R² 0.320; neurons shuffled leave 0.297; x adds 0.012 to the ink.',
    );
  });

  it('says nothing about neurons of which there are too few to shuffle', () => {
    const few = { exact: true, p: null, meanError: 0 };
    assert.match(having(0.32, 0.33, null, { ...few, draws: 6 }), /over all 6 orders .* cannot be said\.$/);
    assert.match(having(0.32, null, null, { ...few, draws: 1 }), /^One neuron cannot be shuffled: .* cannot be said\./);
  });

  it('says what is not defined, and what forbids to read it at all, alone', () => {
    assert.equal(
      having(null, null),
      verdict({
        ...run,
        layers: run.layers.map((layer) => ({ ...layer, weights: { ...layer.weights, r2: null } })),
      })[0],
    );
    const identity = { constantInputs: 84, maxDeviationX: 0, holds: false, maxDeviationY: 0.02 };
    assert.equal(
      verdictLine({ ...run, metrics: { ...run.metrics, identity } }),
      'The identity check fails: do not build on this run’s numbers.',
    );
  });
});
