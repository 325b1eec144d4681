import assert from 'node:assert/strict';
import { suggestions } from '../../src/engine/suggestions';

describe('what may have been meant', () => {
  const activations = ['softplus', 'relu', 'leaky relu', 'gelu', 'silu', 'tanh', 'sigmoid', 'identity'];

  it('is a short name with two letters that have changed places', () => {
    assert.deepEqual(suggestions('sede', ['seed', 'data', 'loss']), ['seed']);
  });

  it('is the name with a letter changed, left out, doubled or moved', () => {
    for (const written of ['softplux', 'sofplus', 'softpluss', 'sotfplus', 'SoftPlus'])
      assert.deepEqual(suggestions(written, activations), ['softplus'], written);
  });

  it('is at most three names, the nearest first', () => {
    assert.deepEqual(suggestions('elu', activations), ['relu', 'gelu']);
    assert.deepEqual(suggestions('sed', ['seed', 'set', 'see', 'send', 'bed'])[0], 'seed');
    assert.equal(suggestions('sed', ['seed', 'set', 'see', 'send', 'bed']).length, 3);
  });

  it('is found by the last part of a dotted name too', () => {
    assert.deepEqual(suggestions('activaton', ['network.activation', 'network.hidden']), ['network.activation']);
    assert.deepEqual(suggestions('network.activaton', ['network.activation']), ['network.activation']);
  });

  it('is nothing that is far from what was written, however long that is', () => {
    assert.deepEqual(suggestions('sed', ['seed', 'data', 'loss']), ['seed']);
    assert.deepEqual(suggestions('quark', ['seed', 'data']), []);
    assert.deepEqual(suggestions('', ['seed']), []);
    assert.deepEqual(suggestions('x'.repeat(100_000), ['seed']), []);
  });
});
