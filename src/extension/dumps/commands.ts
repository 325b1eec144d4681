import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import { ParameterOrder } from '../../model/parameterOrder';
import { ParameterSet } from '../../model/parameterSet';
import { Command } from '../ids';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';
import type { SelectionFiles } from '../selections/selectionStore';
import type { Selections } from '../selections/selections';
import { chooseNeuron, choosePair, compareForks } from './compareForks';
import { primaryOf } from './cursorLink';
import { addressOf } from './editors';
import type { DumpFileSystem } from './fileSystem';
import { columnFor, openDump } from './open';

/** What the commands on dumps are carried out with. */
export interface DumpServices {
  readonly runs: Runs;
  readonly dumps: DumpFileSystem;
  readonly selections: Selections;
  readonly store: SelectionFiles;
}

export function dumpCommands(panels: Panels, services: DumpServices) {
  return {
    [Command.compareForks]: (uri: unknown) => compareForksCommand(uri, services.runs, panels),
    [Command.openSelection]: () => openSelectionCommand(panels, services),
    [Command.showInPlot]: (uri: unknown) => showInPlot(uri, panels, services),
  };
}

/** Forks of the neuron of a code lens, as they are usually compared; else the person is asked what is not plain. */
export async function compareForksCommand(lensUri: unknown, runs: Runs, panels: Panels): Promise<void> {
  const address = dumpAt(lensUri)?.address;
  const isOfNeuron = address?.kind === 'neuron' || address?.kind === 'network';
  if (lensUri instanceof vscode.Uri && isOfNeuron) {
    await compareForks(runs, address);
    return;
  }
  const runId = frontRun(panels);
  const place = isOfNeuron ? address : runId === undefined ? undefined : await chooseNeuron(runs, runId);
  const networks = place === undefined ? undefined : await choosePair(runs, place.runId);
  if (place !== undefined && networks !== undefined)
    await compareForks(runs, place, { networks, place: { viewColumn: columnFor(undefined) } });
  else if (runId === undefined) await tellOfNoRun();
}

/** Selects in the panel what stands in the dump of a code lens, or in the one in front. */
export async function showInPlot(
  lensUri: unknown,
  panels: Panels,
  { dumps, runs, selections }: DumpServices,
): Promise<void> {
  const dump = dumpAt(lensUri);
  if (dump === undefined) {
    await vscode.window.showInformationMessage(vscode.l10n.t('There is no weight dump in front.'));
    return;
  }
  const { runId } = dump.address;
  const { lines } = await dumps.dump(dump.uri);
  const { count } = new ParameterOrder(layersOf((await runs.loadAny(runId)).file));
  await panels.openRun(runId);
  const primary = primaryOf(dump.address);
  selections.select({ runId, parameters: ParameterSet.of(count, lines.parameters), primary }, 'link');
}

/** Opens the weights of what is selected in the run in front. */
export async function openSelectionCommand(panels: Panels, services: DumpServices): Promise<void> {
  const runId = frontRun(panels);
  if (runId === undefined) await tellOfNoRun();
  else await openSelection(runId, services, undefined);
}

/**
 * Opens the weights of what is selected of a run, beside its panel.
 * @throws Error when the selection cannot be kept with the run where it may be
 */
export async function openSelection(
  runId: string,
  { dumps, selections, store }: DumpServices,
  panelColumn: vscode.ViewColumn | undefined,
): Promise<void> {
  const parameters = selections.of(runId)?.parameters;
  if (parameters === undefined || parameters.isEmpty) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Nothing is selected. Select points in the panel, or lines of a weight dump.'),
    );
    return;
  }
  const hash = await store.keepToShow(runId, parameters);
  const name = await store.nameOf(runId, hash);
  await openDump(dumps, { kind: 'selection', runId, hash, ...(name === undefined ? {} : { name }) }, null, panelColumn);
}

/** Ids of the runs that panels and dumps show. */
export function openRuns(panels: Panels): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const inTabs = tabs.flatMap(({ input }) =>
    input instanceof vscode.TabInputText ? (addressOf(input.uri) ?? []) : [],
  );
  return [...new Set([...panels.runIds, ...inTabs.map(({ runId }) => runId)])];
}

/** The run of the dump in front, else of the panel that was used last. */
export function frontRun(panels: Panels): string | undefined {
  return dumpAt(undefined)?.address.runId ?? panels.runIds[0];
}

/** The dump that a code lens belongs to, else the one with the cursor. */
function dumpAt(lensUri: unknown) {
  const uri = lensUri instanceof vscode.Uri ? lensUri : vscode.window.activeTextEditor?.document.uri;
  const address = uri === undefined ? undefined : addressOf(uri);
  return uri === undefined || address === undefined ? undefined : { uri, address };
}

async function tellOfNoRun(): Promise<void> {
  await vscode.window.showInformationMessage(
    vscode.l10n.t('No run is open. “Attribution: Open Run…” shows one that was made before.'),
  );
}
