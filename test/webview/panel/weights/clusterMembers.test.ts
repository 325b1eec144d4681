import assert from 'node:assert/strict';
import { firstOfClusters, membersOf } from '../../../../webview/panel/weights/clusterMembers';

describe('clusters', () => {
  it('have a first member, and members within their neuron', () => {
    // Two neurons of four weights; −1 has no point.
    const clusterOf = Int32Array.of(0, 1, 0, -1, 2, 3, 3, 2);
    assert.deepEqual([...firstOfClusters(clusterOf, 4)], [0, 1, 4, 5]);
    assert.deepEqual(membersOf(clusterOf, 0, 0, 4), [0, 2]);
    assert.deepEqual(membersOf(clusterOf, 3, 4, 8), [5, 6]);
  });
});
