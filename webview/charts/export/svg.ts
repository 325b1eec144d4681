import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escaped } from '../../../src/text/markup';
import { STILL } from '../chart';
import type { Exportable, PictureLabel } from './exportable';
import { layerOf, pngOf, type Sheet, sheetOf } from './sheet';

use([SVGRenderer]);

/** Scales of the painted layers, the finest first: the first one with which the file is small enough is taken. */
const SCALES = [3, 2, 1] as const;
const LARGEST_BYTES = 2_000_000;

/** The plot as an SVG: axes, lines and words as vectors, what is painted as images. */
export async function exportSvg(exportable: Exportable): Promise<Uint8Array> {
  const sheet = sheetOf(exportable);
  const chart = chartOf(exportable, sheet.fontFamily);
  let bytes = new Uint8Array();
  for (const scale of SCALES) {
    const [under, over] = await Promise.all([
      image(exportable, scale, exportable.paint?.bind(exportable)),
      image(exportable, scale, exportable.overlay?.bind(exportable)),
    ]);
    bytes = new TextEncoder().encode(composed(exportable, sheet, under + chart + over));
    if (bytes.length < LARGEST_BYTES) break;
  }
  return bytes;
}

function composed(exportable: Exportable, sheet: Sheet, plot: string): string {
  const { width, height, left, top, background, fontFamily, title, caption } = sheet;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(exportable.title)}</title><desc>${escaped(exportable.caption)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${escaped(background)}"/>`,
    `<g font-family="${escaped(fontFamily)}" dominant-baseline="central">${[...title, ...caption].map(text).join('')}</g>`,
    `<g transform="translate(${left} ${top})">${plot}`,
    `<g font-family="${escaped(fontFamily)}" dominant-baseline="central">${(exportable.labels?.() ?? []).map(text).join('')}</g>`,
    '</g></svg>\n',
  ].join('\n');
}

function text({ text: words, x, y, colour, fontSize }: PictureLabel): string {
  return `<text x="${x}" y="${y}" font-size="${fontSize}" fill="${escaped(colour)}">${escaped(words)}</text>`;
}

async function image(
  exportable: Exportable,
  scale: number,
  paint: ((context: CanvasRenderingContext2D, scale: number) => void) | undefined,
): Promise<string> {
  if (paint === undefined) return '';
  const png = await pngOf(layerOf(exportable, scale, paint));
  const { width, height } = exportable;
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
function chartOf(exportable: Exportable, fontFamily: string): string {
  const { width, height } = exportable;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...STILL, ...exportable.option() });
    return plain(chart.renderToSVGString(), fontFamily);
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
