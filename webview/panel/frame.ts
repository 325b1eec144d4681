import * as l10n from '@vscode/l10n';
import type { PanelState } from '../../src/model/panelProtocol';
import type { RunTitle, RunView, TrainingView as Training } from '../../src/model/runView';
import type { Exportable } from '../charts/export/exportable';
import type { Theme } from '../theme';
import { h, setText } from '../ui/dom';
import { BiasesView } from './biases/biases';
import { CausalTestView } from './causal/causal';
import type { Context, View } from './context';
import { ExportMenu } from './export/exportMenu';
import { FindingsView } from './findings/findings';
import { HeadView } from './head';
import { LayersView } from './layers/layers';
import { MeasuresView } from './measures/measures';
import { neuronsView } from './neurons/neurons';
import { PixelsView } from './pixels/pixels';
import { PlotsView } from './plots';
import { keepScroll } from './scrolling';
import { SelectionBar } from './selection/selectionBar';
import { StripView } from './strip';
import { SurgeryView } from './surgery/surgery';
import { type TabName, TabsView } from './tabs';
import { TrainingTab } from './training/training';
import { TrainingChart } from './training/trainingChart';
import { WeightsView } from './weights/weights';

type Framed = Exclude<PanelState, { kind: 'empty' } | { kind: 'missing' }>;

/** What stands where the plots will be. */
const PENDING = {
  running: l10n.t('Drawn when all networks are trained and compared.'),
  cancelled: l10n.t('Not drawn: the experiment was cancelled.'),
  interrupted: l10n.t('Not drawn: the experiment was interrupted.'),
  failed: l10n.t('Not drawn: the experiment failed.'),
} as const;

/** The panel of one experiment: one frame from its first moment to its result, so that nothing ever moves. */
export class FrameView implements View {
  readonly element = h('div', { class: 'frame run' });
  private readonly head: HeadView;
  private readonly strip: StripView;
  private readonly weights: WeightsView;
  private readonly pixels: PixelsView;
  private readonly biases: BiasesView;
  private readonly training: TrainingTab;
  private readonly findings = new FindingsView();
  private readonly measures: MeasuresView;
  private readonly causal: CausalTestView;
  private readonly plots: PlotsView;
  private readonly tabs: TabsView;
  /** Loss while it runs, in the place of the weights plot. */
  private readonly live: TrainingChart;
  private readonly pendingWords: readonly HTMLElement[];

  constructor(private readonly context: Context) {
    const { host, theme, store } = context;
    this.head = new HeadView(host, new ExportMenu(context, () => this.exportables()).element);
    this.strip = new StripView(host);
    this.weights = new WeightsView(context);
    this.pixels = new PixelsView(context);
    this.biases = new BiasesView(context);
    this.training = new TrainingTab(context);
    this.measures = new MeasuresView(context);
    this.causal = new CausalTestView(context);
    this.tabs = new TabsView(store, [
      { name: 'neurons', title: l10n.t('Neurons'), content: neuronsView(context) },
      { name: 'layers', title: l10n.t('Layers'), content: new LayersView(context).element },
      { name: 'training', title: l10n.t('Training'), content: this.training.element },
      { name: 'findings', title: l10n.t('Findings'), content: this.findings.element },
      { name: 'measures', title: l10n.t('Measures'), content: this.measures.element },
      { name: 'surgery', title: l10n.t('Surgery'), content: new SurgeryView(context).element },
      { name: 'causal', title: l10n.t('Causal test'), content: this.causal.element },
    ]);
    this.live = new TrainingChart('loss', theme);
    const live = h(
      'div',
      { class: 'live' },
      h('p', { class: 'live-title' }, l10n.t('Mean over a window of examples, each judged before its own update')),
      this.live.element,
    );
    this.weights.element.querySelector('.section-plot')?.append(live);
    this.plots = new PlotsView(store, {
      weights: this.weights.element,
      pixels: this.pixels.element,
      neuron: this.pixels.neuron,
      biases: this.biases.element,
    });
    this.pendingWords = [this.pixels.element, this.pixels.neuron, this.biases.element].map((element) => {
      const words = h('p', { class: 'pending-words' });
      element.querySelector('.section-plot')?.append(words);
      return words;
    });
    this.element.append(
      this.head.element,
      this.strip.element,
      this.plots.element,
      new SelectionBar(context).element,
      this.tabs.element,
    );
    store.onProgress(() => this.progress());
    keepScroll(store, this.tabs.panels);
    store.onControls(() => this.hold(store.run));
  }

  update(state: Framed): void {
    const { title, training } = state.kind === 'complete' ? state.run : state;
    const { run } = this.context.store;
    const waiting = run === null;
    this.element.classList.toggle('waiting', waiting);
    // There is nothing in them yet to be pointed at.
    for (const element of [this.pixels.element, this.pixels.neuron, this.biases.element]) element.inert = waiting;
    if (state.kind !== 'complete') for (const words of this.pendingWords) setText(words, PENDING[state.kind]);
    this.head.update(title, state.kind);
    this.strip.update(state);
    // Until there are weights to be shown, the loss stands in their place.
    setText(this.weights.heading, waiting ? l10n.t('Loss') : l10n.t('Weights'));
    this.weights.update(title);
    this.plots.update(title);
    this.pixels.update();
    this.biases.update(title);
    this.findings.update(run);
    this.measures.update(state.kind === 'complete' ? state.run : null);
    // Until there is a result, the training is all there is; what needs the run's files waits for them.
    const filled = waiting ? (['training'] as const) : (['neurons', 'layers', 'training', 'findings'] as const);
    this.tabs.hold(state.kind === 'complete' ? null : filled, run === null ? [] : absentIn(run));
    this.train(title, training, state.kind === 'running');
  }

  setTheme(theme: Theme): void {
    for (const view of this.views()) view.setTheme(theme);
  }

  dispose(): void {
    for (const view of this.views()) view.dispose();
  }

  /** The plots that can leave the panel, in their order. */
  exportables(): readonly Exportable[] {
    return this.views().flatMap((view) => view.exportables?.() ?? []);
  }

  /** Controls take their places as they come. */
  private hold(run: RunView | null): void {
    this.strip.hold(run);
    this.findings.update(run);
  }

  private progress(): void {
    const { state } = this.context.store;
    if (state?.kind !== 'running') return;
    this.strip.progress(state.progress);
    this.train(state.title, state.training, true);
  }

  private train(title: RunTitle, training: Training, going: boolean): void {
    this.training.update(title, training, going);
    // Axes without a curve would say nothing.
    this.live.element.classList.toggle('held', !training.networks.some(({ points }) => points.length > 0));
    this.live.update(title, training);
  }

  private views(): readonly Omit<View, 'element'>[] {
    return [this.weights, this.pixels, this.biases, this.training, this.causal, this.live];
  }
}

/** Tabs that there is nothing for in a run: of one layer, or of another system. */
function absentIn({ title, training, measures, layers }: RunView): TabName[] {
  const alone = layers.length === 1 ? (['layers'] as const) : [];
  if (title.source === undefined) return [...alone];
  return [
    ...alone,
    ...(training.networks.length === 0 ? (['training'] as const) : []),
    ...(measures.length === 0 ? (['measures'] as const) : []),
    // They take the run's config and its images.
    'causal',
    'surgery',
  ];
}
