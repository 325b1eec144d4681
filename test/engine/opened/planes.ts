import fc from 'fast-check';
import type { Region } from '../../../src/model/region';

/** Points for properties. */
export interface Plane {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** How coordinates are spread; from a seed, since thousands of points are too many to be drawn one by one. */
const SPREADS: readonly ((draw: () => number) => number)[] = [
  // Anywhere, and on both ends.
  (draw) => (draw() < 0.1 ? Math.round(draw()) : draw()),
  // Crowds, some in one place.
  (draw) => {
    const crowd = Math.floor(4 * draw()) / 4;
    return draw() < 0.3 ? crowd : crowd + 0.001 * draw() * draw();
  },
  // Round places, and so the borders of cells and bins.
  (draw) => Math.floor(17 * draw()) / 16,
  () => 0.1,
  // Nearly all close to 0, the others further and further out.
  (draw) => draw() ** 40,
  // Logarithms of ratios.
  (draw) => Math.log(draw() / draw()),
  // Far out, close together, or undefined.
  (draw) =>
    [Number.NaN, Number.POSITIVE_INFINITY, 1e6 + draw(), -1e9, 1e-12 * draw(), draw()][Math.floor(6 * draw())] ?? 0,
  (draw) => (draw() < 0.2 ? Number.NaN : 3 * draw() - 1),
];

export const planes: fc.Arbitrary<Plane> = fc
  .record({
    seed: fc.integer(),
    length: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 200 }), fc.nat({ max: 6000 })),
    across: fc.nat({ max: SPREADS.length - 1 }),
    up: fc.nat({ max: SPREADS.length - 1 }),
    related: fc.boolean(),
  })
  .map(({ seed, length, across, up, related }) => {
    const draw = drawing(seed);
    const x = Float64Array.from({ length }, () => (SPREADS[across] as (typeof SPREADS)[number])(draw));
    const y = x.map((value) => {
      const own = (SPREADS[up] as (typeof SPREADS)[number])(draw);
      return related ? value + 0.1 * own : own;
    });
    return { x, y };
  });

/** A place within or around a plane's points, round, on one of them, or beside one. */
export function somewhere({ x, y }: Plane): fc.Arbitrary<readonly [number, number]> {
  const round = fc.integer({ min: -2, max: 18 }).map((part) => part / 16);
  const coordinate = fc.oneof(fc.double({ min: -0.3, max: 1.3, noNaN: true }), round);
  const free = fc.tuple(coordinate, coordinate);
  if (x.length === 0) return free;
  const point = fc.nat({ max: x.length - 1 }).map((at): readonly [number, number] => {
    const [px, py] = [x[at] as number, y[at] as number];
    return [Number.isFinite(px) ? px : 0.5, Number.isFinite(py) ? py : 0.5];
  });
  const beside = fc
    .tuple(point, fc.double({ min: -0.01, max: 0.01, noNaN: true }), fc.double({ min: -0.01, max: 0.01, noNaN: true }))
    .map(([[px, py], dx, dy]): readonly [number, number] => [px + dx, py + dy]);
  // Two places of different points: corners of boxes that are neither on one nor far from any.
  const mixed = fc.tuple(point, point).map(([[px], [, py]]): readonly [number, number] => [px, py]);
  return fc.oneof(free, point, beside, mixed);
}

/** Boxes, also upside down and without extent, and lassos of any corners, which mostly cross themselves. */
export function regionsOf(plane: Plane): fc.Arbitrary<Region> {
  const place = somewhere(plane);
  const box = fc.tuple(place, place, fc.boolean()).map(([[ax, ay], [bx, by], sorted]): Region => {
    if (!sorted) return { kind: 'box', limits: { x0: ax, x1: bx, y0: ay, y1: by } };
    return {
      kind: 'box',
      limits: { x0: Math.min(ax, bx), x1: Math.max(ax, bx), y0: Math.min(ay, by), y1: Math.max(ay, by) },
    };
  });
  const lasso = fc
    .array(place, { maxLength: 30 })
    .map((corners): Region => ({ kind: 'lasso', corners: Float64Array.from(corners.flat()) }));
  // Drawn by hand: many short edges about a middle.
  const round = fc.tuple(place, fc.double({ min: 0.001, max: 2, noNaN: true }), fc.integer({ min: 3, max: 80 })).map(
    ([[x, y], radius, edges]): Region => ({
      kind: 'lasso',
      corners: Float64Array.from({ length: 2 * edges }, (_, at) => {
        const angle = (2 * Math.PI * Math.floor(at / 2)) / edges;
        return at % 2 === 0 ? x + radius * Math.cos(angle) : y + radius * Math.sin(3 * angle + 0.5);
      }),
    }),
  );
  const far = fc.array(
    fc.tuple(fc.constantFrom(-1e300, 1e300, -5, 0.5, 1e9), fc.constantFrom(-1e300, 1e300, 0.25, 0, 7)),
    {
      maxLength: 6,
    },
  );
  const wild = far.map((corners): Region => ({ kind: 'lasso', corners: Float64Array.from(corners.flat()) }));
  return fc.oneof(box, box, lasso, round, wild);
}

/** Numbers between 0 and 1 from a seed (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
