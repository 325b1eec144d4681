import * as vscode from 'vscode';
import type { ExperimentConfig } from '../engine/config';
import type { FromPanel } from '../model/panelProtocol';
import { ParameterOrder } from '../model/parameterOrder';
import { ParameterSet } from '../model/parameterSet';
import type { RunView } from '../model/runView';
import type { CausalJobs } from './causal/causalJobs';
import { chooseFolder } from './chooseFolder';
import { openConfigOfRun } from './configs/newConfig';
import { type DumpServices, openSelection } from './dumps/commands';
import { compareForks } from './dumps/compareForks';
import { columnFor, openDump } from './dumps/open';
import type { Experiments } from './experiments/experiments';
import { onOtherData } from './experiments/otherData';
import { exportAll, saveSelection } from './export/saveParameters';
import { savePicture } from './export/savePicture';
import { saveReport } from './export/saveReport';
import type { SelectionLinks } from './links/selectionLinks';
import type { ShownPanel } from './panel/panels';
import { forgetSelection, keepSelection, tellNamed } from './selections/named';
import type { LiveSurgery } from './surgery/liveSurgery';
import { measureLayersOf } from './views/runView';

/** What the intents of a panel are carried out with. */
export interface IntentServices extends DumpServices {
  readonly experiments: Experiments;
  readonly links: SelectionLinks;
  readonly surgery: LiveSurgery;
  readonly causalTests: CausalJobs;
  readonly log: vscode.LogOutputChannel;
  /** What the command of the palette does. */
  readonly startExperiment: (panel: ShownPanel) => Promise<void>;
  /** Asks for the number of seeds, and runs them. */
  readonly replicate: (config: ExperimentConfig) => Promise<void>;
}

/**
 * Does what a person asked for in a panel.
 * @throws Error when it cannot be done
 */
export async function handleIntent(panel: ShownPanel, intent: FromPanel, services: IntentServices): Promise<void> {
  const { experiments, log } = services;
  switch (intent.type) {
    case 'ready':
      await tellNamed(panel, services.store);
      // What another system recorded holds neither config nor images: it cannot be tested.
      if (panel.state.kind === 'complete' && panel.state.run.title.configHash !== null)
        await services.causalTests.tellOf(panel.state.run.runId);
      return;
    case 'openWeight':
    case 'openBias':
    case 'openInput':
      await openParameter(panel, intent, services);
      return;
    case 'start':
      await services.startExperiment(panel);
      return;
    case 'cancel':
      experiments.cancel();
      return;
    case 'resume':
      await resume(panel, services);
      return;
    case 'showLog':
      log.show();
      return;
    case 'select':
      select(panel, intent.selection, services);
      return;
    case 'point':
      point(panel, intent, services);
      return;
    case 'operate':
      await services.surgery.operate(panel, intent);
      return;
    case 'measure':
      await sendMeasure(panel, intent, services);
      return;
    case 'runCausalTest':
      await services.causalTests.start(runIn(panel).runId, intent.seeds);
      return;
    case 'cancelCausalTest':
      services.causalTests.cancel(runIn(panel).runId);
      return;
    case 'compareForks':
      await compareForksIn(panel, intent, services);
      return;
    case 'openSelection':
      await openSelection(runIn(panel).runId, services, panel.view.panel.viewColumn);
      return;
    case 'keepSelection':
      await keepSelection(panel, intent.name, services);
      return;
    case 'forgetSelection':
      await forgetSelection(panel, intent.name, services.store);
      return;
    case 'saveSelection':
      await saveSelection(runIn(panel).runId, services.selections, services.runs);
      return;
    case 'exportAll':
      await exportAll(runIn(panel).runId, services.runs);
      return;
    case 'savePicture':
      await savePicture(runIn(panel).runId, intent);
      return;
    case 'exportReport':
      await saveReport(runIn(panel), intent.pictures, services.runs);
      return;
    case 'copyLink':
      await services.links.copy(runIn(panel).runId);
      return;
    case 'openConfig':
      await openConfig(panel, services);
      return;
    case 'runNextSeed': {
      const config = await configIn(panel, services);
      await experiments.start({ ...config, seed: config.seed + 1 }, undefined, panel);
      return;
    }
    case 'replicate':
      await services.replicate(await configIn(panel, services));
      return;
    case 'runOnMnist':
      await experiments.start(onOtherData(await configIn(panel, services), 'mnist'), undefined, panel);
      return;
    case 'runOnFolder': {
      const folder = await chooseDataFolder();
      if (folder === undefined) return;
      await experiments.start(onOtherData(await configIn(panel, services), folder), undefined, panel);
    }
  }
}

/** What the panel shows and has not come to its end. */
async function resume(panel: ShownPanel, { experiments }: IntentServices): Promise<void> {
  const { state } = panel;
  if (state.kind === 'cancelled' || state.kind === 'interrupted') await experiments.resume(state.runId, panel);
  if (state.kind === 'failed' && state.runId !== null) await experiments.resume(state.runId, panel);
}

/** @throws Error when the panel shows no finished run */
function runIn({ state }: ShownPanel): RunView {
  if (state.kind !== 'complete') throw new Error(vscode.l10n.t('The panel shows no finished run.'));
  return state.run;
}

/** @throws RangeError when it is a parameter of another network */
function point(
  { state }: ShownPanel,
  { runId, parameter }: Extract<FromPanel, { type: 'point' }>,
  { selections }: IntentServices,
): void {
  if (state.kind !== 'complete' || state.run.runId !== runId) return;
  if (parameter !== null) new ParameterOrder(state.run.layers).placeOf(parameter);
  selections.point(runId, parameter, 'panel');
}

/** @throws RangeError when it is a selection, or means a neuron, of another network */
function select(
  { state }: ShownPanel,
  { runId, bits, primary }: Extract<FromPanel, { type: 'select' }>['selection'],
  { selections }: IntentServices,
): void {
  if (state.kind !== 'complete' || state.run.runId !== runId) return;
  const order = new ParameterOrder(state.run.layers);
  const parameters = ParameterSet.fromBits(order.count, bits);
  // A layer without biases has neurons all the same, and each at least one weight.
  if (primary !== null) order.numberOf({ ...primary, input: 0 });
  selections.select({ runId, parameters, primary }, 'panel');
}

/** Sends what a page that shows the run asked for. */
async function sendMeasure(
  { view, state }: ShownPanel,
  { runId, name }: Extract<FromPanel, { type: 'measure' }>,
  { runs }: IntentServices,
): Promise<void> {
  if (state.kind !== 'complete' || state.run.runId !== runId) return;
  view.send({ type: 'measure', runId, name, layers: await measureLayersOf(await runs.loadAny(runId), name) });
}

/** The neuron in A's forks, beside the panel. */
async function compareForksIn(
  { view, state }: ShownPanel,
  { layer, neuron }: Extract<FromPanel, { type: 'compareForks' }>,
  { runs }: IntentServices,
): Promise<void> {
  if (state.kind !== 'complete') return;
  await compareForks(runs, { runId: state.run.runId, layer, neuron }, { viewColumn: columnFor(view.panel.viewColumn) });
}

async function openParameter(
  { view, state }: ShownPanel,
  intent: Extract<FromPanel, { type: 'openWeight' | 'openBias' | 'openInput' }>,
  { dumps }: IntentServices,
): Promise<void> {
  // A click that was on its way while a new experiment took the panel over.
  if (state.kind !== 'complete') return;
  const { runId, image, layers } = state.run;
  const order = new ParameterOrder(layers);
  const column = view.panel.viewColumn;
  if (intent.type === 'openInput') {
    const width = image?.columns ?? layers[0]?.inputs ?? 1;
    const [row, pixelColumn] = [Math.floor(intent.input / width), intent.input % width];
    const parameter = order.numberOf({ layer: 1, neuron: 0, input: intent.input });
    await openDump(dumps, { kind: 'pixel', runId, row, column: pixelColumn }, parameter, column);
    return;
  }
  const { layer, neuron } = intent;
  // A neuron without a bias is opened at its beginning.
  const isThere = intent.type === 'openWeight' || layers[layer - 1]?.bias === true;
  const parameter = isThere
    ? order.numberOf({ layer, neuron, input: intent.type === 'openWeight' ? intent.input : null })
    : null;
  await openDump(dumps, { kind: 'neuron', runId, layer, neuron }, parameter, column);
}

/** The config file that an experiment was started from, else the run's config as a new, unsaved file. */
async function openConfig(panel: ShownPanel, services: IntentServices): Promise<void> {
  const uri = panel.experiment?.configUri;
  if (uri !== undefined) {
    await vscode.window.showTextDocument(uri, { viewColumn: besideColumn(panel), preview: false });
    return;
  }
  const config = await configIn(panel, services);
  await openConfigOfRun(config, `seed-${config.seed}`, besideColumn(panel));
}

/** The other one of the first two columns, so that the panel stays in sight. */
function besideColumn({ view }: ShownPanel): vscode.ViewColumn {
  return view.panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
}

/** The config of what a panel shows. */
export async function configIn(
  { experiment, state }: ShownPanel,
  { runs }: Pick<IntentServices, 'runs'>,
): Promise<ExperimentConfig> {
  if (experiment !== undefined) return experiment.config;
  if (state.kind === 'cancelled' || state.kind === 'interrupted') {
    const unfinished = await runs.unfinishedRun(state.runId);
    if (unfinished !== undefined) return unfinished.file.config;
  }
  if (state.kind !== 'complete') throw new Error(vscode.l10n.t('The panel shows no run.'));
  return (await runs.load(state.run.runId)).file.config;
}

function chooseDataFolder(): Promise<string | undefined> {
  return chooseFolder({
    title: vscode.l10n.t('A folder of four IDX files, as MNIST comes'),
    openLabel: vscode.l10n.t('Run on This Folder'),
  });
}
