import assert from 'node:assert/strict';
import type { LayerView } from '../../../../src/model/runView';
import { NUMBERED_BELOW } from '../../../../webview/panel/weights/clusters';
import { at, complete, frameOf, inBrowser, open, placeOf } from '../../browserSuite';

inBrowser('clusters of weights', () => {
  const layer = () => at.run.layers[0] as LayerView;
  const button = () => at.panel.page.getByRole('button', { name: 'Clusters' });
  /** How many pixels of the overlay are painted within some distance of a place of the window. */
  const painted = async ([x, y]: readonly [number, number], reach: number) => {
    const box = await frameOf('.weights-chart');
    return at.panel.page.evaluate(
      ([left, top, side]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.weights-chart .chart-over');
        const data = canvas?.getContext('2d')?.getImageData(left, top, side, side).data ?? [];
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 0) > 128) count++;
        return count;
      },
      [Math.round(x - box.x - reach), Math.round(y - box.y - reach), 2 * reach + 1] as const,
    );
  };
  /** The place of the largest cluster of a neuron: that of the inputs that never change, on its bias. */
  const placeOfNeuron = (neuron: number) =>
    placeOf('.weights-chart', layer().biasX[neuron] as number, layer().biasY[neuron] as number);

  it('have rings at the press of a button, by keys too, and these are kept', async () => {
    await open(complete(at.run));
    const place = await placeOfNeuron(42);
    // Rings cover points: whoever wants to see all of them sees all of them first.
    assert.equal(await button().getAttribute('aria-pressed'), 'false');
    assert.equal(await painted(place, 12), 0);
    await button().click();
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    assert.equal(await button().getAttribute('aria-pressed'), 'true');
    assert.ok((await painted(place, 12)) > 40);
    await button().focus();
    await at.panel.page.keyboard.press('Space');
    await at.panel.settle();
    assert.equal(await button().getAttribute('aria-pressed'), 'false');
    assert.equal(await painted(place, 12), 0);
    await at.panel.page.keyboard.press('Space');
    const state = await at.panel.kept();
    assert.equal(state?.view.clusters, true);
    await at.panel.close();
    await open(complete(at.run), { state });
    assert.equal(await button().getAttribute('aria-pressed'), 'true');
    assert.ok((await painted(place, 12)) > 40);
  });

  it('are numbered while few are in sight, and not while many are', async () => {
    await open(complete(at.run));
    assert.ok(layer().multiplicity.filter((size) => size > 1).length >= NUMBERED_BELOW);
    await button().click();
    const [x, y] = await placeOfNeuron(12);
    // The whole of a ring, and beyond it the number of its neuron.
    const [ring, around] = [await painted([x, y], 10), await painted([x, y], 28)];
    await at.panel.page.mouse.move(x, y);
    await at.panel.page.keyboard.down('Control');
    for (let notch = 0; notch < 10; notch++) await at.panel.page.mouse.wheel(0, -100);
    await at.panel.page.keyboard.up('Control');
    // Nothing is pointed at: what is painted are rings and numbers.
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    await at.panel.settle();
    const [nearRing, nearAround] = [await painted([x, y], 10), await painted([x, y], 28)];
    assert.ok(nearRing > 40, `${nearRing} of ${ring} before`);
    assert.ok(nearAround - nearRing > 10, `${nearAround - nearRing}; before, with other rings near, ${around - ring}`);
    await button().click();
    await at.panel.settle();
    assert.equal(await painted([x, y], 28), 0);
  });
});
