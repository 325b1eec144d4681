import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asText } from '../../../src/engine/sweep/grid';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { axesOf } from '../../../src/engine/sweep/sweepInput';
import type { CellView, StudyView } from '../../../src/model/studyProtocol';
import { metricNumber } from '../../../src/text/studyMetrics';
import { cellWords, defaultAxes, groupsOf, layoutOf, shortLabels, valueNumbers } from '../../../webview/study/grid';
import { niceRange, tick } from '../../../webview/study/scale';

const SWEEP = parseSweep({
  axes: { 'network.activation': ['relu', 'tanh'], learningRate: [0.00001, 0.001, 0.1], seed: [1, 2] },
});
const AXES = axesOf(SWEEP).map(({ key, values }) => ({ key, labels: values.map(asText) }));

/** A study of which some cells are there. */
function studyWith(cells: readonly number[]): StudyView {
  const there = cells.map((cell): CellView => ({ cell, status: 'done', metrics: Float64Array.of(cell) }));
  const title = { network: '', data: '', learningRate: 1, hash: '', drawn: true };
  const none = { published: [], quantiles: [], matchedLoss: null, detectionLimit: null, part: null, orders: null };
  return { studyId: 's', kind: 'sweep', title, axes: AXES, cells: 12, metrics: ['one'], there, ...none };
}

describe('the grid of a sweep', () => {
  it('numbers its cells as the engine does', () => {
    for (const { number, values } of SWEEP.cells) {
      const place = valueNumbers(AXES, number);
      assert.deepEqual(
        AXES.map(({ labels }, axis) => labels[place[axis] as number]),
        values.map(asText),
      );
    }
  });

  it('is laid out by learning rate and the next longest axis, never by the seed', () => {
    assert.deepEqual(defaultAxes(AXES), { across: 'learningRate', down: 'network.activation' });
    assert.deepEqual(defaultAxes([{ key: 'seed', labels: ['1', '2'] }]), { across: 'seed', down: null });
  });

  it('has every cell at exactly one place, unless an axis is held', () => {
    const keys = fc.option(fc.constantFrom('network.activation', 'learningRate', 'seed', 'gone'));
    fc.assert(
      fc.property(keys, keys, fc.integer({ min: 0, max: 5 }), (across, down, held) => {
        const layout = layoutOf(AXES, { across, down, fixed: { seed: held } });
        const groups = groupsOf(studyWith([3, 12]), layout);
        const isHeld = across !== 'seed' && down !== 'seed' && held < 2;
        const cells = groups.flatMap((group) => group.cells).toSorted((one, other) => one - other);
        const all = SWEEP.cells.map(({ number }) => number);
        assert.deepEqual(cells, isHeld ? all.filter((cell) => (cell - 1) % 2 === held) : all);
        for (const { there, cells: due } of groups) for (const { cell } of there) assert.ok(due.includes(cell));
      }),
    );
  });

  it('writes values as short as an axis allows', () => {
    assert.equal(cellWords(AXES, 1), 'activation relu, learningRate 10⁻⁵, seed 1');
    assert.deepEqual(shortLabels({ key: 'k', labels: ['0.01', '0.1', 'none'] }), ['0.01', '0.1', 'none']);
  });
});

describe('the axes of small plots', () => {
  it('have round ends that hold every number', () => {
    const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, zero) => {
        const { low, high } = niceRange([...values, Number.NaN], zero);
        assert.ok(low < high);
        const slack = (high - low) * 1e-6;
        for (const value of zero ? [...values, 0] : values) assert.ok(value >= low - slack && value <= high + slack);
      }),
    );
    assert.deepEqual(niceRange([0.313, 0.598], true), { low: 0, high: 0.6000000000000001 });
    assert.equal(tick(0.6000000000000001, { low: 0, high: 0.6000000000000001 }), '0.6');
    assert.deepEqual(niceRange([], false), { low: 0, high: 1 });
    assert.deepEqual(niceRange([Number.MIN_VALUE, 0], false), { low: -1, high: 1 + Number.MIN_VALUE });
  });

  it('have numbers written with as many digits as say something', () => {
    assert.deepEqual([6272, 0.304, -1234.5, 0.00001, 0].map(metricNumber), [
      '6,272',
      '0.304',
      '−1,235',
      '1.00 × 10⁻⁵',
      '0',
    ]);
  });
});
