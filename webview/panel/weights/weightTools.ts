import * as l10n from '@vscode/l10n';
import { AXES, DRAWINGS, type PanelViewState } from '../../../src/model/panelProtocol';
import type { RunView } from '../../../src/model/runView';
import { percent } from '../../../src/text/format';
import { iconToggle, select, slider } from '../../ui/controls';
import { h } from '../../ui/dom';
import { dropDown } from '../../ui/dropDown';
import { LARGEST_POINT } from '../persisted';
import type { Store } from '../store';
import { layerWords } from '../words';
import { NUMBERED_BELOW } from './clusters';

const DRAWING_WORDS = {
  auto: l10n.t('automatic'),
  points: l10n.t('points'),
  density: l10n.t('density'),
  collapsed: l10n.t('collapsed'),
} as const satisfies Record<PanelViewState['drawing'], string>;

const AXES_WORDS = { shares: l10n.t('shares'), 'log-ratios': l10n.t('log-ratios') } as const;

/** What is chosen about the plot of the weights: which layer, and how it is drawn. */
export class WeightTools {
  private readonly layers;
  private readonly drawing;
  private readonly axes;
  private readonly size;
  private readonly opacity;
  private readonly clusters;

  /**
   * @param tools others that stand among them
   * @param legend what stands at the end of the settings
   */
  constructor(
    store: Store,
    private readonly tools: readonly HTMLElement[],
    private readonly legend: readonly HTMLElement[],
  ) {
    this.clusters = iconToggle(
      {
        icon: 'clusters',
        label: l10n.t('Clusters'),
        description: l10n.t(
          'Rings around weights of one neuron that fall together, as large as they are many; with the neuron’s number while fewer than {0} are in view',
          NUMBERED_BELOW,
        ),
      },
      (clusters) => store.setView({ clusters }),
    );
    this.layers = select<number>(l10n.t('Layer'), (layer) => store.showLayer(layer));
    this.drawing = select<PanelViewState['drawing']>(l10n.t('How the weights are drawn'), (drawing) =>
      store.setView({ drawing }),
    );
    this.axes = select<PanelViewState['axes']>(l10n.t('Axes'), (axes) => store.setView({ axes }));
    this.size = slider({
      label: l10n.t('Point size'),
      min: 1,
      step: 0.5,
      format: (value) => `${value} px`,
      onSlide: (pointSize) => store.setView({ pointSize }),
    });
    this.opacity = slider({
      label: l10n.t('Opacity'),
      min: 0.05,
      step: 0.05,
      format: (value) => percent(value, 0),
      onSlide: (opacity) => store.setView({ opacity }),
    });
    // As wide as they will be, so that nothing moves when there is something to choose.
    this.layers.set([{ value: 1, label: l10n.t('layer 1') }], 1);
    this.offer('auto', 'shares', AXES);
  }

  /** All of them, for the head of the plot: what is chosen often in sight, how points look behind a button. */
  get elements(): HTMLElement[] {
    const line = (words: string, choice: HTMLElement) =>
      h('span', { class: 'slider' }, h('span', { class: 'slider-name' }, words), choice);
    const settings = dropDown({
      className: 'plot-settings',
      button: {
        icon: 'settings',
        label: l10n.t('How it is drawn'),
        description: l10n.t('Axes, points and lines of the plot'),
      },
      content: [
        line(l10n.t('Axes'), this.axes.element),
        line(l10n.t('Draw'), this.drawing.element),
        this.size.element,
        this.opacity.element,
        ...this.legend,
      ],
    });
    return [this.layers.element, ...this.tools, this.clusters.element, settings.element];
  }

  /** @param axes those of the plot, of which log-ratios may not be among the offered */
  show(
    run: RunView,
    view: PanelViewState,
    axes: PanelViewState['axes'],
    offered: readonly PanelViewState['axes'][],
  ): void {
    this.layers.set(
      run.layers.map((_, index) => ({ value: index + 1, label: layerWords(run, index + 1) })),
      view.layer,
    );
    this.offer(view.drawing, axes, offered);
    this.size.set(view.pointSize, LARGEST_POINT);
    this.opacity.set(view.opacity, 1);
    this.clusters.set(view.clusters);
  }

  private offer(
    drawing: PanelViewState['drawing'],
    axes: PanelViewState['axes'],
    offered: readonly PanelViewState['axes'][],
  ): void {
    this.drawing.set(
      DRAWINGS.map((value) => ({ value, label: DRAWING_WORDS[value] })),
      drawing,
    );
    this.axes.set(
      offered.map((value) => ({ value, label: AXES_WORDS[value] })),
      axes,
    );
  }
}
