import * as l10n from '@vscode/l10n';
import type { RunView } from '../../../src/model/runView';
import type { Column } from '../../ui/dataTable';
import { countColumn, decimalColumn, numberColumn, X_HINT, Y_HINT } from './columns';

/** One row an input of layer 1. @param selected how many of the weights that leave it are selected */
export function pixelColumns(run: RunView, selected: (input: number) => number): Column[] {
  const { pixels, constantInput, image } = run;
  const { meanX, meanY, defined, outputs } = meansByInput(run);
  const of = (values: ArrayLike<number>) => (input: number) => values[input] as number;
  return [
    ...(image === null
      ? [numberColumn('input', l10n.t('input'), (input) => input)]
      : [
          numberColumn('row', l10n.t('row'), (input) => Math.floor(input / image.columns)),
          numberColumn('column', l10n.t('column'), (input) => input % image.columns),
        ]),
    decimalColumn('r', 'r', of(pixels.r), l10n.t('r of y and x over the {0} weights that leave it.', outputs)),
    decimalColumn('x', l10n.t('mean x'), of(meanX), l10n.t('Over the weights that leave it: {0}', X_HINT)),
    decimalColumn('y', l10n.t('mean y'), of(meanY), l10n.t('Over the weights that leave it: {0}', Y_HINT)),
    countColumn('n', 'n', of(defined), l10n.t('How many of the weights that leave it have x and y.')),
    {
      key: 'constant',
      title: l10n.t('constant'),
      hint: l10n.t('Whether it has one value in every example: 1 or 0 to the filter.'),
      align: 'start',
      width: 8,
      value: of(constantInput),
      format: (input) => (constantInput[input] === 1 ? l10n.t('yes') : ''),
      filter: 'number',
    },
    countColumn(
      'selected',
      l10n.t('selected'),
      selected,
      l10n.t('How many of the weights that leave it are selected.'),
    ),
  ];
}

/** Means of x and y over the weights of layer 1 that leave each input, where both are defined; NaN where none is. */
export function meansByInput({ layers }: Pick<RunView, 'layers'>) {
  const [layer] = layers;
  if (layer === undefined) throw new RangeError('A network has a layer.');
  const { inputs, outputs, weightX, weightY, clusterOf } = layer;
  const meanX = new Float64Array(inputs);
  const meanY = new Float64Array(inputs);
  const defined = new Uint32Array(inputs);
  for (let weight = 0; weight < weightX.length; weight++) {
    if ((clusterOf[weight] as number) < 0) continue;
    const input = weight % inputs;
    meanX[input] = (meanX[input] as number) + (weightX[weight] as number);
    meanY[input] = (meanY[input] as number) + (weightY[weight] as number);
    defined[input] = (defined[input] as number) + 1;
  }
  for (let input = 0; input < inputs; input++) {
    meanX[input] = (meanX[input] as number) / (defined[input] as number);
    meanY[input] = (meanY[input] as number) / (defined[input] as number);
  }
  return { meanX, meanY, defined, outputs };
}
