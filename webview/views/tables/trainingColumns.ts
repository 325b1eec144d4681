import type { HistoryPoint, TrainingView } from '../../../src/shared/panelProtocol';
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
      title: 'network',
      hint: 'Phase 1, or the copy that was trained without one class.',
      align: 'start',
      width: 10,
      value: (row) => at(row).network,
      format: (row) => at(row).name,
      filter: 'words',
    },
    countColumn('step', 'examples', (row) => at(row).step, 'Examples trained on by the end of the window.'),
    decimalColumn(
      'loss',
      'loss',
      (row) => at(row).loss,
      'Mean over the window, every example judged before its update.',
      4,
    ),
    decimalColumn('accuracy', 'accuracy', (row) => at(row).accuracy, 'Share of the window judged rightly.'),
  ];
}
