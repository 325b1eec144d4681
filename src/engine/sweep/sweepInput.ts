import type { PresetName } from './presets';

/** One key of the config that differs between cells. */
export interface Axis {
  /** Dotted path, `network.activation`. */
  readonly key: string;
  readonly values: readonly unknown[];
}

/** A sweep as it is written: a sweep file, after its preset has filled in what is left out. */
export interface SweepInput {
  readonly preset?: PresetName;
  readonly base: Readonly<Record<string, unknown>>;
  readonly axes: Readonly<Record<string, readonly unknown[]>>;
  /** In how many shuffled orders of its examples each cell is run besides; in its own alone when it is left out. */
  readonly orders?: number;
}

/** What of a sweep its file says, with nothing for what is left out. */
export function writtenSweep({ preset, base, axes, orders }: Given): SweepInput {
  return {
    ...(preset === undefined ? {} : { preset }),
    ...{ base, axes },
    ...(orders === undefined ? {} : { orders }),
  };
}

interface Given extends Pick<SweepInput, 'base' | 'axes'> {
  readonly preset?: PresetName | undefined;
  readonly orders?: number | undefined;
}

export function axesOf({ axes }: Pick<SweepInput, 'axes'>): Axis[] {
  return Object.entries(axes).map(([key, values]) => ({ key, values }));
}
