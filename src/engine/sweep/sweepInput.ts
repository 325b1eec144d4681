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
}

export function axesOf({ axes }: Pick<SweepInput, 'axes'>): Axis[] {
  return Object.entries(axes).map(([key, values]) => ({ key, values }));
}
