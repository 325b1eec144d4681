import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import { PHASE_1 } from '../../model/networkNames';
import type { Runs } from '../runs';
import { type NetworkOfRun, networksIn } from './neuronDump';
import { uriOf } from './open';
import { ParameterNumbers } from './parameterNumbers';

/** A neuron of a run. */
export interface NeuronOfRun {
  readonly runId: string;
  readonly layer: number;
  readonly neuron: number;
}

/** Two networks of a run by the names they have in addresses. */
type Pair = readonly [string, string];

/**
 * Shows a neuron's weights in two networks side by side, rounded, so that only real differences are marked.
 * @param networks the first two forks of group A when they are left out
 * @param place the active group when it is left out
 */
export async function compareForks(
  runs: Runs,
  { runId, layer, neuron }: NeuronOfRun,
  {
    networks,
    place = {},
  }: {
    readonly networks?: Pair;
    readonly place?: { readonly viewColumn?: vscode.ViewColumn; readonly preserveFocus?: boolean };
  } = {},
): Promise<void> {
  const pair = networks ?? (await forksOfA(runs, runId)).forks;
  if (pair === undefined) throw new Error(vscode.l10n.t('Run {0} does not hold two forks of group A.', runId));
  const [left, right] = pair;
  const uri = (network: string) => uriOf({ kind: 'network', runId, network, layer, neuron });
  const title = vscode.l10n.t(
    'Neuron {0} of layer {1}: {2} ↔ {3}',
    neuron,
    layer,
    networkLabel(left),
    networkLabel(right),
  );
  await vscode.commands.executeCommand('vscode.diff', uri(left), uri(right), title, place);
}

/** Lets the person choose a neuron; undefined when they choose none. */
export async function chooseNeuron(runs: Runs, runId: string): Promise<NeuronOfRun | undefined> {
  const items = layersOf((await runs.loadAny(runId)).file).flatMap(({ outputs }, index) =>
    Array.from({ length: outputs }, (_, neuron) => ({
      label: vscode.l10n.t('Neuron {0} of layer {1}', neuron, index + 1),
      place: { runId, layer: index + 1, neuron },
    })),
  );
  const options = { title: vscode.l10n.t('Compare Forks'), placeHolder: vscode.l10n.t('Which neuron?') };
  return (await vscode.window.showQuickPick(items, options))?.place;
}

/** Lets the person choose two networks of a run, A's forks first; undefined when they choose none. */
export async function choosePair(runs: Runs, runId: string): Promise<Pair | undefined> {
  const { forks, networks } = await forksOfA(runs, runId);
  const [first, second] = forks ?? networks.map(({ name }) => name);
  if (first === undefined || second === undefined)
    throw new Error(vscode.l10n.t('Run {0} does not hold two networks to be compared.', runId));
  const left = await chooseNetwork(networks, vscode.l10n.t('Which network on the left?'), first);
  if (left === undefined) return undefined;
  const right = await chooseNetwork(networks, vscode.l10n.t('Which network on the right?'), second, left);
  return right === undefined ? undefined : [left, right];
}

async function chooseNetwork(
  networks: readonly NetworkOfRun[],
  placeHolder: string,
  likely: string,
  without?: string,
): Promise<string | undefined> {
  const items = networks
    .filter(({ name }) => name !== without)
    .toSorted((one, other) => Number(other.name === likely) - Number(one.name === likely))
    .map(({ name, title }) => ({ label: networkLabel(name), description: title, name }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Compare Forks'), placeHolder }))?.name;
}

/**
 * The networks of a run, and the first two forks of group A: undefined where another system did not record them. In a
 * run of this engine each class of a group has its fork.
 */
async function forksOfA(
  runs: Runs,
  runId: string,
): Promise<{ readonly networks: readonly NetworkOfRun[]; readonly forks: Pair | undefined }> {
  const { file } = await runs.loadAny(runId);
  const networks = networksIn(await ParameterNumbers.read(runs, runId, new Uint32Array(0)));
  const [first, second] = file.forks
    .filter(({ group }) => group === 'a')
    .map(({ name }) => `fork-${name}`)
    .filter((fork) => networks.some(({ name }) => name === fork));
  return { networks, forks: first === undefined || second === undefined ? undefined : [first, second] };
}

/** "without-7", "phase 1": a network by what tells it from the others. */
export function networkLabel(network: string): string {
  return network === PHASE_1 ? vscode.l10n.t('phase 1') : network.replace(/^fork-/, '');
}
