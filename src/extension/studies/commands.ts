import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { ConfigError } from '../../engine/errors';
import { inside } from '../../engine/files/door';
import { CELLS_CSV, parseStored, SWEEP_FILE, sweepFileSchema } from '../../engine/sweep/cellFile';
import { readStoredText, readText } from '../../engine/sweep/folder';
import { DEFAULT_SEEDS, replicationInput } from '../../engine/sweep/replication';
import type { FromStudy } from '../../model/studyProtocol';
import type { ConfigProblems } from '../configs/configProblems';
import { openUntitled } from '../configs/newConfig';
import { refuse } from '../experiments/start';
import { chooseFile, fileName, writeChosen } from '../export/saveFile';
import { SWEEP_SUFFIX } from '../ids';
import { refuseManyUntrusted } from '../trust';
import { type CellServices, openCell } from './openCell';
import type { Studies } from './studies';
import type { Study } from './study';
import { MOST_SEEDS } from './studyCells';
import { sweepDocument, sweepOf } from './sweepFile';

/**
 * Runs an experiment under as many seeds as the person says, its own first.
 * @throws UntrustedError
 */
export async function replicateConfig(config: ExperimentConfig, studies: Studies): Promise<void> {
  refuseManyUntrusted();
  const expected = vscode.l10n.t('A whole number from 2 to {0}', MOST_SEEDS);
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Replicate'),
    prompt: vscode.l10n.t('How many seeds? The same experiment runs under each, from {0} on.', config.seed),
    value: String(DEFAULT_SEEDS),
    validateInput: (text) => (seedsIn(text) === undefined ? expected : undefined),
  });
  const seeds = seedsIn(answer ?? '');
  if (seeds !== undefined) await studies.start('replication', replicationInput(config, seeds));
}

function seedsIn(text: string): number | undefined {
  const seeds = /^\s*\d+\s*$/.test(text) ? Number(text) : 0;
  return seeds >= 2 && seeds <= MOST_SEEDS ? seeds : undefined;
}

/** Runs the sweep in front of the person, or one that they choose; what is wrong with it is marked in its file. */
export async function sweep(studies: Studies, problems: ConfigProblems): Promise<void> {
  refuseManyUntrusted();
  const document = await sweepDocument();
  if (document === undefined) return;
  problems.clear(document);
  try {
    await studies.start('sweep', sweepOf(document));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    await refuse(document, error, problems);
  }
}

export interface StudyIntentServices extends CellServices {
  readonly studies: Studies;
  readonly log: vscode.LogOutputChannel;
}

/**
 * Does what a person asked for in the page of a study.
 * @throws Error when it cannot be done
 */
export async function carryOutForStudy(study: Study, intent: FromStudy, services: StudyIntentServices): Promise<void> {
  switch (intent.type) {
    case 'ready':
      return;
    case 'cancel':
      study.cancel();
      return;
    case 'resume':
      await services.studies.resume(study);
      return;
    case 'openCell':
      await openCell(study, intent.cell, services);
      return;
    case 'exportCsv':
      await exportCsv(study);
      return;
    case 'openSweep':
      await openSweep(study);
      return;
    case 'showLog':
      services.log.show();
  }
}

async function exportCsv({ studyId, folder }: Study): Promise<void> {
  const text = await readText(inside(folder, CELLS_CSV));
  const title = vscode.l10n.t('Export Cells');
  const uri = await chooseFile({ title, name: fileName([studyId, 'cells'], 'csv'), filters: { CSV: ['csv'] } });
  if (uri !== undefined) await writeChosen(uri, new TextEncoder().encode(text));
}

/** The sweep of a folder as a file that is not yet saved. */
async function openSweep({ studyId, folder }: Study): Promise<void> {
  const place = inside(folder, SWEEP_FILE);
  const { preset, base, axes } = parseStored(sweepFileSchema, await readStoredText(place), place.path);
  const written = { ...(preset === undefined ? {} : { preset }), base, axes };
  const text = `${JSON.stringify(written, undefined, 2)}\n`;
  await openUntitled({ name: studyId, suffix: SWEEP_SUFFIX }, text, vscode.ViewColumn.One);
}
