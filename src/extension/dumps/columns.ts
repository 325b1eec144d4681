import type { Parameters } from '../../engine/network/parameters';
import type { StoredRun } from '../../engine/runs/runStore';

/** One parameter of a layer: a weight by its place in the layer's out × in order, or a bias by its neuron. */
export interface ParameterPlace {
  readonly layer: number;
  readonly tensor: 'weight' | 'bias';
  readonly index: number;
}

/** Columns of numbers, all of one width, from a run's sets of parameters. */
export class NumberColumns {
  private readonly columns: readonly { title: string; set: Parameters; format: (value: number) => string }[];

  constructor({ parameters }: StoredRun) {
    const { initial, phase1, forks, tally, difference, x, y } = parameters;
    this.columns = [
      { title: 'initial', set: initial, format: scientific },
      { title: 'phase 1', set: phase1, format: scientific },
      ...[...forks].map(([name, set]) => ({ title: name, set, format: scientific })),
      { title: 'a', set: tally.a, format: scientific },
      { title: 'b', set: tally.b, format: scientific },
      { title: 'c', set: difference.c, format: scientific },
      { title: 'd', set: difference.d, format: scientific },
      { title: 'x', set: x, format: ratio },
      { title: 'y', set: y, format: ratio },
    ];
  }

  get heading(): string {
    return this.columns.map(({ title }) => title.padStart(WIDTH)).join(' ');
  }

  line({ layer, tensor, index }: ParameterPlace): string {
    return this.columns.map(({ set, format }) => format(valueAt(set, layer, tensor, index)).padStart(WIDTH)).join(' ');
  }
}

/** Wide enough for `-1.234567e-12`. */
const WIDTH = 13;

/** Seven significant digits; every digit there is stands in `tensors.safetensors`. */
function scientific(value: number): string {
  return value.toExponential(6);
}

/** A share of 1; undefined (0 / 0) is shown as such. */
function ratio(value: number): string {
  return Number.isNaN(value) ? 'undefined' : value.toFixed(8);
}

export function valueAt(set: Parameters, layer: number, tensor: 'weight' | 'bias', index: number): number {
  return (set.layers[layer - 1] as Parameters['layers'][number])[tensor][index] as number;
}
