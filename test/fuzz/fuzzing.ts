import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { ConfigError, DataError } from '../../src/engine/errors';
import { RandomStream } from '../../src/engine/network/random';
import { countAllocations, takeAllocated } from './allocations';
import { Watchdog } from './watchdog';

/** Inputs for each parser: a few for every day, `npm run test:fuzz -- --long` for all. */
const INPUTS = Number(process.env['ATTRIBUTION_FUZZ_INPUTS'] ?? 400);
const SEED = Number(process.env['ATTRIBUTION_FUZZ_SEED'] ?? 2026);

/** An input that takes longer is counted; how long one may take depends on the machine. */
const SLOW_MS = 1000;
/** Bytes that anything may take, whatever its input. */
const ALLOWANCE = 2 ** 16;
/** Characters of a refusal at the most. */
const LONGEST_MESSAGE = 500_000;

/** A parser, and what is thrown at it. */
export interface Target<Input> {
  /** Parses, and checks what came out: anything thrown that is no refusal is a fault. */
  readonly parse: (input: Input) => unknown;
  /** Inputs by their structure, and without any. */
  readonly made: fc.Arbitrary<Input>;
  /** A real input that something has happened to. */
  readonly mutated: (random: RandomStream) => Input;
  /** Bytes of typed arrays that an input may take, beyond 64 KiB. Nothing by default. */
  readonly memory?: (input: Input) => number;
  /** By which share fewer inputs are tried every day: for what is slow. */
  readonly fewer?: number;
  /** Refusals besides `DataError` and `ConfigError`. */
  readonly refusals?: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
}

interface Tally {
  inputs: number;
  accepted: number;
  slow: number;
  slowest: number;
  mostMemory: number;
}

/** Throws inputs at a parser: half of them made, half of them mutated. */
export function fuzz<Input>(name: string, target: () => Target<Input>): void {
  describe(`${name}, whatever it is given,`, function () {
    this.timeout(0);
    const half = (fewer = 1) => Math.ceil(INPUTS / (INPUTS > 1000 ? 1 : fewer) / 2);
    const tally: Tally = { inputs: 0, accepted: 0, slow: 0, slowest: 0, mostMemory: 0 };
    let watchdog: Watchdog;
    let started: number;
    before(() => {
      countAllocations();
      watchdog = new Watchdog();
      started = performance.now();
    });
    after(async () => {
      await watchdog.stop();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const { inputs, accepted, slow, slowest, mostMemory } = tally;
      console.log(
        `      ${name}: ${inputs} inputs (${accepted} accepted) in ${seconds} s, seed ${SEED}; slowest ${slowest.toFixed(0)} ms, ${slow} over ${SLOW_MS} ms; most memory ${mostMemory} bytes`,
      );
    });

    const trying = (known: Target<Input>) => (input: Input) => {
      watchdog.beginning(tally.inputs + 1);
      return tryOne(known, input, tally).finally(() => watchdog.beginning(0));
    };

    it('is read or refused by name (inputs made)', async () => {
      const known = target();
      const { made, fewer } = known;
      await fc.assert(fc.asyncProperty(made, trying(known)), { seed: SEED, numRuns: half(fewer), endOnFailure: true });
      // A parser that refuses everything, or is never asked, would pass as well.
      assert.equal(tally.inputs, half(fewer));
    });

    it('is read or refused by name (real ones that something has happened to)', async () => {
      const known = target();
      const { mutated, fewer } = known;
      const tried = trying(known);
      const before = tally.accepted;
      const random = new RandomStream(SEED, 'fuzz', name);
      for (let index = 0; index < half(fewer); index++) {
        const input = mutated(random);
        try {
          await tried(input);
        } catch (error) {
          const shown = inspect(input, { depth: 8, maxArrayLength: 2000, maxStringLength: 4000 });
          throw new Error(`Input ${index} of seed ${SEED}: ${shown}`, { cause: error });
        }
      }
      assert.ok(tally.accepted > before, 'nothing was accepted: the real input is none');
    });
  });
}

async function tryOne<Input>(target: Target<Input>, input: Input, tally: Tally): Promise<void> {
  const { parse, memory = () => 0, refusals = [] } = target;
  const allowed = memory(input) + ALLOWANCE;
  tally.inputs++;
  takeAllocated();
  const began = performance.now();
  try {
    const made = parse(input);
    if (made instanceof Promise) await made;
    tally.accepted++;
  } catch (error) {
    const named = [DataError, ConfigError, ...refusals].some((refusal) => error instanceof refusal);
    if (!named) throw error;
    assertTells(error as Error);
  }
  const [took, bytes] = [performance.now() - began, takeAllocated()];
  tally.slowest = Math.max(tally.slowest, took);
  tally.mostMemory = Math.max(tally.mostMemory, bytes);
  if (took > SLOW_MS) tally.slow++;
  assert.ok(bytes <= allowed, `${bytes} bytes taken where ${allowed} are allowed`);
  assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), PROTOTYPE);
}

const PROTOTYPE = Object.getOwnPropertyNames(Object.prototype);

/** What was found, what was expected, and where: in a message that can be shown. */
function assertTells(error: Error): void {
  assert.ok(error.message.length > 0 && error.message.length < LONGEST_MESSAGE, `${error.message.length} characters`);
  if (!(error instanceof DataError || error instanceof ConfigError)) return;
  assert.ok(error.mistakes.length > 0);
  for (const { path, found, expected } of error.mistakes)
    assert.ok(path.length > 0 && found.length > 0 && expected.length > 0, error.message);
}
