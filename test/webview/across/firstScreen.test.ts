import assert from 'node:assert/strict';
import { at, complete, inBrowser, open } from '../browserSuite';
import { runningState } from '../runs';
import { THEMES, type ThemeName } from '../themes';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The least side of a plot in CSS pixels; null where it is one press away. */
interface Wanted {
  readonly weights: number;
  readonly others: number | null;
  /** The most that stands above the plots. */
  readonly above: number;
}

const HEIGHT = 798;

/** Panels of a window of 1440 × 900: with the side bar, and beside an editor. */
const WANTED: readonly (readonly [width: number, wanted: Wanted])[] = [
  [1082, { weights: 440, others: 150, above: 120 }],
  [700, { weights: 440, others: 100, above: 96 }],
  [541, { weights: 360, others: null, above: 96 }],
  [460, { weights: 360, others: null, above: 96 }],
];

const VIEWS = ['Weights', 'Pixels', 'Neuron', 'Biases'] as const;

/** Of a region by its name: that of its plot, which is its first drawing. */
async function plotOf(name: string): Promise<Box | null> {
  const region = at.panel.page.getByRole('region', { name, exact: true });
  if (!(await region.isVisible())) return null;
  return region.locator('canvas, svg').first().evaluate(measured);
}

async function boxOf(name: string): Promise<Box> {
  return at.panel.page.getByRole('region', { name, exact: true }).evaluate(measured);
}

function measured(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { left, top, width, height };
}

function overlap(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width &&
    other.left < one.left + one.width &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

/** What stands over a heading, beyond its section or before the beginning of its line. Runs in the page. */
function covered(): string[] {
  const found: string[] = [];
  for (const section of document.querySelectorAll('.plots .section')) {
    const heading = section.querySelector('h2');
    if (heading === null || !section.checkVisibility()) continue;
    const { right } = heading.getBoundingClientRect();
    const isRead = getComputedStyle(heading).clipPath === 'none';
    const end = section.getBoundingClientRect().right;
    for (const tool of section.querySelectorAll('.section-tools > *, .section-more')) {
      const box = tool.getBoundingClientRect();
      if (box.width === 0) continue;
      if (isRead && box.left < right) found.push(`${tool.className} over “${heading.textContent}”`);
      if (box.right > end + 1) found.push(`${tool.className} beyond “${heading.textContent}”`);
    }
    for (const entry of section.querySelectorAll('.plot-idle .line-entry')) {
      const [box, line] = [entry, entry.parentElement as Element].map((each) => each.getBoundingClientRect());
      if (box !== undefined && line !== undefined && box.width > 0 && box.left < line.left - 1)
        found.push(`“${entry.textContent}” before its line`);
    }
  }
  return found;
}

async function scrollHeight(): Promise<number> {
  return at.panel.page.evaluate(() => document.documentElement.scrollHeight);
}

inBrowser('the first screen', () => {
  for (const theme of Object.keys(THEMES) as ThemeName[])
    for (const [width, { weights, others, above }] of WANTED)
      it(`has all that counts without scrolling at ${width} × ${HEIGHT}, ${theme}`, async () => {
        await open(complete(at.run), { width, height: HEIGHT, theme });
        assert.ok((await scrollHeight()) <= HEIGHT, 'nothing to scroll');
        const shown = new Map<string, Box>();
        for (const name of ['Verdict', ...VIEWS, 'Dock']) {
          const region = at.panel.page.getByRole('region', { name, exact: true });
          if (await region.isVisible()) shown.set(name, await boxOf(name));
        }
        for (const [name, box] of shown) {
          assert.ok(box.left >= 0 && box.left + box.width <= width, `${name} is as wide as the panel at most`);
          assert.ok(box.top >= 0 && box.top + box.height <= HEIGHT, `${name} is on the screen`);
          for (const [other, its] of shown)
            assert.ok(name === other || !overlap(box, its), `${name} and ${other} do not overlap`);
        }
        assert.ok((shown.get('Weights') as Box).top <= above, 'little stands above the plots');
        const plot = (await plotOf('Weights')) as Box;
        assert.ok(Math.min(plot.width, plot.height) >= weights, `weights ${plot.width} × ${plot.height}`);
        for (const name of VIEWS.slice(1)) {
          if (others === null) {
            // One press away.
            assert.equal(await plotOf(name), null);
            await at.panel.page.getByRole('button', { name, exact: true }).click();
            assert.ok((((await plotOf(name)) as Box).width ?? 0) >= 300, name);
            assert.ok((await scrollHeight()) <= HEIGHT, name);
          } else {
            const { width: wide, height } = (await plotOf(name)) as Box;
            assert.ok(Math.min(wide, height) >= others, `${name} ${wide} × ${height}`);
          }
        }
      });

  for (const [width, height] of [
    ...[1082, 900, 700, 541, 460].map((each) => [each, HEIGHT] as const),
    // With the dock open, or at 200 %.
    [460, 560],
  ] as const)
    it(`has whole words in the heads and legends at ${width} × ${height}`, async () => {
      await open(complete(at.run), { width, height });
      assert.deepEqual(await at.panel.page.evaluate(covered), []);
    });

  it('has the weights first at 200 %', async () => {
    await open(complete(at.run), { width: 541, height: 399, pixelRatio: 2 });
    const { top, width, height } = (await plotOf('Weights')) as Box;
    assert.ok(top + height <= 399 + 24 && width >= 240, `${top} ${width} × ${height}`);
  });

  for (const [width, height, least] of [
    [1562, 978, 640],
    [3482, 2058, 1500],
  ] as const)
    it(`uses the room of ${width} × ${height}`, async () => {
      await open(complete(at.run), { width, height });
      assert.ok(((await plotOf('Weights')) as Box).height >= least);
      assert.ok((await scrollHeight()) <= height);
    });

  it('keeps all plots in view when the dock opens, which takes a third at most', async () => {
    // The one in the middle is what is left beside code.
    for (const width of [1082, 862, 700]) {
      await open(complete(at.run), { width, height: HEIGHT });
      await at.panel.page.getByRole('tab', { name: 'Findings' }).click();
      const dock = await boxOf('Dock');
      assert.deepEqual(await at.panel.page.evaluate(covered), [], `heads at ${width}`);
      assert.ok(dock.height <= HEIGHT / 3 + 1 && dock.top + dock.height <= HEIGHT);
      for (const name of VIEWS) {
        const { top, height } = (await plotOf(name)) as Box;
        assert.ok(height >= 100 && top + height <= dock.top, `${name} at ${width}`);
      }
      assert.ok((await scrollHeight()) <= HEIGHT);
      if (width !== 700) await at.panel.close();
    }
  });

  it('has the loss in the place of the weights while it trains, no higher than 320 pixels', async () => {
    await open(runningState(at.run), { width: 1082, height: HEIGHT });
    const live = await at.panel.page.locator('.live').evaluate(measured);
    assert.ok(live.height <= 320 && live.height >= 200);
    assert.ok((await scrollHeight()) <= HEIGHT);
  });

  for (const [width, height] of [
    [1082, 798],
    [1382, 798],
    [1562, 978],
    [3482, 2058],
  ] as const)
    it(`keeps the place of a click when an editor takes half of ${width} pixels`, async () => {
      await open(complete(at.run), { width, height });
      const chart = at.panel.page.locator('.weights-chart');
      const before = await chart.evaluate(measured);
      // Somewhere at the far corner, where a plot that shrinks moves most.
      const [x, y] = [before.left + 0.9 * before.width, before.top + 0.2 * before.height];
      await at.panel.page.mouse.click(x, y);
      await at.panel.page.setViewportSize({ width: Math.floor(width / 2), height });
      await at.panel.settle();
      const after = await chart.evaluate(measured);
      const moved = Math.hypot(after.left + 0.9 * after.width - x, after.top + 0.2 * after.height - y);
      assert.ok(moved <= 16, `the place of the click moved by ${moved} pixels`);
      assert.ok(x < width / 2, 'and is in view');
      const selection = await boxOf('Dock');
      assert.ok(after.top + after.height <= selection.top);
      // Back to all there is room for.
      await at.panel.page.setViewportSize({ width, height });
      await at.panel.settle();
      assert.deepEqual(await chart.evaluate(measured), before);
    });
});
