import type { PointSet } from '../points/pointSet';
import { pixelsPerUnit, type Viewport } from '../viewport';
import type { ArrowKey } from './pointing';

/** Where each arrow leads, y upwards. */
const DIRECTIONS: Readonly<Record<ArrowKey, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, -1],
};

/**
 * The next distinct point in the direction of an arrow, as seen on screen: of all points in the quarter of the plane
 * about that direction the one nearest by |Δx| + |Δy|; of equally near ones the one farther to the side; of those that
 * are still equal the first. To each quarter belongs the border on its anticlockwise side, so that every other point
 * lies in exactly one.
 *
 * By steps towards the quarter that a point lies in it is always reached: no step takes it farther away by that
 * distance, and those that bring it no nearer lead along one axis and come to an end.
 *
 * @returns its index, or −1 when nothing lies there
 */
export function nearestInDirection(
  { x, y }: Pick<PointSet, 'x' | 'y'>,
  viewport: Viewport,
  from: number,
  key: ArrowKey,
): number {
  const [perX, perY] = pixelsPerUnit(viewport);
  const [alongX, alongY] = DIRECTIONS[key];
  const [fromX, fromY] = [x[from] as number, y[from] as number];
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  let aside = 0;
  for (let point = 0; point < x.length; point++) {
    const dx = ((x[point] as number) - fromX) * perX;
    const dy = ((y[point] as number) - fromY) * perY;
    const ahead = dx * alongX + dy * alongY;
    const left = dy * alongX - dx * alongY;
    // Never true of an undefined point.
    if (!(ahead > 0 && left > -ahead && left <= ahead)) continue;
    const distance = ahead + Math.abs(left);
    if (distance < least || (distance === least && Math.abs(left) > aside)) {
      least = distance;
      aside = Math.abs(left);
      best = point;
    }
  }
  return best;
}
