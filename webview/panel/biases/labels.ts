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
  readonly radius: number;
  /** Edges that no label may cross. */
  readonly left: number;
  readonly right: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const DISTANCE = 3;

/** Tries the right side of each point, then the left one; a point with room on neither stays without a label. */
export function placeLabels(points: readonly (readonly [number, number])[], room: LabelRoom): PlacedLabel[] {
  const { radius, height, width } = room;
  const marks = points.map(
    ([x, y]): Box => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }),
  );
  const taken: Box[] = [];
  const placed: PlacedLabel[] = [];
  for (const [point, [x, y]] of points.entries()) {
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    const span = width(point);
    for (const left of [x + radius + DISTANCE, x - radius - DISTANCE - span]) {
      const box = { left, right: left + span, top: y - height / 2, bottom: y + height / 2 };
      if (box.left < room.left || box.right > room.right) continue;
      if (taken.some((other) => overlap(box, other)) || marks.some((mark) => overlap(box, mark))) continue;
      taken.push(box);
      placed.push({ point, x: left, y });
      break;
    }
  }
  return placed;
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
