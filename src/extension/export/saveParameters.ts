import { extname } from 'node:path/posix';
import * as vscode from 'vscode';
import { EXPORT_FORMATS, type ExportedTable, type ExportFormat } from '../../engine/export/exportedTable';
import { type ForeignProvenance, type Provenance, provenanceOf } from '../../engine/export/provenance';
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
  await save(runId, 'selection', parameters.members(), vscode.l10n.t('Save Selection As'), runs);
}

/** Saves every number there is of all parameters of a run. */
export async function exportAll(runId: string, runs: Runs): Promise<void> {
  await save(runId, 'parameters', null, vscode.l10n.t('Export All Parameters'), runs);
}

/** @param parameters all when it is null */
async function save(
  runId: string,
  what: string,
  parameters: Uint32Array | null,
  title: string,
  runs: Runs,
): Promise<void> {
  const filters = { CSV: ['csv'], NumPy: ['npy'], Safetensors: ['safetensors'] };
  const uri = await chooseFile({ title, name: fileName([runId, what], 'csv'), filters });
  if (uri === undefined) return;
  const format = formatOf(uri);
  const place = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Saving parameters') };
  await vscode.window.withProgress(place, async () => {
    const metadata = provenanceOf(runId, (await runs.loadAny(runId)).file);
    // What cannot be encoded is refused before anything is written.
    const table = await runs.ask(runId, 'table', { parameters, format, metadata });
    // A safetensors file itself says where its numbers come from.
    if (format !== 'safetensors') await writeProvenance(uri, metadata, table);
    await writeChosen(uri, table.bytes);
  });
}

/** What a file's name says. @throws Error when it says nothing that can be written */
function formatOf(uri: vscode.Uri): ExportFormat {
  const ending = extname(uri.path).toLowerCase();
  const format = EXPORT_FORMATS.find((one) => ending === `.${one}`);
  if (format !== undefined) return format;
  throw new Error(vscode.l10n.t('The name must end in .csv, .npy or .safetensors: it says which of them to write.'));
}

/** `weights.csv.json` beside `weights.csv`: where its numbers come from, and what its columns are called. */
async function writeProvenance(
  uri: vscode.Uri,
  provenance: Provenance | ForeignProvenance,
  { rows, columns }: ExportedTable,
): Promise<void> {
  const text = JSON.stringify({ ...provenance, parameters: rows, columns }, undefined, 2);
  await vscode.workspace.fs.writeFile(uri.with({ path: `${uri.path}.json` }), new TextEncoder().encode(`${text}\n`));
}
