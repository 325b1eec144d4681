import * as l10n from '@vscode/l10n';
import { inputPlace, readsPatches } from '../../../src/model/inputPlace';
import type { LayerView, RunView } from '../../../src/model/runView';
import type { Column } from '../../ui/dataTable';
import type { MeasureAxis } from '../store';
import { readsNeurons } from '../words';
import {
  A_HINT,
  B_HINT,
  C_HINT,
  countColumn,
  D_HINT,
  decimalColumn,
  measureColumn,
  numberColumn,
  selectedColumn,
  sizeColumns,
  X_HINT,
  Y_HINT,
} from './columns';

/** Digits after the point of a weight. */
const PLACES = 5;

/** One row a weight of a layer, by its place in the out × in order. */
export function weightColumns(
  run: RunView,
  layer: number,
  isSelected: (weight: number) => boolean,
  axis: MeasureAxis | null = null,
): Column[] {
  const view = run.layers[layer - 1];
  if (view === undefined) throw new RangeError(`There is no layer ${layer}.`);
  const { inputs, weightX, weightY, clusterOf, multiplicity, sets } = view;
  const { image } = run;
  const input = (weight: number) => weight % inputs;
  const of = (values: ArrayLike<number>) => (weight: number) => values[weight] as number;
  const from =
    layer === 1 && image !== null
      ? [
          numberColumn(
            'row',
            l10n.t('row'),
            (weight) => Math.floor(input(weight) / image.columns),
            l10n.t('Row of the pixel that it leaves.'),
          ),
          numberColumn(
            'column',
            l10n.t('column'),
            (weight) => input(weight) % image.columns,
            l10n.t('Column of the pixel that it leaves.'),
          ),
        ]
      : view.shape.length === 1
        ? []
        : readsPatches(view.shape) && view.shape.length <= 5
          ? patchColumns(view.shape, input)
          : readsNeurons(run, layer)
            ? [
                numberColumn(
                  'input',
                  l10n.t('from'),
                  input,
                  l10n.t('The neuron of layer {0} that it leaves.', layer - 1),
                ),
              ]
            : [numberColumn('input', l10n.t('input'), input, l10n.t('The input of its neuron that it reads.'))];
  return [
    numberColumn(
      'neuron',
      run.groupOutputs && layer === run.layers.length ? l10n.t('output') : l10n.t('neuron'),
      (weight) => Math.floor(weight / inputs),
    ),
    ...from,
    ...(axis === null ? [] : [measureColumn(axis.name, (axis.layers[layer - 1] as LayerView).weightX)]),
    decimalColumn('x', 'x', of(weightX), X_HINT),
    decimalColumn('y', 'y', of(weightY), Y_HINT),
    ...(sets.initial === undefined
      ? []
      : [decimalColumn('w0', 'w₀', of(sets.initial.weight), l10n.t('The weight before training.'), PLACES)]),
    ...(sets.phase1 === undefined
      ? []
      : [decimalColumn('w', 'w', of(sets.phase1.weight), l10n.t('The weight after phase 1.'), PLACES)]),
    ...sizeColumns('a', 'a', sets.a?.weight, A_HINT),
    ...sizeColumns('b', 'b', sets.b?.weight, B_HINT),
    ...sizeColumns('c', 'c', sets.c?.weight, C_HINT),
    ...sizeColumns('d', 'd', sets.d?.weight, D_HINT),
    countColumn(
      'identical',
      l10n.t('identical'),
      (weight) => Math.max(0, (multiplicity[clusterOf[weight] as number] ?? 0) - 1),
      l10n.t('How many other weights of the neuron lie on the same point.'),
    ),
    selectedColumn(isSelected),
  ];
}

/** Where a weight stands in the kernels of its neuron. */
function patchColumns(shape: readonly number[], input: (weight: number) => number): Column[] {
  const axes = {
    channel: [l10n.t('channel'), l10n.t('Channel that it reads.')],
    place: [l10n.t('place'), l10n.t('Its place in the kernel.')],
    slice: [l10n.t('slice'), l10n.t('Slice of the kernel that it is in.')],
    row: [l10n.t('row'), l10n.t('Row of the kernel that it is in.')],
    column: [l10n.t('column'), l10n.t('Column of the kernel that it is in.')],
  } as const;
  const names = {
    3: ['channel', 'place'],
    4: ['channel', 'row', 'column'],
    5: ['channel', 'slice', 'row', 'column'],
  } as const;
  return names[shape.length as keyof typeof names].map((name, axis) =>
    numberColumn(name, axes[name][0], (weight) => inputPlace(shape, input(weight))[axis] as number, axes[name][1]),
  );
}
