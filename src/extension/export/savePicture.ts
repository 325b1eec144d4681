import * as vscode from 'vscode';
import type { FromPanel } from '../../model/panelProtocol';
import { chooseFile, fileName, writeChosen } from './saveFile';

/** Saves a picture that the panel made. */
export async function savePicture(
  runId: string,
  { name, format, bytes }: Extract<FromPanel, { type: 'savePicture' }>,
): Promise<void> {
  const filters = format === 'png' ? { PNG: ['png'] } : { SVG: ['svg'] };
  const title = vscode.l10n.t('Save Picture As');
  // "Weights of layer 1: y, …" is known by its first words.
  const short = name.split(/[:(,]/)[0] ?? name;
  const uri = await chooseFile({ title, name: fileName([runId, short.toLowerCase()], format), filters });
  if (uri !== undefined) await writeChosen(uri, bytes);
}
