import assert from 'node:assert/strict';
import { type ConfigInput, parseConfig } from '../../src/engine/config';
import type { Dataset } from '../../src/engine/data/dataset';
import { memoryNeeded, refuseTooLarge } from '../../src/engine/memoryNeeded';
import { run, tinyConfig, tinyData } from './support';

const SIZES = [784, 100, 2];
/** 8 bytes for each of 78,702 parameters. */
const SET = 629_616;
const GIB = 2 ** 30;

function resolved(changes: ConfigInput = {}) {
  const config = parseConfig(changes);
  return { ...config, forks: { ...config.forks, untilRow: 60_000 } };
}

describe('the memory that an experiment needs', () => {
  it('grows with executors, forks, measures and what the optimiser keeps', () => {
    const bare = memoryNeeded(resolved({ measures: [] }), SIZES, 2);
    assert.deepEqual(bare, { kernel: 6 * SET, inAll: (6 + 13 + 4 + 2) * SET });
    assert.deepEqual(memoryNeeded(resolved(), SIZES, 2), { kernel: 10 * SET, inAll: (10 + 13 + 4 + 2 + 6 + 2) * SET });
    const more = resolved({ optimiser: { name: 'adam' }, groups: { a: [1, 2, 7], b: [6, 8] } });
    assert.deepEqual(memoryNeeded(more, SIZES, 3), {
      kernel: 27 * SET,
      inAll: (27 + 13 + 5 + 12 + 4 + 6 + 2) * SET,
    });
  });

  it('is refused with the figure, where the kernel cannot address it or the machine does not have it', () => {
    const large = [784, 65_536, 2];
    assert.throws(() => refuseTooLarge(resolved(), large, 4, 4 * GIB, 64 * GIB), {
      name: 'ConfigError',
      message:
        /^network\.hidden: found .*784–65536–2.* 7\.7 GiB of memory; expected .* at most the 4\.0 GiB that the kernel/,
    });
    assert.throws(() => refuseTooLarge(resolved(), large, 1, 4 * GIB, 2 * GIB), {
      name: 'ConfigError',
      message: / 12\.3 GiB of memory; expected .* at most the 2\.0 GiB that this machine has: fewer hidden neurons/,
    });
    refuseTooLarge(resolved(), large, 1, 4 * GIB, 13 * GIB);
  });

  it('is asked for before an image is read', async () => {
    const data = tinyData();
    let read = 0;
    const watched: Dataset = {
      ...data,
      training: {
        ...data.training,
        readImage: (...given) => {
          read++;
          data.training.readImage(...given);
        },
      },
    };
    const config = tinyConfig({ network: { hidden: [65_536, 65_536] } });
    await assert.rejects(run(config, watched), { name: 'ConfigError', message: /network\.hidden.*GiB/ });
    assert.equal(read, 0);
  });
});
