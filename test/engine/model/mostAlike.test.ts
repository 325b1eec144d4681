import assert from 'node:assert/strict';
import { mostAlike } from '../../../src/model/mostAlike';

describe('what was probably meant', () => {
  const names = ['neuron', 'x', 'cluster', 'selectivity', 'selected', 'bias x'];

  it('is the name with the fewest other letters', () => {
    for (const [written, meant] of [
      ['selektivity', 'selectivity'],
      ['Selectiviyt', 'selectivity'],
      ['nuron', 'neuron'],
      ['clutser', 'cluster'],
      ['select', 'selected'],
      ['biasx', 'bias x'],
      ['neuron', 'neuron'],
    ] as const)
      assert.equal(mostAlike(written, names), meant, written);
  });

  it('is nothing where too much would have to be changed', () => {
    for (const written of ['', 'z', 'colour', 'activation', 'xx'])
      assert.equal(mostAlike(written, names), null, written);
    assert.equal(mostAlike('x', []), null);
  });
});
