import assert from 'node:assert/strict';
import type { CompleteRun } from '../../../../src/model/runView';
import { at, complete, inBrowser, open } from '../../browserSuite';
import { runningState } from '../../runs';

/** The run with the losses of each network going from the one to the other of its values. */
function withLosses(run: CompleteRun, ...ends: readonly (readonly [number, number])[]): CompleteRun {
  const networks = run.training.networks.map((network, index) => {
    const [from, to] = ends[index] ?? assert.fail('as many as networks');
    const last = Math.max(1, network.points.length - 1);
    const points = network.points.map((point, place) => ({ ...point, loss: from * (to / from) ** (place / last) }));
    return { ...network, points };
  });
  return { ...run, training: { ...run.training, networks } };
}

inBrowser('the chart of the loss', () => {
  /** The words of the picture of the loss, with where they begin. */
  const words = async (run: CompleteRun) => {
    await open(complete(run));
    await at.panel.send({ type: 'makeReport' });
    const { pictures } = await at.panel.answer('exportReport');
    const svg = pictures.find(({ title }) => title === 'Loss')?.light ?? assert.fail('no picture of the loss');
    const text = new TextDecoder().decode(Uint8Array.from(Object.values(svg)));
    return { text, names: ['phase 1', ...run.training.networks.slice(1).map(({ name }) => name.replace('-', ' '))] };
  };
  const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, inner]) => inner);
  const heightOf = (svg: string, label: string) => {
    const [, attributes = ''] = new RegExp(`<text([^>]*)>${label}</text>`).exec(svg) ?? assert.fail(`no ${label}`);
    return Number(/ y="([\d.]+)"/.exec(attributes)?.[1] ?? assert.fail(attributes));
  };

  /** The numbers of the upright axis: those beside it are numbers of examples. */
  const ticks = (svg: string) =>
    texts(svg)
      .filter((word) => /^[\d.]+$/.test(word ?? ''))
      .map(Number)
      .filter((tick) => tick <= 1)
      .sort((one, other) => one - other);

  it('has an axis of logarithms where losses span decades, with ticks at powers of ten alone', async () => {
    const ends = [
      [0.7, 0.05],
      [0.05, 0.004],
      [0.05, 0.03],
      [0.05, 0.02],
      [0.05, 0.01],
    ] as const;
    const { text } = await words(withLosses(at.run, ...ends));
    assert.deepEqual(ticks(text), [0.01, 0.1, 1]);
  });

  it('has an axis from 0 where they do not', async () => {
    const { text } = await words(withLosses(at.run, [0.7, 0.5], [0.5, 0.4], [0.5, 0.3], [0.5, 0.2], [0.5, 0.45]));
    assert.deepEqual(ticks(text), [0, 0.35, 0.7]);
  });

  it('names every curve at its end, names apart even where curves end together', async () => {
    const ends = [0.2, 0.02] as const;
    const { text, names } = await words(withLosses(at.run, [0.7, 0.2], ends, ends, ends, ends));
    const heights = names.slice(1).map((name) => heightOf(text, name));
    heights.sort((one, other) => one - other);
    for (const [index, height] of heights.slice(1).entries()) assert.ok(height - (heights[index] as number) >= 11);
    heightOf(text, 'phase 1');
  });

  it('fits a hundred pixels, with the classes alone as names', async () => {
    await open({ ...runningState(at.run), training: at.run.training }, { width: 1400 });
    await at.panel.page.evaluate(() => {
      const chart = document.querySelector<HTMLElement>('.live .chart');
      chart?.style.setProperty('flex', 'none');
      chart?.style.setProperty('width', '100px');
      chart?.style.setProperty('height', '320px');
    });
    await at.panel.settle();
    await at.panel.settle();
    // Right of the plot there is room for one digit: the ink there ends before the frame does.
    const inked = await at.panel.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.live .chart-over');
      const { width = 0, height = 0 } = canvas ?? {};
      const data = canvas?.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
      const columns = new Set<number>();
      for (let pixel = 0; pixel < width * height; pixel++)
        if ((data[4 * pixel + 3] ?? 0) > 0) columns.add(pixel % width);
      return { width, first: Math.min(...columns), last: Math.max(...columns) };
    });
    assert.equal(inked.width, 100);
    assert.ok(inked.first >= 78 && inked.last < 98, `${inked.first} to ${inked.last}`);
  });
});

inBrowser('the chart of the accuracy', () => {
  it('says by what an example is judged', async () => {
    await open(complete(at.run));
    const { page } = at.panel;
    await page.getByRole('tab', { name: 'Training' }).click();
    await page.locator('.training figcaption .hinted', { hasText: 'Accuracy' }).hover();
    const tip = page.locator('.tip:popover-open');
    assert.match(await tip.innerText(), /by the larger pre-activation of the two outputs, equals going to A/);
  });
});
