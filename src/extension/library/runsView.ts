import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import type { RunEntry } from '../../engine/runs/runEntry';
import { openConfigOfRun } from '../configs/newConfig';
import { Command } from '../ids';
import { askForRun } from './findRuns';
import { label, noteRun, renameRun, tagRuns } from './labelActions';
import { configOfRun, deleteRuns, type RunServices, runsMeant } from './runActions';
import type { RunsTree } from './runsTree';

export interface RunsViewServices extends RunServices {
  readonly tree: RunsTree;
  readonly start: (config: ExperimentConfig) => Promise<void>;
  readonly open: (entry: RunEntry) => Promise<void>;
}

type Given = readonly unknown[];

/** What the commands of the view do; each is given the line that was clicked and all that are selected, or nothing. */
export function runsViewCommands(services: RunsViewServices) {
  const { library, tree, start, open } = services;
  /** A command about one run. */
  const ofOne =
    (title: () => string, action: (entry: RunEntry) => Promise<void>, fits?: (entry: RunEntry) => boolean) =>
    async (...given: Given) => {
      const [entry] = await runsMeant(given, services, title(), fits);
      if (entry !== undefined) await action(entry);
    };
  /** A command about all that are selected. */
  const ofMany =
    (
      title: () => string,
      action: (entries: readonly RunEntry[]) => Promise<void>,
      fits?: (entry: RunEntry) => boolean,
    ) =>
    async (...given: Given) => {
      const entries = await runsMeant(given, services, title(), fits, true);
      if (entries.length > 0) await action(entries);
    };
  const hasConfig = ({ config }: RunEntry) => config !== null;

  return {
    [Command.openRunConfig]: ofOne(
      () => vscode.l10n.t('Open Config of Run'),
      async (entry) => openConfigOfRun(await configOfRun(entry), basename(entry.folder), vscode.ViewColumn.Active),
      hasConfig,
    ),
    [Command.rerun]: ofOne(
      () => vscode.l10n.t('Run Again'),
      async (entry) => start(await configOfRun(entry)),
      hasConfig,
    ),
    [Command.rerunNextSeed]: ofOne(
      () => vscode.l10n.t('Run with Another Seed'),
      async (entry) => {
        const config = await configOfRun(entry);
        await start({ ...config, seed: config.seed + 1 });
      },
      hasConfig,
    ),
    [Command.renameRun]: ofOne(
      () => vscode.l10n.t('Rename Run'),
      (entry) => renameRun(entry, library),
    ),
    [Command.tagRun]: ofMany(
      () => vscode.l10n.t('Tag Runs'),
      (entries) => tagRuns(entries, library),
    ),
    [Command.noteRun]: ofOne(
      () => vscode.l10n.t('Note on a Run'),
      (entry) => noteRun(entry, library),
    ),
    [Command.pinRun]: ofMany(
      () => vscode.l10n.t('Pin Runs'),
      (entries) => label(entries, () => ({ pinned: true }), library),
      ({ labels }) => !labels.pinned,
    ),
    [Command.unpinRun]: ofMany(
      () => vscode.l10n.t('Unpin Runs'),
      (entries) => label(entries, () => ({ pinned: false }), library),
      ({ labels }) => labels.pinned,
    ),
    [Command.revealRun]: ofOne(
      () => vscode.l10n.t('Show Run’s Folder'),
      async ({ folder }) => {
        await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
      },
    ),
    [Command.deleteRun]: ofMany(
      () => vscode.l10n.t('Delete Runs'),
      (entries) => deleteRuns(entries, services),
    ),
    [Command.refreshRuns]: () => library.refresh(),
    [Command.showMoreRuns]: () => tree.showMore(),
    [Command.clearRunsFilter]: () => tree.filter(''),
    [Command.findRuns]: async () => {
      const entry = await askForRun(await library.entriesNow(), tree);
      if (entry !== undefined) await open(entry);
    },
  };
}
