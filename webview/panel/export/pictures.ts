import type { ReportPicture } from '../../../src/model/panelProtocol';
import type { Exportable, PictureScale } from '../../charts/export/exportable';
import { exportPng } from '../../charts/export/png';
import { exportSvg } from '../../charts/export/svg';
import type { Ground } from '../../colours';
import type { Host } from '../../host';
import { paperTheme } from '../../theme';

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

/** Sizes of plots in a report, in CSS pixels: two, one or three stand beside each other. */
const SIZES = { square: [420, 420], flat: [420, 150], training: [640, 230], causal: [330, 190] } as const;

/** Hands the pictures of a report to the host, each for light pages and for dark ones. */
export async function postReport(host: Pick<Host, 'post'>, exportables: readonly Exportable[]): Promise<void> {
  const pictures: ReportPicture[] = [];
  // One after the other: each takes the memory of several canvases.
  for (const exportable of exportables) {
    const { plot, axes, note = '' } = exportable;
    // Six of one test, under its heading.
    const title = plot === 'causal' && axes !== undefined ? axes.y : exportable.title;
    const [width, height] = sizeOf(exportable);
    const drawn = (ground: Ground) => exportSvg(exportable, { width, height, theme: paperTheme(ground) }, true);
    pictures.push({ plot, title, note, light: await drawn('light'), dark: await drawn('dark') });
  }
  host.post({ type: 'exportReport', pictures });
}

/** Bars of a single row are flat on the page, and stay so. */
function sizeOf({ plot, width, height }: Exportable): readonly [number, number] {
  if (plot === 'training' || plot === 'causal') return SIZES[plot];
  return height < width / 2 ? SIZES.flat : SIZES.square;
}
