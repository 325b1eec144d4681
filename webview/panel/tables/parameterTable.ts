import type { LayerView, RunView } from '../../../src/model/runView';
import type { CombineMode } from '../../ui/combineMode';
import { DataTable, type Mark } from '../../ui/dataTable';
import type { Context } from '../context';
import type { MeasureAxis } from '../store';
import type { Subject } from './subjects';

/** A table of parameters of the shown run: points at, selects and opens what its rows stand for. */
export class ParameterTable {
  private readonly table: DataTable;
  /** What is shown. */
  private run: RunView | null = null;
  private layer = 0;
  private axis: MeasureAxis | null = null;
  private counts: ReturnType<Subject['selected']> | null = null;
  private asked = true;

  constructor(
    private readonly context: Context,
    private readonly subject: Subject,
  ) {
    const { store, announcer } = context;
    this.table = new DataTable({
      point: (row) => this.point(row),
      open: (row) => this.open(row),
      choose: (rows, mode) => this.choose(rows, mode),
      mark: (row) => this.mark(row),
      clear: () => store.selection.clear(),
      say: (words) => announcer.say(words),
    });
    store.onState(() => this.update());
    store.onView(() => this.update());
    store.selection.onChange(() => this.selectionChanged());
    this.update();
  }

  get element(): HTMLElement {
    return this.table.element;
  }

  /** Hidden: it does nothing until it is shown. */
  setShown(shown: boolean): void {
    this.asked = shown;
    this.update();
    if (shown) this.selectionChanged();
  }

  /** Shows the run and the layer that the panel shows, where they are not what is shown already. */
  private update(): void {
    const { run, view, axis } = this.context.store;
    if (!this.asked || run === null || view === null) return;
    const layer = this.subject.layer(view.layer);
    // With another control it has the same parameters.
    if (run.layers === this.run?.layers && layer === this.layer && axis === this.axis) return;
    [this.run, this.layer, this.axis] = [run, layer, axis];
    this.counts = null;
    this.table.show(this.subject.content(run, layer, (row) => this.selected().of(row), axis));
  }

  private selectionChanged(): void {
    this.counts = null;
    if (!this.asked || this.run === null || this.run.layers !== this.context.store.run?.layers) return;
    this.table.refresh();
    const { primary } = this.context.store.selection.current;
    const row = primary?.layer === this.layer ? this.subject.rowOf(primary.neuron) : null;
    // The primary neuron is scrolled into view, wherever it was chosen.
    if (row !== null) this.table.reveal(row);
  }

  private selected(): ReturnType<Subject['selected']> {
    const { selection, choices } = this.context.store;
    this.counts ??= this.subject.selected(selection.shown, choices, this.layer);
    return this.counts;
  }

  private mark(row: number): Mark {
    const { of, all } = this.selected();
    const selected = of(row);
    if (selected === 0) return 'none';
    return selected === all ? 'all' : 'part';
  }

  private point(row: number): void {
    const view = this.view();
    const { store } = this.context;
    store.point(row < 0 || view === null ? null : this.subject.highlight(view, this.layer, row));
  }

  private choose(rows: readonly number[], mode: CombineMode): void {
    const { store } = this.context;
    const view = this.view();
    const row = rows.at(-1);
    if (view === null || row === undefined) return;
    const set = this.subject.choice(store.choices, this.layer, rows);
    // Of several rows none is primary; what is taken away is not either.
    const primary = rows.length > 1 || mode === 'subtract' ? null : this.subject.primary(view, this.layer, row);
    store.selection.apply(set, mode, this.subject.origin, primary);
  }

  private open(row: number): void {
    const view = this.view();
    if (view !== null) this.context.openings.open(this.subject.opening(view, this.layer, row));
  }

  private view(): LayerView | null {
    return this.run?.layers[this.layer - 1] ?? null;
  }
}
