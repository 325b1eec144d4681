import { type ExperimentConfig, parseConfig } from '../config';
import { setConfigKey } from '../configKey';
import { ConfigError, describeMistake, type Mistake } from '../errors';
import type { Axis } from './sweepInput';

/** More cells than this are a slip: at a second each they would take a day. */
export const MOST_CELLS = 100_000;

/** One point of the grid. */
export interface Cell<Config> {
  /** From 1, in the order of the axes' values, the last axis fastest. */
  readonly number: number;
  /** The value on each axis. */
  readonly values: readonly unknown[];
  readonly config: Config;
}

/**
 * All combinations of the axes' values, the last axis changing fastest.
 * @throws ConfigError when a cell's config is wrong, naming the cell
 */
export function cellsOf(base: Readonly<Record<string, unknown>>, axes: readonly Axis[]): Cell<ExperimentConfig>[] {
  const cells: Cell<ExperimentConfig>[] = [];
  const wrong = new Map<string, { readonly mistake: Mistake; readonly cells: string[] }>();
  const points = pointsOf(axes);
  for (const [index, values] of points.entries()) {
    try {
      cells.push({ number: index + 1, values, config: configAt(base, axes, values) });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const mistake of error.mistakes) {
        const text = describeMistake(mistake);
        const known = wrong.get(text) ?? { mistake, cells: [] };
        known.cells.push(describeCell(index + 1, axes, values));
        wrong.set(text, known);
      }
    }
  }
  if (wrong.size > 0) throw new ConfigError([...wrong.values()].map((entry) => inCells(entry, points.length, axes)));
  return cells;
}

/** `cell 4 (learningRate 0.001, seed 2)` */
export function describeCell(number: number, axes: readonly Axis[], values: readonly unknown[]): string {
  return `cell ${number} (${axes.map(({ key }, index) => `${key} ${asText(values[index])}`).join(', ')})`;
}

/** A value of an axis as it stands in a table: a text as it is, everything else as JSON. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function pointsOf(axes: readonly Axis[]): unknown[][] {
  return axes.reduce<unknown[][]>(
    (points, { values }) => points.flatMap((point) => values.map((value) => [...point, value])),
    [[]],
  );
}

function configAt(
  base: Readonly<Record<string, unknown>>,
  axes: readonly Axis[],
  values: readonly unknown[],
): ExperimentConfig {
  const input = structuredClone(base);
  for (const [index, { key }] of axes.entries()) setConfigKey(input, key.split('.'), structuredClone(values[index]));
  return parseConfig(input);
}

/** One mistake that some cells share: of the base when all of them have it and no axis touches the key. */
function inCells(
  { mistake, cells }: { readonly mistake: Mistake; readonly cells: readonly string[] },
  count: number,
  axes: readonly Axis[],
): Mistake {
  const { path } = mistake;
  const touched = axes.some(({ key }) => key.startsWith(path) || path.startsWith(key));
  if (cells.length === count && !touched) return { ...mistake, path: `base.${path}` };
  const others = cells.length === 1 ? '' : ` and ${cells.length - 1} more`;
  return { ...mistake, path: `${cells[0]}${others}: ${path}` };
}
