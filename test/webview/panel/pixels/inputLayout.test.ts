import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inputPlace } from '../../../../src/model/inputPlace';
import { inputLayout, stepInLayout } from '../../../../webview/panel/pixels/inputLayout';

const of = (shape: readonly number[]) => ({
  ...{ shape, outputs: shape[0] ?? 0 },
  inputs: shape.slice(1).reduce((product, axis) => product * axis, 1),
});
const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 });

describe('where the numbers of a neuron stand', () => {
  it('is one cell each, and of a cell the number that stands there', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const layer = of(shape);
        const { cells, numbers, rows, columns } = inputLayout({ image: null }, 2, layer);
        assert.equal(cells.length, layer.inputs);
        assert.equal(numbers.length, rows * columns);
        assert.deepEqual(
          [...cells].map((cell) => numbers[cell]),
          [...cells.keys()],
        );
        assert.equal(numbers.filter((number) => number >= 0).length, layer.inputs);
      }),
    );
  });

  it('is a picture a channel of a convolution, with a cell between two', () => {
    const { cells, rows, columns, kernels } = inputLayout({ image: null }, 1, of([8, 6, 3, 4]));
    assert.deepEqual([rows, columns, kernels], [11, 9, { count: 6, rows: 3, columns: 4 }]);
    for (const [input, cell] of cells.entries()) {
      const [channel, row, column] = inputPlace([8, 6, 3, 4], input) as [number, number, number];
      const [down, right] = [Math.floor(channel / 2), channel % 2];
      assert.deepEqual([Math.floor(cell / columns), cell % columns], [4 * down + row, 5 * right + column]);
    }
  });

  it('is one picture of channels and places along one axis, a picture a slice along three, a row without a kernel', () => {
    const along = inputLayout({ image: null }, 1, of([4, 5, 7]));
    assert.deepEqual([along.rows, along.columns, along.kernels], [5, 7, null]);
    assert.deepEqual(inputLayout({ image: null }, 1, of([4, 2, 3, 5, 5])).kernels, { count: 6, rows: 5, columns: 5 });
    for (const [shape, columns] of [
      [[4, 9], 9],
      [[4, 9, 1, 1], 9],
      [[12], 12],
    ] as const) {
      const found = inputLayout({ image: null }, 1, of(shape));
      assert.deepEqual([found.rows, found.columns], [1, columns]);
    }
  });

  it('is walked over the gaps between kernels, and ends at the edges', () => {
    const layout = inputLayout({ image: null }, 1, of([8, 4, 2, 2]));
    assert.equal(stepInLayout(layout, 0, 'ArrowRight'), 1);
    assert.equal(stepInLayout(layout, 1, 'ArrowRight'), 4);
    assert.equal(stepInLayout(layout, 4, 'ArrowLeft'), 1);
    assert.equal(stepInLayout(layout, 2, 'ArrowDown'), 8);
    assert.equal(stepInLayout(layout, 0, 'ArrowUp'), 0);
    assert.equal(stepInLayout(layout, 5, 'ArrowRight'), 5);
  });
});
