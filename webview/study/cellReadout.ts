import * as l10n from '@vscode/l10n';
import type { StudyView } from '../../src/model/studyProtocol';
import { HEADLINE, LOSS, metricLabel, metricNumber, metricReader, SHUFFLED } from '../../src/text/studyMetrics';
import { Readout } from '../charts/squarePlot';
import type { StudyContext } from './context';
import { cellWords } from './grid';

/** The cell that is pointed at, in a line of fixed height; by keys it is read out as well. */
export class CellReadout {
  readonly element: HTMLElement;
  private study: StudyView | null = null;

  constructor(context: StudyContext, idle: string) {
    const { store, announcer } = context;
    const readout = new Readout(idle);
    this.element = readout.element;
    this.element.classList.add('cell-readout');
    store.onPoint((byKey) => {
      const words = store.pointed === null ? null : this.words(store.pointed, store.view.figure);
      readout.show(words);
      if (byKey && words !== null) announcer.say(words);
    });
  }

  update(study: StudyView): void {
    this.study = study;
  }

  private words(cell: number, metric: string): string | null {
    const { study } = this;
    const view = study?.there.find((one) => one.cell === cell);
    if (study === null) return null;
    const start = cellWords(study.axes, cell);
    if (view === undefined) return l10n.t('{0} · not run yet', start);
    if (view.status === 'diverged') return l10n.t('{0} · training diverged: no figures', start);
    const numbers = [...new Set([metric, HEADLINE, SHUFFLED, LOSS])].flatMap((name) => {
      const value = metricReader(study, name)(view);
      return Number.isFinite(value) ? [`${metricLabel(name)} ${metricNumber(value)}`] : [];
    });
    return [start, ...numbers].join(' · ');
  }
}
