import { join } from 'node:path';
import * as vscode from 'vscode';
import { configHash } from '../../engine/config';
import { isForeign } from '../../engine/runs/foreignFormat';
import { CELLS_FOLDER, type CellFile, cellFileSchema, parseStored } from '../../engine/sweep/cellFile';
import { readText } from '../../engine/sweep/folder';
import { ENGINE_VERSION } from '../../engine/version';
import type { Experiments } from '../experiments/experiments';
import { tell } from '../export/saveFile';
import type { Panels } from '../panel/panels';
import type { Runs } from '../runs';
import type { Study } from './study';

export interface CellServices {
  readonly runs: Runs;
  readonly panels: Panels;
  readonly experiments: Experiments;
}

/**
 * Shows a cell as a full run: one that was kept with the same config, data and engine, or one that is made again, which
 * has the same bytes.
 * @throws DataError when the cell cannot be read
 */
export async function openCell(study: Study, cell: number, services: CellServices): Promise<void> {
  const path = join(study.folder, CELLS_FOLDER, `${cell}.json`);
  const file = parseStored(cellFileSchema, await readText(path, study.folder), path);
  const kept = await keptRun(file, services.runs);
  if (kept !== undefined) {
    await services.panels.openRun(kept);
    return;
  }
  tell(vscode.l10n.t('Cell {0} is run again, from the same config and seed to the same bytes.', cell));
  await services.experiments.start(file.config, undefined);
}

async function keptRun({ config, data }: CellFile, runs: Runs): Promise<string | undefined> {
  const [hash, images] = [configHash(config), JSON.stringify(data)];
  const list = await runs.list();
  return list.find(
    ({ file }) =>
      !isForeign(file) &&
      file.configHash === hash &&
      file.engine === ENGINE_VERSION &&
      JSON.stringify(file.data) === images,
  )?.id;
}
