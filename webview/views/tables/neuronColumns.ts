import type { LayerView } from '../../../src/shared/panelProtocol';
import type { Column } from '../../ui/dataTable';
import { A_HINT, B_HINT, countColumn, decimalColumn, numberColumn, sizeColumn, X_HINT, Y_HINT } from './columns';
import { neuronFigures } from './neuronFigures';

/** One row a neuron of a layer. @param selected how many of a neuron's parameters are selected */
export function neuronColumns(view: LayerView, output: boolean, selected: (neuron: number) => number): Column[] {
  const { biasX, biasY, sets, inputs } = view;
  const { largestCluster, r, selectivity } = neuronFigures(view);
  const of = (values: ArrayLike<number>) => (neuron: number) => values[neuron] as number;
  return [
    numberColumn('neuron', output ? 'output' : 'neuron', (neuron) => neuron),
    decimalColumn('x', 'bias x', of(biasX), `Of its bias: ${X_HINT}`),
    decimalColumn('y', 'bias y', of(biasY), `Of its bias: ${Y_HINT}`),
    sizeColumn('a', 'bias a', of(sets.a.bias), `Of its bias: ${A_HINT}`),
    sizeColumn('b', 'bias b', of(sets.b.bias), `Of its bias: ${B_HINT}`),
    countColumn(
      'cluster',
      'cluster',
      of(largestCluster),
      `The most of its ${inputs} weights that lie on one and the same point. Those from pixels that never change lie on its bias.`,
    ),
    decimalColumn('r', 'r within', of(r), `r of y and x over its own ${inputs} weights.`),
    decimalColumn(
      'selectivity',
      'selectivity',
      of(selectivity),
      'Mean x of its weights, less ½: from −0.5, updated by B alone, to 0.5, updated by A alone.',
    ),
    countColumn('selected', 'selected', selected, `How many of its ${inputs} weights and its bias are selected.`),
  ];
}
