import assert from 'node:assert/strict';
import { placesOf } from '../../../webview/study/places';

const axis = (...labels: string[]) => ({ key: 'learningRate', labels });
const joinedIn = (labels: string[]) => {
  const { joined } = placesOf(axis(...labels), labels.length, 0, 400);
  return labels.map((_, index) => joined(index));
};

describe('the places of a sweep’s values', () => {
  it('are logarithmic where numbers span a decade', () => {
    const { places, column } = placesOf(axis('0.0001', '0.001', '0.1'), 3, 0, 400);
    const [first, second, third] = places as [number, number, number];
    assert.ok(Math.abs((third - second) / (second - first) - 2) < 1e-9);
    assert.equal(column, second - first);
  });

  it('are linear where they span less, whatever their order', () => {
    const { places } = placesOf(axis('4', '2', '3'), 3, 0, 400);
    const [four, two, three] = places as [number, number, number];
    assert.ok(Math.abs(four - three - (three - two)) < 1e-9 && four > three);
  });

  it('are even for names, for one value, and where numbers come too near to each other', () => {
    const even = [50, 150, 250, 350];
    assert.deepEqual(placesOf(axis('relu', 'tanh', 'sigmoid', 'softplus'), 4, 0, 400).places, even);
    assert.deepEqual(placesOf(null, 1, 0, 400).places, [200]);
    assert.deepEqual(placesOf(axis('1', '1.001', '1.002', '1000'), 4, 0, 400).places, even);
  });

  it('are joined only where what lies between can be guessed', () => {
    assert.deepEqual(joinedIn(['0.0001', '0.001', '1000']), [false, true, false]);
    assert.deepEqual(joinedIn(['0.0001', '0.01', '1']), [false, true, true]);
    assert.deepEqual(joinedIn(['10', '20', '50']), [false, true, true]);
    assert.deepEqual(joinedIn(['relu', 'tanh']), [false, false]);
    assert.deepEqual(joinedIn(['3', '1', '2']), [false, false, true]);
  });
});
