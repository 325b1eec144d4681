/** How one digit is written: its forms, and what is usual for it beside those of the other digits. */
export interface Glyph {
  /** Usual width, as a multiple of the width the forms are drawn with. */
  readonly width: number;
  /** Usual width of the pen's line, as a multiple of that of a 0 or 1: digits with more line are written finer. */
  readonly penWidth: number;
  /** Usual slant to the right: horizontal shift per unit of height, the tangent of the angle to the vertical. */
  readonly slant: number;
  /** Unsteadiness of the hand, as a multiple of that of most digits: a plain stem comes out straighter. */
  readonly wobble: number;
  readonly forms: readonly Form[];
}

/** One way of writing a digit. */
export interface Form {
  /** How often this way is chosen, relative to the digit's other forms. */
  readonly weight: number;
  /** Number of control points of each stroke, in writing order. */
  readonly strokes: readonly number[];
  /** Poses of the same strokes: an image is drawn somewhere between two of them. */
  readonly poses: readonly Pose[];
}

/** The control points of all strokes of a form, one stroke after the other: x to the right, y down, the digit about 1 high. */
export interface Pose {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 where the pen turns at a corner, 0 where it runs through smoothly. */
  readonly corner: Float64Array;
}

/**
 * Reads a form from its poses, given as "x,y" pairs in hundredths of the digit's height with "|" between strokes and
 * "!" after a point at which the pen turns sharply.
 *
 * @throws {Error} if the poses do not have the same strokes with equally many points.
 */
export function form(weight: number, ...poses: readonly string[]): Form {
  const strokesOf = (pose: string) => pose.split('|').map((stroke) => stroke.trim().split(/\s+/));
  const counts = poses.map((pose) => strokesOf(pose).map((stroke) => stroke.length));
  const strokes = counts[0] ?? [];
  if (counts.some((others) => others.join() !== strokes.join())) {
    const found = counts.map((others) => others.join('+')).join(', ');
    throw new Error(
      `Poses of one form need equally many points per stroke, found ${found} in the form of "${poses[0]}".`,
    );
  }
  return { weight, strokes, poses: poses.map((pose) => readPoints(strokesOf(pose).flat())) };
}

function readPoints(points: readonly string[]): Pose {
  const coordinate = (point: string, axis: number) => Number(point.replace('!', '').split(',')[axis]) / 100;
  return {
    x: Float64Array.from(points, (point) => coordinate(point, 0)),
    y: Float64Array.from(points, (point) => coordinate(point, 1)),
    corner: Float64Array.from(points, (point) => (point.endsWith('!') ? 1 : 0)),
  };
}
