import * as l10n from '@vscode/l10n';
import type { LayerHead, LayerMetrics, LayerView } from '../../../src/model/runView';
import { shapeWords } from '../../../src/text/shapes';
import type { Column } from '../../ui/dataTable';
import { countColumn, decimalColumn, numberColumn, textColumn } from './columns';

/** What of a layer is known without its numbers. */
export type LayerRow = LayerHead & LayerMetrics & Pick<LayerView, 'known'>;

/** What stands in the place of a figure that is on its way. */
const AWAITED = '…';

/** One row a layer, from the inputs on; without the columns of what no layer has. */
export function layerColumns(layers: readonly LayerRow[]): Column[] {
  const at = (row: number) => layers[row] as LayerRow;
  const of = (value: (layer: LayerRow) => number | null | undefined) => (row: number) => value(at(row)) ?? Number.NaN;
  const ranks = ranksOf(layers.map(({ name }) => name));
  const shares = talliedShares(layers);
  /** A column of figures that are known when the layer has been read; `all`: only when all layers have been. */
  const awaiting = (column: Column, all = false): Column => ({
    ...column,
    format: (row) => ((all ? layers.every(({ known }) => known) : at(row).known) ? column.format(row) : AWAITED),
  });
  /** A figure that some layers cannot have; of those that can, it may still be undefined. */
  const figure = (
    key: string,
    title: string,
    hint: string,
    has: (layer: LayerRow) => boolean,
    value: (layer: LayerRow) => number | null | undefined,
  ): Column[] => {
    if (layers.every((layer) => layer.known && value(layer) == null)) return [];
    const column = decimalColumn(key, title, of(value), hint);
    return [awaiting({ ...column, format: (row) => (has(at(row)) ? column.format(row) : '–') })];
  };
  return [
    textColumn('name', l10n.t('layer'), widest(layers.map(({ name }) => name)), {
      value: (row) => ranks[row] as number,
      format: (row) => at(row).name,
    }),
    textColumn('shape', l10n.t('shape'), widest(layers.map(({ shape }) => shapeWords(shape))), {
      value: (row) => at(row).inputs * at(row).outputs,
      format: (row) => shapeWords(at(row).shape),
      hint: l10n.t('Axes of its weights: neurons × inputs, or filters × channels × rows × columns. Sorted by weights.'),
    }),
    countColumn('parameters', l10n.t('parameters'), (row) => parametersIn(at(row)), l10n.t('Weights and biases.')),
    awaiting(
      decimalColumn(
        'r',
        'r',
        of(({ weights }) => weights.r),
        l10n.t('r of y and x over the layer’s weights.'),
      ),
    ),
    awaiting(
      decimalColumn(
        'r2',
        'R²',
        of(({ weights }) => weights.r2),
        l10n.t('Of the layer’s weights: how much of y a line in x explains.'),
      ),
    ),
    ...figure(
      'residual',
      l10n.t('residual r'),
      l10n.t('r of what is left of the weights’ x and y when the means of neurons and of inputs are taken off.'),
      ({ inputs, outputs }) => inputs > 1 && outputs > 1,
      ({ residualR }) => residualR,
    ),
    ...(shares === null
      ? []
      : [
          awaiting(
            decimalColumn(
              'tally',
              l10n.t('share of the tally'),
              (row) => shares[row] as number,
              l10n.t(
                'Σ (a + b) over the layer’s parameters, as a share of that over all layers: where the updating was.',
              ),
            ),
            true,
          ),
        ]),
    ...figure(
      'biases',
      l10n.t('biases’ R²'),
      l10n.t('R² of y and x over the layer’s biases.'),
      ({ bias }) => bias,
      ({ biases }) => biases?.r2,
    ),
    numberColumn('number', l10n.t('number'), (row) => row + 1, l10n.t('From the inputs on, counted from 1.')),
  ];
}

function parametersIn({ inputs, outputs, bias }: LayerRow): number {
  return inputs * outputs + (bias ? outputs : 0);
}

/** What part of all updating was in each layer; null where no tally was recorded. */
function talliedShares(layers: readonly LayerRow[]): number[] | null {
  const sums: number[] = [];
  for (const { known, tallied } of layers) {
    if (known && tallied === null) return null;
    // Until all are known there is no share of them.
    sums.push(tallied ?? Number.NaN);
  }
  const all = sums.reduce((sum, one) => sum + one, 0);
  return sums.map((sum) => sum / all);
}

/** The place of each name in the order of people: conv2 before conv10. */
function ranksOf(names: readonly string[]): number[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  const ranks: number[] = [];
  const order = [...names.keys()].sort((one, other) => compare(names[one] as string, names[other] as string));
  for (const [rank, row] of order.entries()) ranks[row] = rank;
  return ranks;
}

/** A column's width for what is written in it; what is longer is cut short. */
function widest(texts: readonly string[]): number {
  return Math.max(5, ...texts.map(({ length }) => Math.min(length, 28)));
}
