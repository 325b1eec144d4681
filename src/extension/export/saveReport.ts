import * as vscode from 'vscode';
import type { RunFile } from '../../engine/runs/runFormat';
import type { ReportPicture, RunView } from '../../shared/panelProtocol';
import { reportHtml } from '../../shared/report';
import type { Runs } from '../runs';
import { chooseFile, fileName, writeChosen } from './saveFile';

/** Saves the run as one HTML page. */
export async function saveReport(run: RunView, pictures: readonly ReportPicture[], runs: Runs): Promise<void> {
  const name = fileName([run.runId], 'html');
  const uri = await chooseFile({ title: vscode.l10n.t('Export Report'), name, filters: { HTML: ['html'] } });
  if (uri === undefined) return;
  const { file } = await runs.load(run.runId);
  const decoder = new TextDecoder();
  const texts = pictures.map(({ svg, ...words }) => ({ ...words, svg: decoder.decode(svg) }));
  const { started, seconds } = file;
  const details = { config: JSON.stringify(file.config, undefined, 2), data: identityOf(file), started, seconds };
  await writeChosen(uri, new TextEncoder().encode(reportHtml(run, details, texts)));
}

/** What tells the data from other data, in rows. */
function identityOf({ data, image }: RunFile): [string, string][] {
  const rows: [string, string][] = [
    ['name', data.name],
    ['images', `${image.rows} × ${image.columns}`],
  ];
  if ('sha256' in data)
    return [
      ...rows,
      ...Object.entries(data.sha256).map(([role, sum]): [string, string] => [`SHA-256 of ${role}`, sum]),
    ];
  return [...rows, ['generator', `${data.generator}, version ${data.version}`], ['seed', String(data.seed)]];
}
