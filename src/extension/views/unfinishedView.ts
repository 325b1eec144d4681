import * as vscode from 'vscode';
import type { PendingFile, RunStatus } from '../../engine/runs/pendingFile';
import { checkpointPath } from '../../engine/runs/runFormat';
import { readPosition } from '../../engine/training/readCheckpoint';
import type { PanelState } from '../../model/panelProtocol';
import type { RunTitle, TrainingView } from '../../model/runView';
import { dataInWords, runTitle } from './runTitle';

/** A run in a folder that has not come to its end. */
export interface UnfinishedRun {
  readonly id: string;
  readonly folder: string;
  readonly file: PendingFile;
  readonly status: RunStatus;
}

export function unfinishedTitle({ config, plan }: PendingFile): RunTitle {
  return runTitle(config, plan?.dataName ?? dataInWords(config.data), plan?.sizes);
}

/** What is known of a run that has not come to its end, in the panel's terms. */
export async function unfinishedState({ id, folder, file, status }: UnfinishedRun): Promise<PanelState> {
  const known = { runId: id, title: unfinishedTitle(file), training: await trainingSoFar(folder, file) };
  if (status === 'cancelled') return { kind: 'cancelled', ...known };
  if (status === 'failed') return { kind: 'failed', ...known, message: file.reason ?? '', inLog: false, runId: null };
  const reason =
    status === 'running' ? vscode.l10n.t('Another window or a command is at work on this run now.') : file.reason;
  return { kind: 'interrupted', ...known, reason };
}

/** The curves as far as the checkpoints have them. */
async function trainingSoFar(folder: string, { plan }: PendingFile): Promise<TrainingView> {
  const networks = await Promise.all(
    (plan?.networks ?? []).map(async ({ name, examples }) => {
      const position = await readPosition(checkpointPath(folder, name));
      return { name, examples, points: position?.history ?? [], heldOutAccuracy: position?.heldOut?.accuracy ?? null };
    }),
  );
  return { tallyFrom: plan?.tallyFrom ?? 0, networks };
}
