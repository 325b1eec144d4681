import * as l10n from '@vscode/l10n';
import type { HistoryPoint, TrainingView } from '../../../src/model/runView';
import type { Column } from '../../ui/dataTable';
import { networkWords } from '../words';
import { countColumn, decimalColumn } from './columns';

/** The rows: every point of every network's history, in the order of training. */
export interface TrainingRow extends HistoryPoint {
  /** Place of its network in the order of training. */
  readonly network: number;
  readonly name: string;
}

export function trainingRows({ networks }: TrainingView): TrainingRow[] {
  return networks.flatMap(({ name, points }, network) =>
    points.map((point) => ({ ...point, network, name: networkWords(name) })),
  );
}

export function trainingColumns(rows: readonly TrainingRow[]): Column[] {
  const at = (row: number) => rows[row] as TrainingRow;
  return [
    {
      key: 'network',
      title: l10n.t('network'),
      hint: l10n.t('Phase 1, or the copy that was trained without one class.'),
      align: 'start',
      width: 10,
      value: (row) => at(row).network,
      format: (row) => at(row).name,
      filter: 'words',
    },
    countColumn(
      'step',
      l10n.t('examples'),
      (row) => at(row).step,
      l10n.t('Examples trained on by the end of the window.'),
    ),
    decimalColumn(
      'loss',
      l10n.t('loss'),
      (row) => at(row).loss,
      l10n.t('Mean over the window, every example judged before its update.'),
      4,
    ),
    decimalColumn(
      'accuracy',
      l10n.t('accuracy'),
      (row) => at(row).accuracy,
      l10n.t('Share of the window judged rightly, by the larger pre-activation of the two outputs.'),
    ),
  ];
}
