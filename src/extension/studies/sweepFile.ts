import * as vscode from 'vscode';
import { parseConfigText } from '../../engine/configText';
import { locatedData } from '../../engine/data/sources';
import { SWEEP_STARTS, type SweepStart, sweepTemplate } from '../../engine/sweep/sweepTemplate';
import { isRecord } from '../../model/guards';
import { documentInFront, placeOf } from '../configs/configFile';
import { openUntitled } from '../configs/newConfig';
import { SWEEP_SUFFIX } from '../ids';

/** Files that are offered to choose from. */
const MOST_OFFERED = 200;

/** Opens a new sweep file, not yet saved, that begins with what the person chooses. */
export async function openNewSweep(): Promise<void> {
  const words: Record<SweepStart, { label: string; detail: string }> = {
    few: {
      label: vscode.l10n.t('A few runs'),
      detail: vscode.l10n.t('3 learning rates × 3 seeds on drawn digits: a start to be changed'),
    },
    grid: {
      label: vscode.l10n.t('Learning rates and activations'),
      detail: vscode.l10n.t('8 rates × 6 activations × 3 seeds on MNIST (11 MB, downloaded once)'),
    },
    'activations-at-matched-loss': {
      label: vscode.l10n.t('Activations at matched test loss'),
      detail: vscode.l10n.t('The same grid, and for each activation the rate at which all have learnt as much'),
    },
    'detection-limit': {
      label: vscode.l10n.t('Detection limit'),
      detail: vscode.l10n.t(
        '9 shares of routed neurons × 5 seeds on MNIST: from which on each figure would have shown it',
      ),
    },
    'label-noise': {
      label: vscode.l10n.t('Label noise'),
      detail: vscode.l10n.t(
        '7 shares of replaced labels × 5 seeds on MNIST: up to which each figure shows what labels did',
      ),
    },
  };
  const items = SWEEP_STARTS.map((start) => ({ start, ...words[start] }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('New Sweep File'),
    placeHolder: vscode.l10n.t('What should it begin with?'),
  });
  if (chosen === undefined) return;
  const text = sweepTemplate(chosen.start);
  await openUntitled({ name: 'sweep', suffix: SWEEP_SUFFIX }, text, vscode.ViewColumn.Active);
}

/** The sweep in front of the person, else one they choose; undefined when they choose none. */
export async function sweepDocument(): Promise<vscode.TextDocument | undefined> {
  const inFront = documentInFront(SWEEP_SUFFIX);
  if (inFront !== undefined) return inFront;
  const files = await vscode.workspace.findFiles(`**/*${SWEEP_SUFFIX}`, undefined, MOST_OFFERED);
  const newFile = { label: vscode.l10n.t('$(new-file) New Sweep File'), uri: undefined };
  const items = [...files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })), newFile];
  const chosen =
    files.length === 0
      ? newFile
      : await vscode.window.showQuickPick(items, {
          title: vscode.l10n.t('Sweep'),
          placeHolder: vscode.l10n.t('Which sweep file?'),
        });
  if (chosen === undefined) return undefined;
  if (chosen.uri !== undefined) return vscode.workspace.openTextDocument(chosen.uri);
  await openNewSweep();
  return undefined;
}

/**
 * What a sweep file asks for, as its text stands in the editor, saved or not. Its folders of data stand by absolute paths,
 * since the sweep is gone on with from its own folder, whatever has become of the file.
 * @throws ConfigError when it is no JSON; whether it is a sweep is found out by the thread that runs it
 */
export function sweepOf(document: vscode.TextDocument): unknown {
  const input = parseConfigText(document.getText());
  if (!isRecord(input)) return input;
  const located = (data: unknown): unknown => (typeof data === 'string' ? locatedData(data, placeOf(document)) : data);
  const { base, axes } = input;
  return {
    ...input,
    ...(isRecord(base) && 'data' in base ? { base: { ...base, data: located(base['data']) } } : {}),
    ...(isRecord(axes) && Array.isArray(axes['data']) ? { axes: { ...axes, data: axes['data'].map(located) } } : {}),
  };
}
