import * as vscode from 'vscode';
import { inside } from '../../engine/files/door';
import { CELLS_CSV, parseStored, SWEEP_FILE, sweepFileSchema } from '../../engine/sweep/cellFile';
import { readStoredText, readText } from '../../engine/sweep/folder';
import { writtenSweep } from '../../engine/sweep/sweepInput';
import type { FromStudy } from '../../model/studyProtocol';
import { configIn } from '../configs/handlers';
import { openUntitled } from '../configs/newConfig';
import { chooseFile, fileName, writeChosen } from '../export/saveFile';
import { SWEEP_SUFFIX } from '../ids';
import type { PanelHandlers } from '../panel/messages';
import type { Handlers } from '../panel/router';
import type { Runs } from '../runs';
import { replicateConfig } from './commands';
import type { replicationShapes } from './messages';
import { type CellServices, openCell } from './openCell';
import type { Studies } from './studies';
import type { Study } from './study';

export interface ReplicationServices {
  readonly runs: Runs;
  readonly studies: Pick<Studies, 'start'>;
}

/** Of the page of a run. */
export function replicationHandlers(services: ReplicationServices): PanelHandlers<keyof typeof replicationShapes> {
  const { runs, studies } = services;
  return { replicate: async (panel) => replicateConfig(await configIn(panel, runs), studies) };
}

export interface StudyPageServices extends CellServices {
  readonly studies: Studies;
  readonly log: vscode.LogOutputChannel;
}

/** Of the page of a study. */
export function studyHandlers(services: StudyPageServices): Handlers<FromStudy, Study> {
  const { studies, log } = services;
  return {
    ready: () => {},
    cancel: (study) => study.cancel(),
    resume: (study) => studies.resume(study),
    openCell: (study, { cell }) => openCell(study, cell, services),
    exportCsv,
    openSweep,
    showLog: () => log.show(),
  };
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
  const written = writtenSweep(parseStored(sweepFileSchema, await readStoredText(place), place.path));
  const text = `${JSON.stringify(written, undefined, 2)}\n`;
  await openUntitled({ name: studyId, suffix: SWEEP_SUFFIX }, text, vscode.ViewColumn.One);
}
