import { init } from 'echarts/core';
import { readTheme } from '../../theme';
import { STILL } from '../chart';
import type { Exportable, Frame, PictureLabel, PictureScale } from './exportable';
import { contextOf, LEADER, layerOf, placedAt, pngOf, sheetOf } from './sheet';

/**
 * The plot as a PNG, drawn anew at its scale: what is on the screen has the screen's resolution.
 * @throws Error when the picture is larger than a canvas can be
 */
export async function exportPng(exportable: Exportable, scale: PictureScale): Promise<Uint8Array> {
  const { width, height } = exportable;
  const frame = { width, height, theme: readTheme() };
  const sheet = sheetOf(exportable, frame, false);
  const context = contextOf(sheet.width * scale, sheet.height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = sheet.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  const lay = (layer: HTMLCanvasElement) => context.drawImage(layer, sheet.left, sheet.top, width, height);
  if (exportable.paint !== undefined) lay(layerOf(frame, scale, exportable.paint.bind(exportable)));
  lay(chartOf(exportable, frame, scale));
  if (exportable.overlay !== undefined) lay(layerOf(frame, scale, exportable.overlay.bind(exportable)));
  const write = ({ text, x, y, colour, fontSize, from }: PictureLabel) => {
    if (from !== undefined) {
      context.strokeStyle = colour;
      context.lineWidth = LEADER.width;
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(x - LEADER.gap, y);
      context.stroke();
    }
    context.font = `${fontSize}px ${sheet.fontFamily}`;
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(text, x, y);
  };
  for (const label of sheet.texts) write(label);
  for (const field of sheet.fields) {
    context.fillStyle = field.colour;
    context.fillRect(field.x, field.y, field.width, field.height);
  }
  for (const stroke of sheet.strokes) {
    context.strokeStyle = stroke.colour;
    context.lineWidth = stroke.width;
    context.setLineDash([...stroke.dashes]);
    context.beginPath();
    context.moveTo(stroke.x, stroke.y);
    context.lineTo(stroke.x + stroke.length, stroke.y);
    context.stroke();
  }
  for (const label of exportable.labels?.(frame) ?? []) write(placedAt(label, sheet));
  return new Uint8Array(await (await pngOf(context.canvas)).arrayBuffer());
}

function chartOf(exportable: Exportable, frame: Frame, scale: number): HTMLCanvasElement {
  const { width, height } = frame;
  const ground = document.createElement('div');
  const chart = init(ground, null, { renderer: 'canvas', width, height, devicePixelRatio: scale });
  try {
    chart.setOption({ ...STILL, ...exportable.option(frame) });
    return chart.renderToCanvas({ pixelRatio: scale });
  } finally {
    chart.dispose();
  }
}
