import exp from '@stdlib/math-base-special-exp';
import type { RandomStream } from '../../network/random';
import type { Form, Glyph } from './form';
import { MOST_POINTS } from './glyphs';

// Standard deviations unless said otherwise. Lengths are in heights of the digit, as in the glyphs.
// Every number here, and the order in which random numbers are drawn, decides bytes: see GENERATOR_VERSION.
/** How far a drawing may lie outside the line between its two poses (largest; the line has length 1). */
const BEYOND_POSES = 0.25;
/** Carelessness: spread of the logarithm of a factor on all unsteadiness of one image. */
const CARE = 0.4;
/** Independent displacement of every control point. */
const WOBBLE = 0.03;
const SLANT = 0.26;
const TILT = 0.08;
/** Spread of the logarithm of width / height. */
const WIDTH = 0.24;
/** Shift of the middle against the ends, as when the upper loop grows at the lower one's cost (uniform, largest). */
const SQUEEZE = 0.425;
const BEND = 0.12;
/** The upper part wider than the lower one, or the other way round. */
const TAPER = 0.24;
/** Median width of the pen's line in pixels, spread of its logarithm, and the range it is kept in. */
const PEN_WIDTH = { median: 2.5, spread: 0.29, least: 1.3, most: 5.5 } as const;
/** Change of the pen's width from the middle to the side of the field, as a share of it. */
const PRESSURE = 0.1;

/** Straight pieces that each curve between two control points is flattened to. */
const PIECES = 6;

/** The lines of one drawn digit. One instance is used again for every image, so drawing allocates nothing here. */
export interface Trace {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 at the first point of each stroke: no line leads there from the point before. */
  readonly begins: Uint8Array;
  points: number;
  /** Width of the pen's line in pixels. */
  penWidth: number;
  /** Growth of that width per distance from the middle to the side, to the right and downwards. */
  readonly pressure: [right: number, down: number];
}

const trace: Trace = {
  x: new Float64Array(MOST_POINTS * PIECES),
  y: new Float64Array(MOST_POINTS * PIECES),
  begins: new Uint8Array(MOST_POINTS * PIECES),
  points: 0,
  penWidth: 0,
  pressure: [0, 0],
};
const control = {
  x: new Float64Array(MOST_POINTS),
  y: new Float64Array(MOST_POINTS),
  smoothness: new Float64Array(MOST_POINTS),
};

/** Weights of (start, tangent there, end, tangent there) at t = k / PIECES, k = 1 … PIECES: cubic Hermite polynomials. */
const HERMITE = Float64Array.from({ length: PIECES * 4 }, (_, place) => {
  const t = (Math.floor(place / 4) + 1) / PIECES;
  const weights = [(2 * t - 3) * t * t + 1, ((t - 2) * t + 1) * t, (3 - 2 * t) * t * t, (t - 1) * t * t];
  return weights[place % 4] as number;
});

/** Draws one way of writing `glyph`. The trace is valid until the next call; its place and size are still arbitrary. */
export function writeDigit(glyph: Glyph, random: RandomStream): Trace {
  const form = chooseForm(glyph.forms, random);
  const care = exp(CARE * random.normal());
  placeControlPoints(form, WOBBLE * glyph.wobble * care, random);
  flatten(form);
  bend(glyph, care, random);
  const width = PEN_WIDTH.median * glyph.penWidth * exp(PEN_WIDTH.spread * random.normal());
  trace.penWidth = Math.max(PEN_WIDTH.least, Math.min(PEN_WIDTH.most, width));
  trace.pressure[0] = PRESSURE * random.normal();
  trace.pressure[1] = PRESSURE * random.normal();
  return trace;
}

function chooseForm(forms: readonly Form[], random: RandomStream): Form {
  let left = random.uniform() * forms.reduce((total, form) => total + form.weight, 0);
  for (const form of forms) {
    left -= form.weight;
    if (left < 0) return form;
  }
  return forms[forms.length - 1] as Form;
}

/** Control points somewhere between (or a little beyond) two poses of the form, each moved by an unsteady hand. */
function placeControlPoints(form: Form, wobble: number, random: RandomStream): void {
  const one = form.poses[random.integer(form.poses.length)] as Form['poses'][number];
  const other = form.poses[random.integer(form.poses.length)] as Form['poses'][number];
  const along = random.uniform() * (1 + 2 * BEYOND_POSES) - BEYOND_POSES;
  const sharpness = random.uniform();
  for (let i = 0; i < one.x.length; i++) {
    const [x, y] = [one.x[i] as number, one.y[i] as number];
    control.x[i] = x + along * ((other.x[i] as number) - x) + wobble * random.normal();
    control.y[i] = y + along * ((other.y[i] as number) - y) + wobble * random.normal();
    control.smoothness[i] = 1 - sharpness * (one.corner[i] as number);
  }
}

/** Runs a Catmull-Rom spline through the control points of each stroke; at a corner its tangent shrinks towards 0. */
function flatten(form: Form): void {
  let points = 0;
  let first = 0;
  for (const count of form.strokes) {
    const last = first + count - 1;
    trace.begins[points] = 1;
    trace.x[points] = control.x[first] as number;
    trace.y[points] = control.y[first] as number;
    points++;
    for (let i = first; i < last; i++) {
      const before = Math.max(first, i - 1);
      const after = Math.min(last, i + 2);
      flattenCurve(control.x, before, i, after, trace.x, points);
      flattenCurve(control.y, before, i, after, trace.y, points);
      trace.begins.fill(0, points, points + PIECES);
      points += PIECES;
    }
    first = last + 1;
  }
  trace.points = points;
}

/** One coordinate of the curve from control point `i` to `i + 1`, as PIECES points from `place` on. */
function flattenCurve(from: Float64Array, before: number, i: number, after: number, to: Float64Array, place: number) {
  const start = from[i] as number;
  const end = from[i + 1] as number;
  const tangentAtStart = 0.5 * (control.smoothness[i] as number) * (end - (from[before] as number));
  const tangentAtEnd = 0.5 * (control.smoothness[i + 1] as number) * ((from[after] as number) - start);
  for (let piece = 0; piece < PIECES; piece++) {
    to[place + piece] =
      (HERMITE[4 * piece] as number) * start +
      (HERMITE[4 * piece + 1] as number) * tangentAtStart +
      (HERMITE[4 * piece + 2] as number) * end +
      (HERMITE[4 * piece + 3] as number) * tangentAtEnd;
  }
}

/** Bends, squeezes, narrows, slants and tilts the whole trace: what a hand does to a digit as a whole. */
function bend(glyph: Glyph, care: number, random: RandomStream): void {
  const slant = glyph.slant + SLANT * care * random.normal();
  const tilt = TILT * care * random.normal();
  const width = glyph.width * exp(WIDTH * random.normal());
  const squeezeX = SQUEEZE * (2 * random.uniform() - 1);
  const squeezeY = SQUEEZE * (2 * random.uniform() - 1);
  const bendX = 2 * BEND * care * random.normal();
  const bendY = BEND * care * random.normal();
  const taper = 2 * TAPER * care * random.normal();
  for (let i = 0; i < trace.points; i++) {
    const u = (trace.x[i] as number) - 0.5;
    const v = (trace.y[i] as number) - 0.5;
    const y = v + squeezeY * (0.25 - v * v) + bendY * u * u;
    const x = width * (u * (1 + taper * v) + squeezeX * (0.25 - u * u) + bendX * v * v) - slant * y;
    trace.x[i] = x;
    trace.y[i] = y + tilt * x;
  }
}
