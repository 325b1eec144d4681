import assert from 'node:assert/strict';
import { limitsAround } from '../../../../webview/charts/viewport';
import { at, complete, frameOf, inBrowser, open } from '../../browserSuite';

inBrowser('the biases plot', () => {
  /** How much of the plot the points take up along each axis, as shares; the two lines of its axes are left out. */
  const extent = async () => {
    const { width, height } = await frameOf('.biases-chart');
    return at.panel.page.evaluate(
      ([wide, tall]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.biases-chart .chart-over');
        const data = canvas?.getContext('2d')?.getImageData(0, 0, wide, tall).data ?? [];
        let [left, right] = [wide, 0];
        for (let pixel = 0; pixel < wide * tall; pixel++) {
          if ((data[4 * pixel + 3] ?? 0) < 128) continue;
          left = Math.min(left, pixel % wide);
          right = Math.max(right, pixel % wide);
        }
        return (right - left) / wide;
      },
      [Math.floor(width), Math.floor(height)] as const,
    );
  };

  it('fits its axes to what there is, keeps that, and finds points where they then are', async () => {
    // All in a small part of the plane, as on other data.
    const [first, ...others] = at.run.layers;
    const layer = first ?? assert.fail('no layer');
    const near = (values: Float64Array) => values.map((value) => 0.45 + value / 10);
    const close = { ...layer, biasX: near(layer.biasX), biasY: near(layer.biasY) };
    const run = { ...at.run, layers: [close, ...others] };
    await open(complete(run));
    const whole = await extent();
    await at.panel.page.locator('.biases').getByLabel('fit', { exact: true }).check();
    await at.panel.settle();
    const fitted = await extent();
    assert.ok(whole < 0.2 && fitted > 0.6, `${whole}, then ${fitted}`);
    const state = await at.panel.kept();
    assert.equal(state?.view.biasAxes, 'fit');
    await at.panel.close();
    await open(complete(run), { state });
    assert.ok(await at.panel.page.locator('.biases').getByLabel('fit', { exact: true }).isChecked());
    assert.ok(Math.abs((await extent()) - fitted) < 0.01);
  });

  it('fits them around all points that have a place, with room on each side', () => {
    const limits = limitsAround(Float64Array.of(0.4, 0.6, Number.NaN, 0.9), Float64Array.of(0.2, 0.1, 5, Number.NaN));
    assert.ok(limits !== null);
    assert.ok(limits.x0 < 0.4 && limits.x0 > 0.38 && limits.x1 > 0.6 && limits.x1 < 0.62);
    assert.ok(limits.y0 < 0.1 && limits.y0 > 0.09 && limits.y1 > 0.2 && limits.y1 < 0.21);
    assert.equal(limitsAround(Float64Array.of(Number.NaN), Float64Array.of(1)), null);
    const one = limitsAround(Float64Array.of(0.5), Float64Array.of(0)) ?? assert.fail('a point has a place');
    assert.ok(one.x0 < 0.5 && one.x1 > 0.5 && one.y0 < 0 && one.y1 > 0);
  });
});
