import { extname } from 'node:path/posix';
import { setImmediate } from 'node:timers/promises';
import * as vscode from 'vscode';
import { csvBlocks } from '../../engine/export/csv';
import { encodeNpy } from '../../engine/export/npy';
import { type ExportColumn, parameterTable } from '../../engine/export/parameterTable';
import { type ForeignProvenance, type Provenance, provenanceOf } from '../../engine/export/provenance';
import { layersOf } from '../../engine/runs/foreignFormat';
import { encodeSafetensors } from '../../engine/runs/safetensors';
import { ParameterOrder } from '../../model/parameterOrder';
import type { Runs } from '../runs';
import type { Selections } from '../selections/selections';
import { chooseFile, fileName, writeChosen } from './saveFile';

/**
 * Saves every number there is of what is selected of a run.
 * @throws Error when nothing is selected
 */
export async function saveSelection(runId: string, selections: Selections, runs: Runs): Promise<void> {
  const parameters = selections.of(runId)?.parameters;
  if (parameters === undefined || parameters.isEmpty)
    throw new Error(vscode.l10n.t('Nothing of this run is selected.'));
  await save(runId, 'selection', () => parameters.members(), vscode.l10n.t('Save Selection As'), runs);
}

/** Saves every number there is of all parameters of a run. */
export async function exportAll(runId: string, runs: Runs): Promise<void> {
  const all = ({ count }: ParameterOrder) => Uint32Array.from({ length: count }, (_, parameter) => parameter);
  await save(runId, 'parameters', all, vscode.l10n.t('Export All Parameters'), runs);
}

async function save(
  runId: string,
  what: string,
  chosen: (order: ParameterOrder) => Uint32Array,
  title: string,
  runs: Runs,
): Promise<void> {
  const filters = { CSV: ['csv'], NumPy: ['npy'], Safetensors: ['safetensors'] };
  const uri = await chooseFile({ title, name: fileName([runId, what], 'csv'), filters });
  if (uri === undefined) return;
  const format = formats[extname(uri.path).toLowerCase()];
  if (format === undefined)
    throw new Error(vscode.l10n.t('The name must end in .csv, .npy or .safetensors: it says which of them to write.'));
  const place = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Saving parameters') };
  await vscode.window.withProgress(place, async () => {
    const run = await runs.loadAny(runId);
    const order = new ParameterOrder(layersOf(run.file));
    const columns = parameterTable(run, chosen(order), order);
    const provenance = provenanceOf(runId, run.file);
    // What cannot be encoded is refused before anything is written.
    const bytes = await format.encode(columns, provenance);
    if (!format.tellsProvenance) await writeProvenance(uri, provenance, columns);
    await writeChosen(uri, bytes);
  });
}

type AnyProvenance = Provenance | ForeignProvenance;

interface Format {
  readonly encode: (
    columns: readonly ExportColumn[],
    provenance: AnyProvenance & Record<string, string>,
  ) => Promise<Uint8Array>;
  /** Whether the file itself says where its numbers come from; otherwise a file beside it does. */
  readonly tellsProvenance: boolean;
}

const formats: Readonly<Record<string, Format>> = {
  '.csv': { encode: encodeCsv, tellsProvenance: false },
  '.npy': { encode: async (columns) => encodeNpy(columns), tellsProvenance: false },
  '.safetensors': {
    encode: async (columns, provenance) => {
      const tensors = columns.map(({ name, values }) => [name, { shape: [values.length], values }] as const);
      return encodeSafetensors(new Map(tensors), provenance);
    },
    tellsProvenance: true,
  },
};

/** Lets the extension host do other work between blocks: a large network takes seconds. */
async function encodeCsv(columns: readonly ExportColumn[]): Promise<Uint8Array> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const block of csvBlocks(columns)) {
    parts.push(encoder.encode(block));
    await setImmediate();
  }
  return Buffer.concat(parts);
}

/** `weights.csv.json` beside `weights.csv`: where its numbers come from, and what its columns are called. */
async function writeProvenance(
  uri: vscode.Uri,
  provenance: AnyProvenance,
  columns: readonly ExportColumn[],
): Promise<void> {
  const names = columns.map(({ name }) => name);
  const text = JSON.stringify({ ...provenance, parameters: columns[0]?.values.length, columns: names }, undefined, 2);
  await vscode.workspace.fs.writeFile(uri.with({ path: `${uri.path}.json` }), new TextEncoder().encode(`${text}\n`));
}
