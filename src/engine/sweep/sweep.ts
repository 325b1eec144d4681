import { createHash } from 'node:crypto';
import { configHash, type ExperimentConfig, mistakesOf } from '../config';
import { ConfigError, type Mistake } from '../errors';
import { isGraded, refuseForDetectionLimit } from './detectionLimit';
import { type Cell, cellsOf, MOST_CELLS } from './grid';
import { refuseForMatchedLoss } from './matchedLoss';
import { PRESETS } from './presets';
import { type Axis, axesOf, type SweepInput, writtenSweep } from './sweepInput';
import { configKeys, sweepSchema } from './sweepSchema';

/** A sweep that can be run: every cell's config has been checked. */
export interface Sweep extends SweepInput {
  /** Twelve hexadecimal digits that say which cells there are, in which order. */
  readonly hash: string;
  readonly cells: readonly Cell<ExperimentConfig>[];
}

/** Characters of the base, and of one value of an axis: every cell has a copy. No config is as long. */
const LONGEST_VALUE = 2 ** 14;

/**
 * Checks a sweep and every one of its cells.
 * @param input what a JSON parser made of the file
 * @throws ConfigError with one mistake for everything that is wrong; what is wrong with a cell names it
 */
export function parseSweep(input: unknown): Sweep {
  const written = sweepSchema.safeParse(input, { reportInput: true });
  if (!written.success) {
    throw new ConfigError(written.error.issues.flatMap((issue) => mistakesOf(issue, [], keysAllowedAt)));
  }
  const { preset, base, axes, orders } = written.data;
  const from = preset === undefined ? { base: {}, axes: {} } : PRESETS[preset];
  // As the file has them, not as the schema checked them: the order of the axes is that of the file.
  const given = axes === undefined ? from.axes : (input as { readonly axes: SweepInput['axes'] }).axes;
  const sweep = writtenSweep({ preset, base: { ...from.base, ...base }, axes: given, orders });
  const mistakes = [...mistakesOfBase(sweep), ...mistakesOfAxes(axesOf(sweep))];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  const cells = cellsOf(sweep.base, axesOf(sweep));
  if (preset === 'activations-at-matched-loss') refuseForMatchedLoss(sweep, cells);
  if (isGraded(preset)) refuseForDetectionLimit(preset, sweep);
  return { ...sweep, hash: hashOf(sweep, cells), cells };
}

function* mistakesOfBase({ base }: SweepInput): Generator<Mistake> {
  const { length } = JSON.stringify(base);
  if (length <= LONGEST_VALUE) return;
  yield { path: 'base', found: `a config of ${length} characters`, expected: `at most ${LONGEST_VALUE}` };
}

function* mistakesOfAxes(axes: readonly Axis[]): Generator<Mistake> {
  if (axes.length === 0) {
    yield { path: 'axes', found: 'no axis', expected: 'at least one, such as "seed": [1, 2, 3]' };
  }
  for (const { key, values } of axes) {
    const known = new Set<string>();
    for (const [index, value] of values.entries()) {
      const text = JSON.stringify(value);
      const path = `axes.${key}[${index}]`;
      if (known.has(text)) yield { path, found: `${text} a second time`, expected: 'every value once' };
      if (text.length > LONGEST_VALUE)
        yield { path, found: `${text.length} characters`, expected: `at most ${LONGEST_VALUE}` };
      known.add(text);
    }
    const outer = axes.find((axis) => key.startsWith(`${axis.key}.`));
    if (outer !== undefined) {
      yield { path: `axes.${key}`, found: `a key within ${outer.key}, an axis too`, expected: 'one axis or the other' };
    }
  }
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MOST_CELLS) {
    yield { path: 'axes', found: `${count} cells`, expected: `at most ${MOST_CELLS}` };
  }
}

function hashOf({ preset, axes, orders }: SweepInput, cells: readonly Cell<ExperimentConfig>[]): string {
  const what = { preset, axes: Object.entries(axes), cells: cells.map(({ config }) => configHash(config)), orders };
  return createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 12);
}

function keysAllowedAt(path: readonly PropertyKey[]): readonly string[] {
  return path[0] === 'axes' ? [...configKeys().keys()] : Object.keys(sweepSchema.shape);
}
