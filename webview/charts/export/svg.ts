import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escaped } from '../../../src/text/markup';
import { readTheme } from '../../theme';
import { STILL } from '../chart';
import type { Exportable, Frame, PictureLabel } from './exportable';
import { LEADER, layerOf, pngOf, type Sheet, sheetOf } from './sheet';

use([SVGRenderer]);

/** Scales of the painted layers, the finest first: the first one with which the file is small enough is taken. */
const SCALES = [3, 2, 1] as const;
const LARGEST_BYTES = 2_000_000;

/**
 * The plot as an SVG: axes, lines and words as vectors, what is painted as images.
 * @param frame as on the page when it is left out
 * @param bare without title, note and caption
 */
export async function exportSvg(
  exportable: Exportable,
  frame: Frame = { width: exportable.width, height: exportable.height, theme: readTheme() },
  bare = false,
): Promise<Uint8Array> {
  const sheet = sheetOf(exportable, frame, bare);
  const chart = chartOf(exportable, frame);
  let bytes = new Uint8Array();
  for (const scale of SCALES) {
    const [under, over] = await Promise.all([
      image(frame, scale, exportable.paint?.bind(exportable)),
      image(frame, scale, exportable.overlay?.bind(exportable)),
    ]);
    bytes = new TextEncoder().encode(composed(exportable, frame, sheet, under + chart + over));
    if (bytes.length < LARGEST_BYTES) break;
  }
  return bytes;
}

function composed(exportable: Exportable, frame: Frame, sheet: Sheet, plot: string): string {
  const { width, height, left, top, background, fontFamily, texts, strokes, fields } = sheet;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(exportable.title)}</title><desc>${escaped(exportable.caption)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${escaped(background)}"/>`,
    `<g font-family="${escaped(fontFamily)}" dominant-baseline="central">${texts.map(text).join('')}</g>`,
    ...fields.map(
      ({ x, y, width, height, colour }) =>
        `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${escaped(colour)}"/>`,
    ),
    ...strokes.map(
      ({ x, y, length, width, colour, dashes }) =>
        `<path d="M${x} ${y}h${length}" fill="none" stroke="${escaped(colour)}" stroke-width="${width}"${dashes.length === 0 ? '' : ` stroke-dasharray="${dashes.join(' ')}"`}/>`,
    ),
    `<g transform="translate(${left} ${top})">${plot}`,
    `<g font-family="${escaped(fontFamily)}" dominant-baseline="central">${(exportable.labels?.(frame) ?? []).map(text).join('')}</g>`,
    '</g></svg>\n',
  ].join('\n');
}

function text({ text: words, x, y, colour, fontSize, from }: PictureLabel): string {
  const leader =
    from === undefined
      ? ''
      : `<path d="M${from.x} ${from.y}L${x - LEADER.gap} ${y}" fill="none" stroke="${escaped(colour)}" stroke-width="${LEADER.width}"/>`;
  return `${leader}<text x="${x}" y="${y}" font-size="${fontSize}" fill="${escaped(colour)}">${escaped(words)}</text>`;
}

async function image(frame: Frame, scale: number, paint: Exportable['paint']): Promise<string> {
  if (paint === undefined) return '';
  const png = await pngOf(layerOf(frame, scale, paint));
  const { width, height } = frame;
  return `<image width="${width}" height="${height}" href="${await dataUrl(png)}"/>`;
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('A picture cannot be read.')));
    reader.readAsDataURL(blob);
  });
}

/** The chart as text, made without a page: nothing in it is loaded or run. */
function chartOf(exportable: Exportable, frame: Frame): string {
  const { width, height, theme } = frame;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...STILL, ...exportable.option(frame) });
    return plain(chart.renderToSVGString(), theme.fontFamily);
  } finally {
    chart.dispose();
  }
}

/**
 * ECharts' SVG without its style sheet, which is for pointers, and with attributes in place of styles, which a page's
 * policy may refuse. ECharts writes the names of fonts as they are, quotes and all.
 */
function plain(svg: string, fontFamily: string): string {
  return svg
    .replaceAll(fontFamily, escaped(fontFamily))
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_style, declarations: string) => attributes(declarations));
}

function attributes(declarations: string): string {
  // The semicolon of a character reference ends no declaration.
  return [...declarations.matchAll(/([\w-]+):((?:&#\d+;|[^;])*)/g)]
    .map(([, name, value]) => ` ${name}="${value}"`)
    .join('');
}
