import type { RunView } from '../../../src/shared/panelProtocol';
import type { Column } from '../../ui/dataTable';
import {
  A_HINT,
  B_HINT,
  C_HINT,
  countColumn,
  D_HINT,
  decimalColumn,
  numberColumn,
  selectedColumn,
  sizeColumn,
  X_HINT,
  Y_HINT,
} from './columns';

/** Digits after the point of a weight. */
const PLACES = 5;

/** One row a weight of a layer, by its place in the out × in order. */
export function weightColumns(run: RunView, layer: number, isSelected: (weight: number) => boolean): Column[] {
  const view = run.layers[layer - 1];
  if (view === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { inputs, weightX, weightY, clusterOf, multiplicity, sets } = view;
  const { columns } = run.image;
  const input = (weight: number) => weight % inputs;
  const of = (values: ArrayLike<number>) => (weight: number) => values[weight] as number;
  const from =
    layer === 1
      ? [
          numberColumn(
            'row',
            'row',
            (weight) => Math.floor(input(weight) / columns),
            'Row of the pixel that it leaves.',
          ),
          numberColumn('column', 'column', (weight) => input(weight) % columns, 'Column of the pixel that it leaves.'),
        ]
      : [numberColumn('input', 'from', input, `The neuron of layer ${layer - 1} that it leaves.`)];
  return [
    numberColumn('neuron', layer === run.layers.length ? 'output' : 'neuron', (weight) => Math.floor(weight / inputs)),
    ...from,
    decimalColumn('x', 'x', of(weightX), X_HINT),
    decimalColumn('y', 'y', of(weightY), Y_HINT),
    decimalColumn('w0', 'w₀', of(sets.initial.weight), 'The weight before training.', PLACES),
    decimalColumn('w', 'w', of(sets.phase1.weight), 'The weight after phase 1.', PLACES),
    sizeColumn('a', 'a', of(sets.a.weight), A_HINT),
    sizeColumn('b', 'b', of(sets.b.weight), B_HINT),
    sizeColumn('c', 'c', of(sets.c.weight), C_HINT),
    sizeColumn('d', 'd', of(sets.d.weight), D_HINT),
    countColumn(
      'identical',
      'identical',
      (weight) => Math.max(0, (multiplicity[clusterOf[weight] as number] ?? 0) - 1),
      'How many other weights of the neuron lie on the same point.',
    ),
    selectedColumn(isSelected),
  ];
}
