import assert from 'node:assert/strict';
import { at, complete, inBrowser, open } from '../browserSuite';
import { runningState } from '../runs';

const PLOTS = { Weights: 'weights', Pixels: 'pixels', Neuron: 'neuron', Biases: 'biases' } as const;

inBrowser('a section of a plot', () => {
  for (const [name, plot] of Object.entries(PLOTS)) {
    it(`is the region ${name}, whose first drawing is its plot`, async () => {
      await open(complete(at.run));
      const region = at.panel.page.getByRole('region', { name, exact: true });
      assert.equal(await region.count(), 1);
      // A locator sees into shadow roots too, as that of the arrow of a list of choices.
      const drawing = region.locator('canvas, svg').first();
      assert.ok(await drawing.evaluate((element, chart) => element.closest(chart) !== null, `.${plot}-chart`));
      const { width = 0, height = 0 } = (await drawing.boundingBox()) ?? {};
      assert.ok(width > 100 && height > 100, `${width} by ${height}`);
    });
  }

  it('keeps its name while it runs, when its heading says something else', async () => {
    await open(runningState(at.run));
    for (const name of Object.keys(PLOTS))
      assert.equal(await at.panel.page.locator(`section[role="region"][aria-label="${name}"]`).count(), 1);
    assert.equal(await at.panel.page.locator('section[aria-label="Weights"] h2').textContent(), 'Loss');
  });
});
