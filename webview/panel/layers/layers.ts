import * as l10n from '@vscode/l10n';
import type { LayerView } from '../../../src/model/runView';
import { DataTable } from '../../ui/dataTable';
import { h } from '../../ui/dom';
import type { Context } from '../context';
import { layerColumns } from '../tables/layerColumns';
import { layerWords } from '../words';

/** The layers of the run: the way through a deep network. A row shows its layer; that of the shown one is marked. */
export class LayersView {
  readonly element: HTMLElement;
  private readonly table: DataTable;
  private layers: readonly LayerView[] = [];
  /** The layer that is marked, from 1. */
  private shown = 0;

  constructor(private readonly context: Context) {
    const { store, announcer } = context;
    this.table = new DataTable({
      pick: (row) => this.pick(row),
      mark: (row) => (row + 1 === this.shown ? 'all' : 'none'),
      say: (words) => announcer.say(words),
    });
    this.element = h('div', { class: 'layers' }, this.table.element);
    store.onState(() => this.update());
    store.onView(() => this.update());
    this.update();
  }

  private update(): void {
    const { run, view } = this.context.store;
    if (run === null || view === null) return;
    if (run.layers !== this.layers) {
      this.layers = run.layers;
      this.shown = 0;
      this.table.show({
        label: l10n.t('Layers'),
        noun: [l10n.t('layer'), l10n.t('layers')],
        columns: layerColumns(run.layers),
        rows: run.layers.length,
      });
    }
    if (view.layer === this.shown) return;
    this.shown = view.layer;
    this.table.refresh();
    // Wherever it was chosen.
    this.table.reveal(view.layer - 1);
  }

  private pick(row: number): void {
    const { store, announcer } = this.context;
    const { run } = store;
    if (run === null) return;
    const layer = row + 1;
    if (layer !== this.shown) store.showLayer(layer);
    announcer.say(l10n.t('Shown: {0}.', layerWords(run, layer)));
  }
}
