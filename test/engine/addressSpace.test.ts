import assert from 'node:assert/strict';
import {
  type AddressSpace,
  isEnoughForWebAssembly,
  refuseTooFewAddresses,
  threadsWithin,
} from '../../src/engine/addressSpace';
import { ConfigError } from '../../src/engine/errors';
import { kernelMemory } from '../../src/engine/training/simd/module';

const GIBI = 2 ** 30;
const limitedTo = (gibi: number): AddressSpace => ({ limit: gibi * GIBI, taken: GIBI });

describe('addresses (ulimit -v)', () => {
  it('without a limit everything is as it was', () => {
    assert.equal(threadsWithin(64, undefined), 64);
    assert.equal(isEnoughForWebAssembly(undefined), true);
    refuseTooFewAddresses(64, undefined);
  });

  it('with one: as many threads as fit beside those that there are, WebAssembly from a tebibyte on', () => {
    assert.deepEqual(
      [1.5, 2, 3, 5, 100].map((gibi) => threadsWithin(8, limitedTo(gibi))),
      [0, 0, 1, 3, 8],
    );
    assert.deepEqual(
      [8, 20, 1023, 1024].map((gibi) => isEnoughForWebAssembly(limitedTo(gibi))),
      [false, false, false, true],
    );
  });

  it('too few of them are refused in words, before there is no room for what is needed', () => {
    refuseTooFewAddresses(0, limitedTo(1.25));
    assert.throws(
      () => refuseTooFewAddresses(0, limitedTo(1.2)),
      new ConfigError([
        {
          path: 'ulimit -v',
          found: `${Math.ceil(1.2 * 2 ** 20)} kB of memory`,
          expected: `at least ${1.25 * 2 ** 20}, with which this can be done`,
        },
      ]),
    );
    assert.throws(() => refuseTooFewAddresses(1, limitedTo(3.2)), /^ConfigError: ulimit -v: .* a thread of its own/);
    refuseTooFewAddresses(1, limitedTo(3.25));
    assert.equal(threadsWithin(8, limitedTo(3.25)), 1);
  });

  it('a memory that cannot be had is as if there were no kernel', () => {
    assert.equal(kernelMemory(2 ** 40), undefined);
  });
});
