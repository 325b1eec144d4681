import assert from 'node:assert/strict';
import { type ConfigInput, parseConfig } from '../../src/engine/config';
import type { Dataset } from '../../src/engine/data/dataset';
import { memoryNeeded, refuseTooLarge } from '../../src/engine/memoryNeeded';
import { run, tinyConfig, tinyData } from './support';

const SIZES = [784, 100, 2];
/** 8 bytes for each of 78,702 parameters. */
const SET = 629_616;
/** Of them 78,400 weights of the first layer. */
const TABLE = 627_200;
const GIB = 2 ** 30;

function resolved(changes: ConfigInput = {}) {
  const config = parseConfig(changes);
  return { ...config, forks: { ...config.forks, untilRow: 60_000 } };
}

describe('the memory that an experiment needs', () => {
  it('grows with executors, forks, measures and what the optimiser keeps', () => {
    const bare = memoryNeeded(resolved({ measures: [] }), SIZES, 2);
    assert.deepEqual(bare, { kernel: 6 * SET, inAll: (6 + 9 + 4 + 2) * SET + 14 * TABLE });
    assert.deepEqual(memoryNeeded(resolved(), SIZES, 2), {
      kernel: 10 * SET,
      inAll: (10 + 9 + 4 + 2 + 6 + 2) * SET + 14 * TABLE,
    });
    // Labels are shuffled by every thread, with the first layer alone, once the controls have let go of theirs.
    const deep = memoryNeeded(resolved({ measures: [] }), [784, 10, 1000, 1000, 2], 1);
    const parameters = 784 * 10 + 10 + 10 * 1000 + 1000 + 1000 * 1000 + 1000 + 1000 * 2 + 2;
    assert.equal(deep.inAll, 8 * parameters * (3 + 9 + 4 + 2 + 5));
    const more = resolved({ optimiser: { name: 'adam' }, groups: { a: [1, 2, 7], b: [6, 8] } });
    assert.deepEqual(memoryNeeded(more, SIZES, 3), {
      kernel: 27 * SET,
      inAll: (27 + 14 + 5 + 12 + 4 + 6 + 2) * SET,
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
      message: / 13\.4 GiB of memory; expected .* at most the 2\.0 GiB that this machine has: fewer hidden neurons/,
    });
    refuseTooLarge(resolved(), large, 1, 4 * GIB, 14 * GIB);
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
