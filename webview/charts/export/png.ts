import { init } from 'echarts/core';
import { STILL } from '../chart';
import type { Exportable, PictureLabel, PictureScale } from './exportable';
import { contextOf, layerOf, pngOf, sheetOf } from './sheet';

/**
 * The plot as a PNG, drawn anew at its scale: what is on the screen has the screen's resolution.
 * @throws Error when the picture is larger than a canvas can be
 */
export async function exportPng(exportable: Exportable, scale: PictureScale): Promise<Uint8Array> {
  const sheet = sheetOf(exportable);
  const { width, height } = exportable;
  const context = contextOf(sheet.width * scale, sheet.height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = sheet.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  const lay = (layer: HTMLCanvasElement) => context.drawImage(layer, sheet.left, sheet.top, width, height);
  if (exportable.paint !== undefined) lay(layerOf(exportable, scale, (on, at) => exportable.paint?.(on, at)));
  lay(chartOf(exportable, scale));
  if (exportable.overlay !== undefined) lay(layerOf(exportable, scale, (on, at) => exportable.overlay?.(on, at)));
  const write = ({ text, x, y, colour, fontSize }: PictureLabel) => {
    context.font = `${fontSize}px ${sheet.fontFamily}`;
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(text, x, y);
  };
  for (const label of [...sheet.title, ...sheet.caption]) write(label);
  for (const label of exportable.labels?.() ?? []) write({ ...label, x: label.x + sheet.left, y: label.y + sheet.top });
  return new Uint8Array(await (await pngOf(context.canvas)).arrayBuffer());
}

function chartOf(exportable: Exportable, scale: number): HTMLCanvasElement {
  const { width, height } = exportable;
  const ground = document.createElement('div');
  const chart = init(ground, null, { renderer: 'canvas', width, height, devicePixelRatio: scale });
  try {
    chart.setOption({ ...STILL, ...exportable.option() });
    return chart.renderToCanvas({ pixelRatio: scale });
  } finally {
    chart.dispose();
  }
}
