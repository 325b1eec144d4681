import * as l10n from '@vscode/l10n';
import type { LayerView } from '../../../src/model/runView';
import type { Column } from '../../ui/dataTable';
import { A_HINT, B_HINT, countColumn, decimalColumn, numberColumn, sizeColumns, X_HINT, Y_HINT } from './columns';
import { neuronMetrics } from './neuronMetrics';

/** One row a neuron of a layer. @param selected how many of a neuron's parameters are selected */
export function neuronColumns(view: LayerView, output: boolean, selected: (neuron: number) => number): Column[] {
  const { bias, biasX, biasY, sets, inputs } = view;
  const { largestCluster, r, selectivity } = neuronMetrics(view);
  const of = (values: ArrayLike<number>) => (neuron: number) => values[neuron] as number;
  return [
    numberColumn('neuron', output ? l10n.t('output') : l10n.t('neuron'), (neuron) => neuron),
    ...(bias
      ? [
          decimalColumn('x', l10n.t('bias x'), of(biasX), l10n.t('Of its bias: {0}', X_HINT)),
          decimalColumn('y', l10n.t('bias y'), of(biasY), l10n.t('Of its bias: {0}', Y_HINT)),
          ...sizeColumns('a', l10n.t('bias a'), sets.a?.bias, l10n.t('Of its bias: {0}', A_HINT)),
          ...sizeColumns('b', l10n.t('bias b'), sets.b?.bias, l10n.t('Of its bias: {0}', B_HINT)),
        ]
      : []),
    countColumn(
      'cluster',
      l10n.t('cluster'),
      of(largestCluster),
      l10n.t(
        'The most of its {0} weights that lie on one and the same point. Those from pixels that never change lie on its bias.',
        inputs,
      ),
    ),
    decimalColumn('r', l10n.t('r within'), of(r), l10n.t('r of y and x over its own {0} weights.', inputs)),
    decimalColumn(
      'selectivity',
      l10n.t('selectivity'),
      of(selectivity),
      l10n.t('Mean x of its weights, less ½: from −0.5, updated by B alone, to 0.5, updated by A alone.'),
    ),
    countColumn(
      'selected',
      l10n.t('selected'),
      selected,
      bias
        ? l10n.t('How many of its {0} weights and its bias are selected.', inputs)
        : l10n.t('How many of its {0} weights are selected.', inputs),
    ),
  ];
}
