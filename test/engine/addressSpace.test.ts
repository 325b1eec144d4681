import assert from 'node:assert/strict';
import { type AddressSpace, refuseLimitedAddresses, refuseTooFewAddresses } from '../../src/engine/addressSpace';
import { ConfigError } from '../../src/engine/errors';
import { kernelMemory } from '../../src/engine/training/simd/module';

const GIBI = 2 ** 30;
const limitedTo = (gibi: number): AddressSpace => ({ limit: gibi * GIBI, taken: GIBI });

describe('addresses (ulimit -v)', () => {
  it('without a limit nothing is refused', () => {
    refuseLimitedAddresses(undefined);
    refuseTooFewAddresses(undefined);
  });

  it('below a tebibyte what is done in WebAssembly is refused in one sentence', () => {
    refuseLimitedAddresses(limitedTo(1024));
    assert.throws(
      () => refuseLimitedAddresses(limitedTo(1023)),
      new ConfigError([
        {
          path: 'ulimit -v',
          found: `${1023 * 2 ** 20} kB of memory`,
          expected: `unlimited, or at least ${2 ** 30}: each memory of WebAssembly, in which training is done, reserves ten gigabytes of addresses`,
        },
      ]),
    );
  });

  it('too few for any command are refused in words, before there is no room for what is needed', () => {
    refuseTooFewAddresses(limitedTo(1.25));
    assert.throws(
      () => refuseTooFewAddresses(limitedTo(1.2)),
      new ConfigError([
        {
          path: 'ulimit -v',
          found: `${Math.ceil(1.2 * 2 ** 20)} kB of memory`,
          expected: `at least ${1.25 * 2 ** 20}, with which this can be done`,
        },
      ]),
    );
  });

  it('a memory that cannot be had is said to be so', () => {
    assert.throws(() => kernelMemory(2 ** 40), RangeError);
  });
});
