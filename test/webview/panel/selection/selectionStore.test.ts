import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterSet } from '../../../../src/model/parameterSet';
import { SelectionStore } from '../../../../webview/panel/selection/selectionStore';

const COUNT = 40;
const of = (members: Iterable<number>) => ParameterSet.of(COUNT, members);
const members = fc.uniqueArray(fc.nat(COUNT - 1));
const mode = fc.constantFrom('replace', 'add', 'subtract', 'intersect' as const);

describe('the selection of a panel', () => {
  it('undo goes back through every step, redo forward again, and a new step forgets what lay ahead', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(members, mode), { minLength: 1, maxLength: 20 }), (steps) => {
        const store = new SelectionStore(COUNT);
        const path = [store.current.set];
        for (const [list, how] of steps) {
          store.apply(of(list), how, 'a test');
          if (!store.current.set.equals(path.at(-1) as ParameterSet)) path.push(store.current.set);
        }
        for (const before of path.slice(0, -1).reverse()) {
          store.undo();
          assert.ok(store.current.set.equals(before));
        }
        assert.equal(store.canUndo, false);
        for (const after of path.slice(1)) {
          store.redo();
          assert.ok(store.current.set.equals(after));
        }
        assert.equal(store.canRedo, false);
        store.undo();
        store.apply(store.current.set.inverse(), 'replace', 'another way');
        assert.equal(store.canRedo, false);
      }),
    );
  });

  it('shows what is being drawn, and has it only when that has ended', () => {
    const store = new SelectionStore(COUNT);
    store.apply(of([1, 2]), 'replace', 'a test');
    const told: string[] = [];
    store.onChange(() => told.push('change'));
    store.onCommit(() => told.push('commit'));
    store.preview(of([7]));
    assert.deepEqual([[...store.shown], [...store.current.set]], [[7], [1, 2]]);
    store.preview(null);
    assert.deepEqual([...store.shown], [1, 2]);
    assert.deepEqual(told, ['change', 'change']);
    store.preview(of([7]));
    store.apply(of([7]), 'add', 'a test');
    assert.deepEqual(
      [[...store.shown], [...store.current.set]],
      [
        [1, 2, 7],
        [1, 2, 7],
      ],
    );
    assert.equal(told.filter((one) => one === 'commit').length, 1);
  });

  it('keeps the neuron that is meant while more is selected, and has none where nothing is', () => {
    const store = new SelectionStore(COUNT);
    const neuron = { layer: 1, neuron: 3 };
    store.apply(of([1]), 'replace', 'a test', neuron);
    store.apply(of([2]), 'add', 'a test');
    assert.deepEqual(store.current.primary, neuron);
    store.apply(of([3]), 'replace', 'a test');
    assert.equal(store.current.primary, null);
    store.apply(of([3]), 'subtract', 'a test', neuron);
    assert.equal(store.current.primary, null);
  });

  it('inverts within what is shown, and begins anew for another run', () => {
    const store = new SelectionStore(COUNT);
    store.apply(of([1, 2, 30]), 'replace', 'a test');
    store.invert(of([0, 1, 2, 3]));
    assert.deepEqual([...store.current.set], [0, 3]);
    store.reset(8);
    assert.deepEqual([store.current.set.size, store.current.set.count, store.canUndo], [0, 8, false]);
  });
});
