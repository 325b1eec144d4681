import assert from 'node:assert/strict';
import {
  CancelledError,
  ConfigError,
  DataError,
  DivergenceError,
  kindOf,
  MAKE,
  StorageError,
} from '../../src/engine/errors';
import { isExpected, plainError, revivedError } from '../../src/engine/worker/protocol';

const mistake = { path: 'phase1.rows', found: '-1', expected: 'a whole number above 0' };
const full = Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });

describe('an error that says something to a person', () => {
  const errors = {
    cancelled: new CancelledError(),
    config: new ConfigError([mistake]),
    data: new DataError(mistake),
    diverged: new DivergenceError('phase 1', 3, 1),
    storage: new StorageError(MAKE, '/somewhere', full),
  };

  for (const [kind, error] of Object.entries(errors)) {
    it(`is known as ${kind} on the other side of a thread too, with its name and its words`, () => {
      const arrived = structuredClone(plainError(error));
      assert.equal(arrived.kind, kind);
      assert.ok(isExpected(arrived));
      const again = revivedError(arrived);
      assert.deepEqual(
        [kindOf(error), kindOf(again), again.name, again.message],
        [kind, kind, error.name, error.message],
      );
      assert.ok(isExpected(again));
      assert.equal(again instanceof CancelledError, kind === 'cancelled');
      assert.deepEqual(plainError(again).kind, kind);
    });
  }

  it('is no other, whatever that is called', () => {
    const named = Object.assign(new Error('config'), { name: 'ConfigError' });
    for (const fault of [named, new TypeError('bang'), full, 'words', null, { kind: 'other' }]) {
      assert.equal(kindOf(fault), undefined);
      assert.ok(!isExpected(plainError(fault)));
      assert.ok(!isExpected(revivedError(plainError(fault))));
    }
    assert.equal((revivedError(plainError(full)) as NodeJS.ErrnoException).syscall, 'write');
    assert.equal(revivedError(plainError(new TypeError('bang'))).name, 'TypeError');
  });
});
