import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import type { Layer } from '../../src/engine/network/parameters';
import type { StoredRun } from '../../src/engine/runs/runStore';
import { coincidentClusters } from '../../src/engine/statistics/clusters';
import { ParameterOrder } from '../../src/model/parameterOrder';
import { ParameterSet } from '../../src/model/parameterSet';
import { type CellGrid, cellGrid, scatterSquare, toPixel, unitSquare } from '../../webview/charts/geometry';
import { Picture } from './picture';

/** Where things stand in the plots of a run, reckoned from the run's own numbers. */

export type Place = readonly [x: number, y: number];

/** Weights of one neuron that lie on one point. */
export interface Cluster {
  readonly neuron: number;
  /** The inputs they come from. */
  readonly inputs: readonly number[];
  readonly x: number;
  readonly y: number;
  /** How far off the nearest other point is, in units of the axes. */
  readonly room: number;
}

export function layer1({ parameters: { x, y } }: StoredRun): { readonly x: Layer; readonly y: Layer } {
  return { x: x.layers[0] as Layer, y: y.layers[0] as Layer };
}

/** The clusters of many weights, those first that are farthest from any other point: these can be hit for certain. */
export function clusters(run: StoredRun, atLeast = 50): Cluster[] {
  const { x, y } = layer1(run);
  const { clusterOf, multiplicity, neuron } = coincidentClusters(x, y);
  const large = [...multiplicity.keys()].filter((cluster) => (multiplicity[cluster] as number) >= atLeast);
  const found = large.map((cluster) => {
    const weights = [...clusterOf.keys()].filter((weight) => clusterOf[weight] === cluster);
    const first = weights[0] as number;
    const [centreX, centreY] = [x.weight[first] as number, y.weight[first] as number];
    let room = Number.POSITIVE_INFINITY;
    for (const [weight, other] of clusterOf.entries()) {
      if (other === cluster || other < 0) continue;
      const distance = Math.hypot((x.weight[weight] as number) - centreX, (y.weight[weight] as number) - centreY);
      room = Math.min(room, distance);
    }
    const inputs = weights.map((weight) => weight % x.inputs);
    return { neuron: neuron[cluster] as number, inputs, x: centreX, y: centreY, room };
  });
  return found.sort((one, other) => other.room - one.room);
}

/** The title of the dump of some clusters that are selected: the hash of what is in it. */
export function selectionTitle(run: StoredRun, selected: readonly Cluster[]): string {
  const inputsOfLayer = layer1(run).x.inputs;
  const members = selected.flatMap(({ neuron, inputs }) => inputs.map((input) => neuron * inputsOfLayer + input));
  const { bits } = ParameterSet.of(new ParameterOrder(run.file.sizes).count, members);
  return `${createHash('sha256').update(bits).digest('hex').slice(0, 16)}.weights`;
}

/** The place of a point in a square plot, from the plot's upper left corner. */
export async function placeIn(plot: Locator, x: number, y: number): Promise<Place> {
  return toPixel(await squareOf(plot), x, y);
}

/** Where a plot's square lies in its frame: that of the weights plot leaves room for histograms. */
async function squareOf(plot: Locator) {
  const { width, height } = await boxOf(plot);
  const ofWeights = (await plot.getAttribute('class'))?.includes('weights-chart') === true;
  return (ofWeights ? scatterSquare : unitSquare)(width, height);
}

/** The middle of a pixel's cell in the map. */
export async function cellIn(plot: Locator, { file: { image } }: StoredRun, input: number): Promise<Place> {
  const { width, height } = await boxOf(plot);
  const grid: CellGrid = cellGrid(width - 1, height - 1, image.rows, image.columns);
  const [row, column] = [Math.floor(input / image.columns), input % image.columns];
  return [(column + 0.5) * grid.cellWidth, (row + 0.5) * grid.cellHeight];
}

export async function clickAt(plot: Locator, [x, y]: Place): Promise<void> {
  await plot.click({ position: { x, y } });
}

/** Draws a box around a cluster that no other point lies in. */
export async function drawBox(page: Page, plot: Locator, { x, y, room }: Cluster): Promise<void> {
  await plot.scrollIntoViewIfNeeded();
  const { x: left, y: top } = await boxOf(plot);
  // Its corners are farther away than its sides.
  const reach = 0.7 * room;
  const [from, to] = [await placeIn(plot, x - reach, y + reach), await placeIn(plot, x + reach, y - reach)];
  await page.mouse.move(left + from[0], top + from[1]);
  await page.mouse.down();
  await page.mouse.move(left + to[0], top + to[1], { steps: 4 });
  await page.mouse.up();
}

/** Directions in which a ring is looked for. */
const DIRECTIONS = 64;
/** Of the ring around a single point, in CSS pixels. */
const RING_RADIUS = 7;

/** The share of a ring around a point that is laid over a plot: 1 where that point is marked. */
export async function ringAround(plot: Locator, x: number, y: number): Promise<number> {
  const [left, top] = await placeIn(plot, x, y);
  return plot.locator('.chart-over').evaluate(
    (canvas, { centre, radius, directions }) => {
      const context = canvas instanceof HTMLCanvasElement ? canvas.getContext('2d') : null;
      if (context === null) throw new Error('Nothing can be laid over this plot.');
      const scale = context.canvas.width / context.canvas.clientWidth;
      const painted = Array.from({ length: directions }, (_, direction) => {
        const angle = (2 * Math.PI * direction) / directions;
        const column = Math.floor(scale * (centre[0] + radius * Math.cos(angle)));
        const row = Math.floor(scale * (centre[1] + radius * Math.sin(angle)));
        return (context.getImageData(column, row, 1, 1).data[3] ?? 0) > 0;
      });
      return painted.filter(Boolean).length / directions;
    },
    { centre: [left, top] as const, radius: RING_RADIUS, directions: DIRECTIONS },
  );
}

/** Asserts that a square plot shows these points, and is not painted all over. */
export async function assertPointsDrawn(plot: Locator, x: Float64Array, y: Float64Array): Promise<void> {
  const picture = await Picture.of(plot);
  const box = await boxOf(plot);
  const square = await squareOf(plot);
  // The picture begins at a whole pixel, the plot at whatever fraction of one the lines above it leave.
  const [right, down] = [box.x % 1, box.y % 1];
  const places = Array.from(x, (value, index) => {
    const [left, top] = toPixel(square, value, y[index] as number);
    return [left + right, top + down] as const;
  });
  const defined = places.filter(([left, top]) => !Number.isNaN(left + top));
  const shown = defined.filter(([left, top]) => !picture.isBackground(left, top)).length / defined.length;
  assert.ok(shown > 0.999, `only ${shown} of the ${defined.length} points are seen`);
  const painted = picture.painted();
  assert.ok(painted < 0.6, `${painted} of the plot is painted`);
}

async function boxOf(plot: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await plot.boundingBox();
  assert.ok(box !== null);
  return box;
}
