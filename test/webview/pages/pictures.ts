import type { FromPanel } from '../../../src/model/panelProtocol';
import { unitAxes } from '../../../webview/charts/axes';
import { signedScale } from '../../../webview/charts/colourScale';
import type { Exportable, PictureScale } from '../../../webview/charts/export/exportable';
import { colourKey } from '../../../webview/charts/export/keys';
import { toPixel, unitSquare } from '../../../webview/charts/geometry';
import { offerPicture, postReport } from '../../../webview/panel/export/pictures';

/** A page with nothing but plots that can leave it. Points are pure red, marks over the axes pure green. */

const CAPTION = 'config 0123456789ab · seed 1 · <MNIST> & 1, 7 | 6, 8 · Attribution 0.1.0';
const SIZE = 320;

function plot(points: readonly (readonly [number, number])[], more: Partial<Exportable> = {}): Exportable {
  const square = unitSquare(SIZE, SIZE);
  return {
    plot: 'weights',
    title: 'Weights <of> layer 1',
    caption: CAPTION,
    width: SIZE,
    height: SIZE,
    option: ({ theme }) => ({
      ...unitAxes(square, theme),
      series: [
        {
          type: 'line',
          data: [
            [0, 0.25],
            [1, 0.75],
          ],
        },
      ],
    }),
    paint: (context, scale) => {
      // Device pixels, as a point layer of its own writes them.
      const { width, height } = context.canvas;
      const image = context.createImageData(width, height);
      for (const [x, y] of points) {
        const [left, top] = toPixel(square, x, y);
        const pixel = Math.floor(top * scale) * width + Math.floor(left * scale);
        image.data.set([255, 0, 0, 255], 4 * pixel);
      }
      context.putImageData(image, 0, 0);
    },
    ...more,
  };
}

const FEW = [
  [0.2, 0.3],
  [0.6, 0.9],
] as const;

/** As many points as the default network has weights, all over the square, without chance. */
const many = Array.from(
  { length: 78_400 },
  (_, point) => [(point * 0.618_033_988_7) % 1, (point * 0.754_877_666) % 1] as const,
);

const PLOTS = {
  few: () => plot(FEW),
  many: () => plot(many),
  lines: () => {
    const { paint: _paint, ...rest } = plot([]);
    return rest;
  },
  marked: () =>
    plot(FEW, {
      overlay: (context) => {
        context.fillStyle = '#00ff00';
        context.fillRect(0, 0, 2, 2);
      },
      labels: () => [{ text: 'without 7', x: 200, y: 100, colour: '#ff0000', fontSize: 11 }],
    }),
  explained: () => {
    const { paint: _paint, ...rest } = plot([], {
      note: 'R² 0.319',
      axes: { x: 'updating due to 1s and 7s', y: 'difference made by leaving out 1s or 7s' },
      lines: [
        { kind: 'solid', words: 'least squares, slope 0.35' },
        { kind: 'dashed', words: 'its 95 % band' },
      ],
      colours: colourKey('r', signedScale(0.9), (value) => String(value)),
    });
    return rest;
  },
} as const;

export type PlotName = keyof typeof PLOTS;

/** What the page hands to the host, its bytes in Base64. */
async function posted(make: (host: { post(message: FromPanel): void }) => Promise<void>): Promise<string> {
  const messages: FromPanel[] = [];
  await make({ post: (message) => messages.push(message) });
  return JSON.stringify(messages, (_key, value: unknown) => {
    if (!(value instanceof Uint8Array)) return value;
    let text = '';
    for (let from = 0; from < value.length; from += 30_000)
      text += String.fromCharCode(...value.subarray(from, from + 30_000));
    return btoa(text);
  });
}

Object.assign(window, {
  savePicture: (name: PlotName, format: 'png' | 'svg', scale: PictureScale) =>
    posted((host) => offerPicture(host, PLOTS[name](), format, scale)),
  postReport: (names: readonly PlotName[]) =>
    posted((host) =>
      postReport(
        host,
        names.map((name) => PLOTS[name]()),
      ),
    ),
});
