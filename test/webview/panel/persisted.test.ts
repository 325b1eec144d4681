import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterSet } from '../../../src/model/parameterSet';
import { defaultView, packedSet, parsePersisted, unpackedSet } from '../../../webview/panel/persisted';

describe('what the editor kept', () => {
  it('is taken when it has the known shape', () => {
    const selection = { bits: 'AQ==', primary: { layer: 1, neuron: 3 } };
    const kept = {
      version: 2,
      runId: 'r',
      view: defaultView(2, 78_400),
      selection,
      scroll: { page: 3, neurons: 40.5 },
    };
    assert.deepEqual(parsePersisted(kept), kept);
    assert.equal(parsePersisted({ ...kept, runId: null })?.runId, null);
    // Before there were these choices, nothing of them was kept: what was shown then is shown again.
    const { clusters: _clusters, biasAxes: _biasAxes, ...before } = kept.view;
    const { clusters, biasAxes } = parsePersisted({ ...kept, view: before })?.view ?? assert.fail('it is known');
    assert.deepEqual([clusters, biasAxes], [false, 'whole']);
    const { scroll: _scroll, ...unscrolled } = kept;
    assert.deepEqual(parsePersisted(unscrolled)?.scroll, {});
    const odd = { page: -1, neurons: '3', measures: 7, elsewhere: 5, toString: 4 };
    assert.deepEqual(parsePersisted({ ...kept, scroll: odd })?.scroll, { measures: 7 });
  });

  it('is ignored when it has not', () => {
    const view = defaultView(1, 100);
    for (const kept of [
      undefined,
      null,
      'x',
      7,
      [],
      {},
      { version: 1, runId: 'r', view },
      { version: 2, runId: 3, view },
      { version: 2, runId: 'r' },
      { version: 2, runId: 'r', view: { ...view, layer: 0 } },
      { version: 2, runId: 'r', view: { ...view, pointSize: '3' } },
      { version: 2, runId: 'r', view: { ...view, opacity: Number.NaN } },
      { version: 2, runId: 'r', view: { ...view, drawing: 'toString' } },
      { version: 2, runId: 'r', view: { ...view, clusters: 'yes' } },
      { version: 2, runId: 'r', view: { ...view, biasAxes: 'tight' } },
    ]) {
      assert.equal(parsePersisted(kept), null);
    }
  });

  it('holds what was selected, and nothing where it is of another network', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40_000 }), fc.array(fc.nat(39_999)), (count, members) => {
        const set = ParameterSet.of(
          count,
          members.filter((member) => member < count),
        );
        assert.ok(unpackedSet(count, packedSet(set)).equals(set));
        assert.ok(unpackedSet(count + 8, packedSet(set)).isEmpty);
      }),
    );
    assert.ok(unpackedSet(9, 'no base 64!').isEmpty);
  });
});
