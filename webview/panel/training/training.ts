import * as l10n from '@vscode/l10n';
import type { RunTitle, TrainingView as Training } from '../../../src/model/runView';
import { trainingCaption } from '../../../src/text/captions';
import { count } from '../../../src/text/format';
import type { Exportable } from '../../charts/export/exportable';
import { section } from '../../charts/section';
import type { Theme } from '../../theme';
import { h, setText } from '../../ui/dom';
import { hint } from '../../ui/hint';
import type { Context, View } from '../context';
import { trainingTable } from '../tables/plotTable';
import { networkWords } from '../words';
import { TrainingChart } from './trainingChart';

/** Loss and accuracy of every network over its training. */
export class TrainingTab implements View {
  readonly element: HTMLElement;
  private readonly section = section('training', l10n.t('Training'), 'below');
  private readonly charts: readonly TrainingChart[];
  private readonly caption = h('p', { class: 'caption' });
  private readonly heldOut = h('p', { class: 'caption held-out' });

  private readonly table;

  constructor(context: Context) {
    const { theme } = context;
    const [loss, accuracy] = [new TrainingChart('loss', theme), new TrainingChart('accuracy', theme)];
    this.charts = [loss, accuracy];
    const ofAccuracy = h('span', {}, accuracy.words);
    hint(
      ofAccuracy,
      l10n.t(
        'Share judged rightly: by the larger pre-activation of the two outputs, equals going to A. Where an activation makes equals of different pre-activations, as ReLU does, the outputs that the loss sees may say something else.',
      ),
    );
    this.section.plot.append(
      h('figure', {}, h('figcaption', {}, loss.words), loss.element),
      h('figure', {}, h('figcaption', {}, ofAccuracy), accuracy.element),
    );
    this.table = trainingTable(context);
    this.section.plot.append(this.table.table);
    this.section.tools.append(this.table.toggle);
    this.section.notes.append(this.heldOut, this.caption);
    this.element = this.section.element;
  }

  /** @param going whether there is more to come */
  update(title: RunTitle, training: Training, going: boolean): void {
    for (const chart of this.charts) chart.update(title, training);
    this.table.update(training);
    setText(this.caption, trainingCaption(Math.max(0, training.networks.length - 1)));
    setText(this.heldOut, heldOutWords(training, going));
  }

  setTheme(theme: Theme): void {
    for (const chart of this.charts) chart.setTheme(theme);
  }

  exportables(): readonly Exportable[] {
    return this.charts.map((chart) => chart.exportable());
  }

  dispose(): void {
    for (const chart of this.charts) chart.dispose();
    this.table.dispose();
  }
}

/** "Held-out accuracy: phase 1 81.0 %, without 7 78.8 % …" */
function heldOutWords({ networks }: Training, going: boolean): string {
  const parts = networks.flatMap(({ name, heldOutAccuracy, examples }) =>
    heldOutAccuracy === null
      ? []
      : [l10n.t('{0} {1} % after {2}', networkWords(name), (heldOutAccuracy * 100).toFixed(1), count(examples))],
  );
  if (parts.length === 0) return going ? l10n.t('Accuracy on held-out images follows.') : '';
  return l10n.t('Accuracy on held-out images: {0}.', parts.join(', '));
}
