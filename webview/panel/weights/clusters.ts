import type { Limits } from '../../../src/model/region';
import { inLimits } from '../../../src/model/region';
import { type LabelRoom, placeLabels } from '../../charts/labels';
import { pixelOf, type Viewport } from '../../charts/viewport';
import type { Theme } from '../../theme';
import type { WeightPoints } from './weightPoints';

/** Weights of one neuron that fall together. */
export interface Cluster {
  readonly neuron: number;
  /** How many they are, from 2. */
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

/** Radius of the ring around the largest cluster of a layer, in CSS pixels. */
const LARGEST_RING = 9;

/** From so many clusters in sight on none is numbered: the numbers would be a crowd of their own. */
export const NUMBERED_BELOW = 40;

/** Beyond so many in sight only the largest are ringed: more rings than that cover each other. */
const MOST_RINGS = 2000;

/** The clusters of a layer's points, largest first. */
export class Clusters {
  readonly all: readonly Cluster[];

  constructor(points: WeightPoints) {
    const { x, y, multiplicity, layer } = points;
    const all: Cluster[] = [];
    for (const [cluster, size] of multiplicity.entries()) {
      const first = points.firstOf(cluster);
      const [atX, atY] = [x[first] ?? Number.NaN, y[first] ?? Number.NaN];
      if (size < 2 || !Number.isFinite(atX + atY)) continue;
      all.push({ neuron: Math.floor(first / layer.inputs), size, x: atX, y: atY });
    }
    this.all = all.sort((one, other) => other.size - one.size);
  }

  within(window: Limits): Cluster[] {
    return this.all.filter(({ x, y }) => inLimits(window, x, y));
  }

  /** In CSS pixels: its area as the size of the cluster, but never less than round a point. */
  radius({ size }: Cluster, pointSize: number): number {
    const [largest] = this.all;
    return Math.max(pointSize / 2 + 1.5, LARGEST_RING * Math.sqrt(size / (largest?.size ?? size)));
  }
}

/** A ring around each cluster in sight, and, while those are few, beside it the number of its neuron. */
export function markClusters(
  canvas: CanvasRenderingContext2D,
  clusters: Clusters,
  viewport: Viewport,
  pointSize: number,
  theme: Theme,
): void {
  const inSight = clusters.within(viewport.window);
  const ringed = inSight.slice(0, MOST_RINGS);
  const places = ringed.map(({ x, y }) => pixelOf(viewport, x, y));
  const radius = (cluster: number) => clusters.radius(ringed[cluster] as Cluster, pointSize);
  // A rim in the ground's colour sets the rings off from the crowd.
  for (const [width, colour] of [
    [2.5, theme.background],
    [1, theme.foreground],
  ] as const) {
    canvas.beginPath();
    for (const [cluster, [x, y]] of places.entries()) {
      canvas.moveTo(x + radius(cluster), y);
      canvas.arc(x, y, radius(cluster), 0, 2 * Math.PI);
    }
    canvas.lineWidth = width;
    canvas.strokeStyle = colour;
    canvas.stroke();
  }
  if (inSight.length >= NUMBERED_BELOW) return;
  canvas.font = `600 ${theme.fontSize - 2}px ${theme.fontFamily}`;
  canvas.textBaseline = 'middle';
  canvas.lineWidth = 3;
  canvas.lineJoin = 'round';
  canvas.strokeStyle = theme.background;
  canvas.fillStyle = theme.foreground;
  const words = (cluster: number) => String(ringed[cluster]?.neuron);
  const room: LabelRoom = {
    width: (cluster) => canvas.measureText(words(cluster)).width,
    height: theme.fontSize,
    radius,
    ...edgesOf(viewport),
  };
  for (const { point, x, y } of placeLabels(places, room)) {
    canvas.strokeText(words(point), x, y);
    canvas.fillText(words(point), x, y);
  }
}

/** The sides of a plot, which no label crosses. */
function edgesOf({ rectangle: { left, top, width, height } }: Viewport) {
  return { left, right: left + width, top, bottom: top + height };
}
