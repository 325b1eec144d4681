/** Which points of a plot can be labelled without covering a point or another label, and where. */

export interface PlacedLabel {
  readonly point: number;
  /** Left edge and vertical middle of the text. */
  readonly x: number;
  readonly y: number;
}

export interface LabelRoom {
  readonly width: (point: number) => number;
  readonly height: number;
  /** Radius of a point's mark. */
  readonly radius: (point: number) => number;
  /** Edges that no label may cross. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Between a mark and its label, and least between two labels. */
const DISTANCE = 3;
const APART = 2;

/**
 * Tries the right side of each point, the left one, above and below; a point with room nowhere stays without a label.
 * @param taken what else no label may cover
 */
export function placeLabels(
  points: readonly (readonly [number, number])[],
  room: LabelRoom,
  taken: readonly Box[] = [],
): PlacedLabel[] {
  const { height, width } = room;
  const marks = points.map(([x, y], point) => around(x, y, room.radius(point)));
  const occupied = [...taken];
  const placed: PlacedLabel[] = [];
  for (const [point, [x, y]] of points.entries()) {
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const span = width(point);
    const away = room.radius(point) + DISTANCE;
    for (const [left, middle] of [
      [x + away, y],
      [x - away - span, y],
      [x - span / 2, y - away - height / 2],
      [x - span / 2, y + away + height / 2],
    ] as const) {
      const box = { left, right: left + span, top: middle - height / 2, bottom: middle + height / 2 };
      if (box.left < room.left || box.right > room.right || box.top < room.top || box.bottom > room.bottom) continue;
      if (occupied.some((other) => overlap(box, other, APART)) || marks.some((mark) => overlap(box, mark, 0))) continue;
      occupied.push(box);
      placed.push({ point, x: left, y: middle });
      break;
    }
  }
  return placed;
}

function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius };
}

function overlap(one: Box, other: Box, apart: number): boolean {
  return (
    one.left < other.right + apart &&
    other.left < one.right + apart &&
    one.top < other.bottom + apart &&
    other.top < one.bottom + apart
  );
}
