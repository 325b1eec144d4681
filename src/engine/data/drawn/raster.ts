import type { Trace } from './variation';

/** Side of the square the ink is fitted into, and of the field, in pixels: those of MNIST. */
const BOX = 20;
const FIELD = 28;
/** Pixels over which an edge goes from paper to ink. Scanned and scaled writing has edges a little wider than a pixel. */
const EDGE = 1.25;
/** The pen's width at any place, as a share of its width in the middle, is kept in this range. */
const PRESSURE_RANGE = { least: 0.75, most: 1.3 } as const;

/** Per pixel of the box: smallest squared distance of its centre to a line, and the grey that follows from it. */
const nearest = new Float64Array(BOX * BOX);
const grey = new Uint8Array(BOX * BOX);

/**
 * Inks a trace: fitted into the box keeping its aspect ratio, anti-aliased, and then moved by whole pixels so that the
 * centre of mass of the ink comes to the middle of the field (LeCun, Cortes and Burges' normalisation of MNIST).
 *
 * @param trace is scaled in place.
 * @param into gets FIELD × FIELD bytes from `offset` on, row after row: 0 = background, 255 = ink.
 */
export function rasterise(trace: Trace, into: Uint8Array, offset: number): void {
  fitIntoBox(trace);
  nearest.fill(FIELD * FIELD);
  for (let i = 1; i < trace.points; i++) if (trace.begins[i] === 0) measureLine(trace, i);

  let ink = 0;
  let momentX = 0;
  let momentY = 0;
  for (let row = 0, pixel = 0; row < BOX; row++) {
    for (let column = 0; column < BOX; column++, pixel++) {
      const depth = 0.5 + (trace.penWidth / 2 - Math.sqrt(nearest[pixel] as number)) / EDGE;
      const value = Math.round(255 * Math.max(0, Math.min(1, depth)));
      grey[pixel] = value;
      ink += value;
      momentX += value * column;
      momentY += value * row;
    }
  }
  placeInField(momentX / ink, momentY / ink, into, offset);
}

/** Scales and moves the trace so that its ink, half a pen's width around it, just fits into the box, in its middle. */
function fitIntoBox(trace: Trace): void {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < trace.points; i++) {
    const x = trace.x[i] as number;
    const y = trace.y[i] as number;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const room = BOX - trace.penWidth;
  const scale = Math.min(room / (right - left), room / (bottom - top));
  for (let i = 0; i < trace.points; i++) {
    trace.x[i] = BOX / 2 + scale * ((trace.x[i] as number) - (left + right) / 2);
    trace.y[i] = BOX / 2 + scale * ((trace.y[i] as number) - (top + bottom) / 2);
  }
}

/** Lowers `nearest` around the line that leads to point `i`. Under pressure the line is wider: its distances shrink. */
function measureLine(trace: Trace, i: number): void {
  const startX = trace.x[i - 1] as number;
  const startY = trace.y[i - 1] as number;
  const endX = trace.x[i] as number;
  const endY = trace.y[i] as number;
  const alongX = endX - startX;
  const alongY = endY - startY;
  const length2 = alongX * alongX + alongY * alongY;
  const perLength2 = length2 > 1e-12 ? 1 / length2 : 0;

  const half = BOX / 2;
  const press = 1 + (trace.pressure[0] * (startX - half) + trace.pressure[1] * (startY - half)) / half;
  const width = Math.max(PRESSURE_RANGE.least, Math.min(PRESSURE_RANGE.most, press));
  const perWidth2 = 1 / (width * width);

  // Beyond this distance from a line a pixel gets no ink from it.
  const reach = width * (trace.penWidth / 2 + EDGE / 2);
  const firstColumn = Math.max(0, Math.floor(Math.min(startX, endX) - reach + 0.5));
  const lastColumn = Math.min(BOX - 1, Math.floor(Math.max(startX, endX) + reach - 0.5));
  const firstRow = Math.max(0, Math.floor(Math.min(startY, endY) - reach + 0.5));
  const lastRow = Math.min(BOX - 1, Math.floor(Math.max(startY, endY) + reach - 0.5));
  for (let row = firstRow; row <= lastRow; row++) {
    const y = row + 0.5 - startY;
    for (let column = firstColumn; column <= lastColumn; column++) {
      const x = column + 0.5 - startX;
      const projection = (x * alongX + y * alongY) * perLength2;
      const t = Math.max(0, Math.min(1, projection));
      const awayX = x - t * alongX;
      const awayY = y - t * alongY;
      const distance2 = (awayX * awayX + awayY * awayY) * perWidth2;
      const pixel = row * BOX + column;
      if (distance2 < (nearest[pixel] as number)) nearest[pixel] = distance2;
    }
  }
}

/** Copies the box into an empty field with its centre of mass on pixel (14, 14), or as near as the field allows. */
function placeInField(centreX: number, centreY: number, into: Uint8Array, offset: number): void {
  const right = Math.max(0, Math.min(FIELD - BOX, Math.round(FIELD / 2 - centreX)));
  const down = Math.max(0, Math.min(FIELD - BOX, Math.round(FIELD / 2 - centreY)));
  into.fill(0, offset, offset + FIELD * FIELD);
  for (let row = 0; row < BOX; row++) {
    const target = offset + (row + down) * FIELD + right;
    for (let column = 0; column < BOX; column++) into[target + column] = grey[row * BOX + column] as number;
  }
}
