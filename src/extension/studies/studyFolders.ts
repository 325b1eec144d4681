import { join } from 'node:path';
import type * as vscode from 'vscode';
import { inside, named, namesIn } from '../../engine/files/door';
import { CELLS_FOLDER, parseStored, SWEEP_FILE, type SweepFile, sweepFileSchema } from '../../engine/sweep/cellFile';
import { readStoredText } from '../../engine/sweep/folder';
import { belongsTo } from '../../engine/sweep/shard';
import { newId, subfolders } from '../runs';
import { runsFolder, runsFolders } from '../settings';

/** A study's folder has any name that a run's may have: those of the command line are found as well. */
const STUDY_ID = /^[\w-]{1,100}$/;

export interface FoundStudy {
  readonly id: string;
  readonly file: SweepFile;
  readonly cellsThere: number;
  readonly cellsDue: number;
}

/** The replications and sweeps beside the runs on disk, by the names of their folders. */
export class StudyFolders {
  /** @param storage the extension's own storage */
  constructor(private readonly storage: vscode.Uri) {}

  /** A folder for a study that is about to start, and its id. */
  newStudy(kind: 'replication' | 'sweep', now = new Date()): { id: string; folder: string } {
    const id = `${kind}-${newId(now)}`;
    return { id, folder: join(runsFolder(this.storage), id) };
  }

  /** Every study that can be found, the one of the newest name first. */
  async list(): Promise<FoundStudy[]> {
    const folders = await Promise.all(runsFolders(this.storage).map(subfolders));
    const found = await Promise.all(folders.flat().map(({ id, folder }) => readStudy(id, folder)));
    return found.flatMap((study) => study ?? []).sort((one, other) => whenOf(other.id).localeCompare(whenOf(one.id)));
  }

  /** @throws Error when there is no such study */
  async find(id: string): Promise<string> {
    const folders = runsFolders(this.storage);
    if (STUDY_ID.test(id)) {
      for (const folder of folders) {
        const place = inside(folder, id);
        if ((await namesIn(place)).includes(SWEEP_FILE)) return place.path;
      }
    }
    throw new Error(
      `${id}: found no sweep of this name; expected a folder with a ${SWEEP_FILE} in ${folders.join(' or ')}`,
    );
  }
}

/** When a study was begun, as far as its name says so. */
export function timeOf(id: string): string | null {
  const [, day, hours, minutes, seconds] = /(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(id) ?? [];
  return day === undefined ? null : `${day}T${hours}:${minutes}:${seconds}Z`;
}

/** What tells the newer of two: their names begin with what they are. */
function whenOf(id: string): string {
  return id.replace(/^(replication|sweep)-/, '');
}

/** @returns undefined for a folder that is none, or whose description cannot be read */
async function readStudy(id: string, folder: string): Promise<FoundStudy | undefined> {
  if (!(await namesIn(named(folder))).includes(SWEEP_FILE)) return undefined;
  const place = inside(folder, SWEEP_FILE);
  const file = await readStoredText(place)
    .then((text) => parseStored(sweepFileSchema, text, place.path))
    .catch(() => undefined);
  if (file === undefined) return undefined;
  const names = await namesIn(inside(folder, CELLS_FOLDER)).catch(() => []);
  const cellsThere = names.filter((name) => /^[1-9]\d*\.json$/.test(name)).length;
  let cellsDue = 0;
  for (let cell = 1; cell <= file.cells; cell++) if (belongsTo(file.shard, cell)) cellsDue++;
  return { id, file, cellsThere, cellsDue };
}
