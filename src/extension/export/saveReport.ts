import * as vscode from 'vscode';
import { type AnyRunFile, imageOf, isForeign } from '../../engine/runs/foreignFormat';
import type { ReportPicture } from '../../model/panelProtocol';
import type { CompleteRun } from '../../model/runView';
import { reportHtml } from '../../text/report';
import type { Runs } from '../runs';
import { chooseFile, fileName, writeChosen } from './saveFile';

/** Saves the run as one HTML page. */
export async function saveReport(run: CompleteRun, pictures: readonly ReportPicture[], runs: Runs): Promise<void> {
  const name = fileName([run.runId], 'html');
  const uri = await chooseFile({ title: vscode.l10n.t('Export Report'), name, filters: { HTML: ['html'] } });
  if (uri === undefined) return;
  const { file } = await runs.loadAny(run.runId);
  const decoder = new TextDecoder();
  const texts = pictures.map(({ light, dark, ...words }) => ({
    ...words,
    light: decoder.decode(light),
    dark: decoder.decode(dark),
  }));
  const { started, seconds } = file;
  const settings = isForeign(file) ? file.settings : file.config;
  const config = settings === null ? null : JSON.stringify(settings, undefined, 2);
  const language = vscode.l10n.bundle === undefined ? 'en' : vscode.env.language;
  const details = { config, data: identityOf(file), started, seconds, language };
  await writeChosen(uri, new TextEncoder().encode(reportHtml(run, details, texts)));
}

/** What identifies the data, in rows. */
function identityOf(file: AnyRunFile): [string, string][] {
  const { data } = file;
  const image = imageOf(file);
  const rows: [string, string][] = [
    ...(data === null ? [] : [[vscode.l10n.t('name'), data.name] as [string, string]]),
    ...(image === null ? [] : [[vscode.l10n.t('images'), `${image.rows} × ${image.columns}`] as [string, string]]),
  ];
  if (data === null || !('sha256' in data || 'generator' in data)) return rows;
  if ('sha256' in data)
    return [
      ...rows,
      ...Object.entries(data.sha256).map(([role, sum]): [string, string] => [
        vscode.l10n.t('SHA-256 of {0}', role),
        sum,
      ]),
    ];
  return [
    ...rows,
    [vscode.l10n.t('generator'), vscode.l10n.t('{0}, version {1}', data.generator, data.version)],
    [vscode.l10n.t('seed'), String(data.seed)],
  ];
}
