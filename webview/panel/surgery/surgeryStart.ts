import * as l10n from '@vscode/l10n';
import type { LayerView } from '../../../src/model/runView';
import { count } from '../../../src/text/format';
import { button } from '../../ui/controls';
import { h, setText } from '../../ui/dom';
import type { Context } from '../context';
import { showTab } from '../tabs';
import { membersOf } from '../weights/clusterMembers';

/** Many weights of one neuron on one and the same point. */
interface Cluster {
  readonly neuron: number;
  /** Weights by their places in the layer. */
  readonly weights: readonly number[];
}

/** What to do while nothing is selected: in words, and as buttons that do it. */
export class SurgeryStart {
  readonly element: HTMLElement;
  private readonly cluster = button({ label: '', main: true, onPress: () => this.select() });
  private layer: LayerView | null = null;
  private largest: Cluster | null = null;

  constructor(private readonly context: Context) {
    const { store } = context;
    const neurons = button({
      label: l10n.t('Choose a Neuron'),
      description: l10n.t('In the table of neurons: a click or Space selects all that one reads by'),
      onPress: () => {
        showTab(store, 'neurons');
        document.querySelector<HTMLElement>('.neurons .table-grid')?.focus({ preventScroll: true });
      },
    });
    this.element = h(
      'div',
      { class: 'surgery-start' },
      h(
        'p',
        {},
        l10n.t(
          'Select weights – a cluster, a lasso, a neuron, pixels of the map, lines of a dump – and see what breaks without them: accuracy, margin and AUC of every class, beside what sets of their size break.',
        ),
      ),
      h('div', { class: 'actions' }, this.cluster, neurons),
    );
  }

  /** Names the largest cluster of the layer that is shown; where no two weights lie on one point there is none. */
  update(): void {
    const { run, view } = this.context.store;
    const layer = run?.layers[(view?.layer ?? 1) - 1] ?? null;
    if (layer === this.layer) return;
    this.layer = layer;
    this.largest = layer === null ? null : largestCluster(layer);
    this.cluster.hidden = this.largest === null;
    if (this.largest === null) return;
    const { neuron, weights } = this.largest;
    setText(
      this.cluster,
      l10n.t('Select the Largest Cluster: {0} Weights of Neuron {1}', count(weights.length), neuron),
    );
  }

  private select(): void {
    const { selection, choices, view } = this.context.store;
    if (this.largest === null || view === null) return;
    const { neuron, weights } = this.largest;
    const { layer } = view;
    selection.apply(choices.weights(layer, weights), 'replace', l10n.t('the largest cluster'), { layer, neuron });
  }
}

/** The cluster with the most weights, of equally large ones the first; null where every point has one weight. */
export function largestCluster({ clusterOf, multiplicity, inputs }: LayerView): Cluster | null {
  let largest = -1;
  for (const [cluster, size] of multiplicity.entries())
    if (size > 1 && size > (multiplicity[largest] ?? 0)) largest = cluster;
  if (largest < 0) return null;
  const neuron = Math.floor(clusterOf.indexOf(largest) / inputs);
  return { neuron, weights: membersOf(clusterOf, largest, neuron * inputs, (neuron + 1) * inputs) };
}
