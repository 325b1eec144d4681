import type { ReportPicture } from '../../../src/model/panelProtocol';
import type { Exportable, PictureScale } from '../../charts/export/exportable';
import { exportPng } from '../../charts/export/png';
import { exportSvg } from '../../charts/export/svg';
import type { Host } from '../../host';

/** Longest name that the host takes. */
const LONGEST_NAME = 100;

/**
 * Hands a plot's picture to the host, which asks where to save it.
 * @param scale of a PNG; an SVG has none
 */
export async function offerPicture(
  host: Pick<Host, 'post'>,
  exportable: Exportable,
  format: 'png' | 'svg',
  scale: PictureScale,
): Promise<void> {
  const bytes = await (format === 'png' ? exportPng(exportable, scale) : exportSvg(exportable));
  host.post({ type: 'savePicture', name: exportable.title.slice(0, LONGEST_NAME), format, bytes });
}

/** Hands the pictures of a report to the host. */
export async function postReport(host: Pick<Host, 'post'>, exportables: readonly Exportable[]): Promise<void> {
  const pictures: ReportPicture[] = [];
  // One after the other: each takes the memory of several canvases.
  for (const exportable of exportables) {
    const { title, caption } = exportable;
    pictures.push({ title, caption, svg: await exportSvg(exportable) });
  }
  host.post({ type: 'exportReport', pictures });
}
