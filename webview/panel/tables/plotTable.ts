import * as l10n from '@vscode/l10n';
import type { TrainingView } from '../../../src/model/runView';
import { iconToggle } from '../../ui/controls';
import { DataTable } from '../../ui/dataTable';
import { h } from '../../ui/dom';
import type { Context } from '../context';
import { ParameterTable } from './parameterTable';
import { BIAS_ROWS, PIXELS, WEIGHTS } from './subjects';
import { trainingColumns, trainingRows } from './trainingColumns';

/** The numbers behind a plot: a button among the section's tools, and a table that covers what else is in its plot. */
export interface PlotTable {
  readonly toggle: HTMLElement;
  readonly table: HTMLElement;
}

const DESCRIPTIONS = {
  weights: l10n.t('The numbers behind the plot of weights'),
  biases: l10n.t('The numbers behind the plot of biases'),
  pixels: l10n.t('The numbers behind the plot of pixels'),
  training: l10n.t('The numbers behind the plot of training'),
} as const;

const SUBJECTS = { weights: WEIGHTS, biases: BIAS_ROWS, pixels: PIXELS } as const;

/** The table of a plot of the shown run; follows run, layer and selection by itself. */
export function plotTable(context: Context, name: keyof typeof SUBJECTS): PlotTable {
  const table = new ParameterTable(context, SUBJECTS[name]);
  table.setShown(false);
  return covering(DESCRIPTIONS[name], table.element, (shown) => table.setShown(shown));
}

export interface TrainingTable extends PlotTable {
  update(training: TrainingView): void;
  dispose(): void;
}

/** The table behind the curves of training; grows while they do. */
export function trainingTable({ announcer }: Context): TrainingTable {
  const table = new DataTable({ say: (words) => announcer.say(words) });
  let training: TrainingView = { networks: [], tallyFrom: 0 };
  let isShown = false;
  const show = () => {
    if (!isShown) return;
    const rows = trainingRows(training);
    table.show({
      label: l10n.t('Training'),
      noun: [l10n.t('value'), l10n.t('values')],
      columns: trainingColumns(rows),
      rows: rows.length,
    });
  };
  return {
    ...covering(DESCRIPTIONS.training, table.element, (shown) => {
      isShown = shown;
      show();
    }),
    update: (next) => {
      training = next;
      show();
    },
    dispose: () => table.dispose(),
  };
}

/** The place is the plot's own: the plot stays where it is, unseen, so that nothing moves. */
function covering(description: string, table: HTMLElement, onShow: (shown: boolean) => void): PlotTable {
  const cover = h('div', { class: 'plot-table' }, table);
  cover.hidden = true;
  const { element } = iconToggle({ icon: 'table', label: l10n.t('Table'), description }, (pressed) => {
    cover.hidden = !pressed;
    cover.parentElement?.classList.toggle('table-shown', pressed);
    onShow(pressed);
  });
  element.classList.add('toggle');
  // Who listens to the panel is better served by the table from the start.
  if (document.body.classList.contains('vscode-using-screen-reader')) queueMicrotask(() => element.click());
  return { toggle: element, table: cover };
}
