import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import type { PanelState } from '../../src/model/panelProtocol';
import type { CompleteRun, LayerView } from '../../src/model/runView';
import { scatterSquare, toData, toPixel, unitSquare } from '../../webview/charts/geometry';
import { testLimit } from '../harness/limits.cjs';
import { launch, type Opening, Panel, PanelServer } from './panelPage';
import { tinyRun } from './runs';

/** What the tests of the panel in a browser share. Filled in by the hooks of `inBrowser`. */
export const at = {} as {
  browser: Browser;
  server: PanelServer;
  /** A run of the default network. */
  run: CompleteRun;
  /** A run of a network with two hidden layers. */
  deep: CompleteRun;
  /** The panel of the test that runs. */
  panel: Panel;
};

/** A suite with a browser and two runs; each of its tests opens a panel, and fails if anything goes wrong in its page. */
export function inBrowser(name: string, tests: () => void): void {
  describe(name, function () {
    this.timeout(testLimit);

    before(async () => {
      const made = [launch(), PanelServer.start(resolve('dist')), tinyRun(), tinyRun([12, 8])] as const;
      [at.browser, at.server, at.run, at.deep] = await Promise.all(made);
    });

    after(async () => {
      await at.browser.close();
      await at.server.stop();
    });

    afterEach(async () => {
      const faults = await at.panel.faultsFound();
      await at.panel.close();
      assert.deepEqual(faults, []);
    });

    tests();
  });
}

export async function open(state: PanelState | null, opening: Opening = {}): Promise<void> {
  at.panel = await Panel.open(at.browser, at.server, opening);
  if (state !== null) await at.panel.send({ type: 'state', state });
}

/** What the row of the selection says. */
export const selectionWords = () => at.panel.page.locator('.selection-words').innerText();

/** An entry of the menu of the selection, which is opened for it. */
export async function selectionEntry(name: string) {
  const bar = at.panel.page.getByRole('region', { name: 'Selection' });
  await bar.getByRole('button', { name: 'More of the selection' }).click();
  const menu = bar.getByRole('menu');
  return menu
    .getByRole('menuitem', { name, exact: true })
    .or(menu.getByRole('menuitemcheckbox', { name, exact: true }));
}

/** Does what an entry of the menu of the selection says. */
export async function pressInMenu(name: string): Promise<void> {
  await (await selectionEntry(name)).click();
  await at.panel.settle();
}

export const complete = (run: CompleteRun): PanelState => ({ kind: 'complete', run });

/** Opens what is folded away behind the ⋯ of a plot's head. */
export async function openMore(view: 'weights' | 'pixels' | 'biases'): Promise<void> {
  const more = at.panel.page.locator(`.${view} .section-more > button`);
  if ((await more.getAttribute('aria-expanded')) === 'false') await more.click();
}

/** Opens the dock with a tab. */
export async function openTab(name: string): Promise<void> {
  const tab = at.panel.page.getByRole('tab', { name });
  if ((await tab.getAttribute('aria-expanded')) !== 'true') await tab.click();
}

/** Where a chart stands in the window. */
export async function frameOf(selector: string) {
  const chart = at.panel.page.locator(selector);
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  assert.ok(box !== null);
  return box;
}

/** Where a chart's square lies in its frame: that of the weights plot leaves room for histograms. */
export function squareOf(selector: string, { width, height }: { readonly width: number; readonly height: number }) {
  return (selector === '.weights-chart' ? scatterSquare : unitSquare)(width, height);
}

/** The window's place of a point of a square plot. */
export async function placeOf(selector: string, x: number, y: number): Promise<[number, number]> {
  const box = await frameOf(selector);
  const [left, top] = toPixel(squareOf(selector, box), x, y);
  // Whole pixels: a browser tells of a click no finer.
  return [Math.round(box.x + left), Math.round(box.y + top)];
}

/** The point of a square plot that lies at a place of the window. */
export async function dataAt(
  selector: string,
  [x, y]: readonly [number, number],
): Promise<readonly [number, number, number]> {
  const box = await frameOf(selector);
  const square = squareOf(selector, box);
  return [...toData(square, x - box.x, y - box.y), square.side];
}

/** What a click there must open: nearest of all weights within 6 pixels, then the first of its cluster. */
export function expectedWeight(
  { weightX, weightY, clusterOf }: LayerView,
  x: number,
  y: number,
  reach: number,
): number {
  let nearest = -1;
  let least = reach;
  for (let weight = 0; weight < weightX.length; weight++) {
    const distance = Math.hypot((weightX[weight] as number) - x, (weightY[weight] as number) - y);
    if (distance < least) {
      least = distance;
      nearest = weight;
    }
  }
  assert.ok(nearest >= 0);
  return clusterOf.indexOf(clusterOf[nearest] as number);
}

/** The pixels of a chart, all of its layers together, one byte a channel. */
export async function pictureOf(selector: string): Promise<{ width: number; height: number; data: Buffer }> {
  const url = await at.panel.page.evaluate((chart) => {
    const layers = [
      ...document.querySelectorAll<HTMLCanvasElement>(`${chart} .chart-points, ${chart} .chart-ground canvas`),
    ];
    const whole = document.createElement('canvas');
    whole.width = Math.max(...layers.map((layer) => layer.width));
    whole.height = Math.max(...layers.map((layer) => layer.height));
    const context = whole.getContext('2d') as CanvasRenderingContext2D;
    for (const layer of layers) context.drawImage(layer, 0, 0);
    return whole.toDataURL();
  }, selector);
  return PNG.sync.read(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
}

/** Share of the given places of a chart that are painted. */
export async function painted(selector: string, places: readonly (readonly [number, number])[]): Promise<number> {
  const { width, data } = await pictureOf(selector);
  const hits = places.filter(([x, y]) => (data[4 * (Math.floor(y) * width + Math.floor(x)) + 3] ?? 0) > 0);
  return hits.length / places.length;
}

export async function pixelAt(selector: string, x: number, y: number): Promise<number[]> {
  const { width, data } = await pictureOf(selector);
  const from = 4 * (Math.floor(y) * width + Math.floor(x));
  return [...data.subarray(from, from + 4)];
}
