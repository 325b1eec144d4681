import assert from 'node:assert/strict';
import { isMatched, type MatchedActivation, type MatchedLoss } from '../../../src/model/sweep';
import { matchedSentence } from '../../../src/text/studySentences';

const REFERENCE: MatchedLoss['reference'] = { activation: 'softplus', learningRate: 0.0001, heldOutLoss: 0.2 };

function at(activation: string, heldOutLoss: number | null, between: number | null, r2 = 0.3): MatchedActivation {
  const r2OverSeeds = { n: 3, mean: r2, standardDeviation: 0, interval: { level: 0.95, low: r2, high: r2 } };
  const difference = heldOutLoss === null ? null : heldOutLoss - 0.2;
  return {
    activation,
    learningRate: 0.0001,
    heldOutLoss,
    difference,
    between,
    figures: { 'layer1.weight.r2': r2OverSeeds },
  };
}

describe('the sentence about activations at matched loss', () => {
  it('calls matched what the claims of the post call so: within 5 % of the reference’s loss', () => {
    const activations = [
      at('softplus', 0.2, 0.0001, 0.4),
      at('relu', 0.2099, 0.00011),
      at('tanh', 0.211, 0.00012, 0.9),
    ];
    assert.deepEqual(
      activations.map(({ heldOutLoss }) => isMatched(heldOutLoss, 0.2)),
      [true, true, false],
    );
    const words = matchedSentence({ reference: REFERENCE, activations });
    assert.match(words, /No rate of the grid comes within 5 % of it for tanh \(which would reach it near 0\.00012\)/);
    assert.match(words, /R² is largest for softplus \(0\.400\) and smallest for relu \(0\.300\)/);
  });

  it('says that all match where they do, and gives no rate where the grid does not reach the loss', () => {
    const all = [at('softplus', 0.2, 0.0001), at('relu', 0.195, 0.00009)];
    assert.match(matchedSentence({ reference: REFERENCE, activations: all }), /All come within 5 % of it\./);
    const far = [at('softplus', 0.2, 0.0001), at('relu', 0.3, null), at('tanh', null, null)];
    assert.match(matchedSentence({ reference: REFERENCE, activations: far }), /of it for relu, tanh: read those/);
  });
});
