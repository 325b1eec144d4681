import * as vscode from 'vscode';
import { configHash } from '../../engine/config';
import { sameData } from '../../engine/data/dataset';
import { inside } from '../../engine/files/door';
import { readRunFile } from '../../engine/runs/runStore';
import { CELLS_FOLDER, type CellFile, cellFileSchema, parseStored } from '../../engine/sweep/cellFile';
import { readStoredText } from '../../engine/sweep/folder';
import { ENGINE_VERSION } from '../../engine/version';
import type { Experiments } from '../experiments/experiments';
import type { RunLibrary } from '../library/library';
import type { Panels } from '../panel/panels';
import { tellSaved } from '../tellSaved';
import type { Study } from './study';

export interface CellServices {
  readonly library: Pick<RunLibrary, 'entriesNow'>;
  readonly panels: Panels;
  readonly experiments: Experiments;
}

/**
 * Shows a cell as a full run: one that was kept with the same config, data and engine, or one that is made again, which
 * has the same bytes.
 * @throws DataError when the cell cannot be read
 */
export async function openCell(study: Study, cell: number, services: CellServices): Promise<void> {
  const place = inside(study.folder, CELLS_FOLDER, `${cell}.json`);
  const file = parseStored(cellFileSchema, await readStoredText(place), place.path);
  const kept = await keptRun(file, services.library);
  if (kept !== undefined) {
    await services.panels.openRun(kept);
    return;
  }
  tellSaved(vscode.l10n.t('Cell {0} is run again, from the same config and seed to the same bytes.', cell));
  await services.experiments.start(file.config, undefined);
}

async function keptRun({ config, data }: CellFile, library: CellServices['library']): Promise<string | undefined> {
  const hash = configHash(config);
  const alike = (await library.entriesNow()).filter(
    ({ state, configHash: ofRun, engine, foreign }) =>
      state === 'complete' && ofRun === hash && engine === ENGINE_VERSION && foreign === null,
  );
  for (const { id, folder } of alike) if (sameData((await readRunFile(folder)).data, data)) return id;
  return undefined;
}
