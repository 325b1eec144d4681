import * as l10n from '@vscode/l10n';
import { type MeasureName, UPDATE_SIZE } from '../../../src/model/measures';
import { measureTitle } from '../../../src/text/measures';
import { type Select, select } from '../../ui/controls';
import type { Context } from '../context';

/** What stands in x's place: one choice for all plots of y against x. */
export class MeasureChoice {
  private readonly choice: Select<MeasureName>;

  constructor({ store }: Context) {
    this.choice = select<MeasureName>(l10n.t('What stands in x’s place'), (measure) => store.setView({ measure }));
    this.set([], UPDATE_SIZE);
    const show = () => {
      const { run, view } = store;
      if (run === null || view === null) return;
      this.set(run.measures, view.measure);
    };
    store.onState(show);
    store.onView(show);
  }

  get element(): HTMLElement {
    return this.choice.element;
  }

  private set(others: readonly MeasureName[], chosen: MeasureName): void {
    const names = [UPDATE_SIZE, ...others.filter((name) => name !== UPDATE_SIZE)];
    this.choice.set(
      names.map((value) => ({ value, label: l10n.t('x: {0}', measureTitle(value)) })),
      chosen,
    );
  }
}
