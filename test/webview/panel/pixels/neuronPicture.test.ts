import assert from 'node:assert/strict';
import { compact } from '../../../../src/text/format';
import { cellGrid } from '../../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open } from '../../browserSuite';

inBrowser('the picture of a neuron', () => {
  it('shows what phase 1 changed, and reads it out of the pixel that is pointed at', async () => {
    await open(complete(at.run));
    const picture = at.panel.page.getByRole('region', { name: 'Neuron', exact: true });
    const label = (await picture.getByRole('application').getAttribute('aria-label')) ?? '';
    assert.match(label, /^Neuron 0: what phase 1 changed of its 784 inputs/);
    const { initial, phase1 } = at.run.layers[0]?.sets ?? assert.fail('no layer');
    const box = await frameOf('.pixels-chart');
    const { cellWidth, cellHeight } = cellGrid(box.width - 1, box.height - 1, 28, 28);
    const before = await picture.boundingBox();
    await at.panel.page.mouse.move(box.x + 13.5 * cellWidth, box.y + 9.5 * cellHeight);
    await at.panel.settle();
    const input = 9 * 28 + 13;
    const change = (phase1?.weight[input] as number) - (initial?.weight[input] as number);
    assert.equal(await picture.locator('.readout').textContent(), `what phase 1 changed ${compact(change)}`);
    assert.deepEqual(await picture.boundingBox(), before);
  });
});
