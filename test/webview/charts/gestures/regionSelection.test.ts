import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterSet } from '../../../../src/model/parameterSet';
import { contains, type Region } from '../../../../src/model/region';
import { combinedSelection, parametersIn } from '../../../../webview/charts/gestures/regionSelection';
import { PickIndex } from '../../../../webview/charts/points/pointGrid';
import { around, pointSets } from '../../points';

describe('a selection from regions', () => {
  it('is that of the points they hold, taken together as asked', () => {
    const boxes = fc
      .tuple(around, around, around, around)
      .map(([x0, x1, y0, y1]): Region => ({ kind: 'box', limits: { x0, x1, y0, y1 } }));
    fc.assert(
      fc.property(pointSets, boxes, boxes, fc.nat({ max: 30 }), ({ x, y }, one, other, offset) => {
        const count = offset + x.length + 3;
        const grid = new PickIndex(x, y);
        const [before, found] = [one, other].map((region) => parametersIn(grid, region, offset, count)) as [
          ParameterSet,
          ParameterSet,
        ];
        const wanted = (rule: (a: boolean, b: boolean) => boolean) =>
          ParameterSet.of(
            count,
            [...x.keys()]
              .filter((point) => {
                const place = [x[point] as number, y[point] as number] as const;
                return rule(contains(one, ...place), contains(other, ...place));
              })
              .map((point) => offset + point),
          );
        assert.ok(combinedSelection(before, found, 'replace').equals(wanted((_, b) => b)));
        assert.ok(combinedSelection(before, found, 'add').equals(wanted((a, b) => a || b)));
        assert.ok(combinedSelection(before, found, 'subtract').equals(wanted((a, b) => a && !b)));
        assert.ok(combinedSelection(before, found, 'intersect').equals(wanted((a, b) => a && b)));
      }),
    );
  });
});
