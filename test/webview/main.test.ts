import assert from 'node:assert/strict';
import { at, complete, inBrowser, open } from './browserSuite';

inBrowser('a request for a report', () => {
  it('is answered once, with the pictures of what is shown', async () => {
    await open(complete(at.run));
    await at.panel.send({ type: 'makeReport' });
    await at.panel.answer('exportReport');
    const answers = (await at.panel.posted()).filter(({ type }) => type === 'exportReport');
    assert.equal(answers.length, 1);
    const [report] = answers;
    assert.ok(report?.type === 'exportReport');
    assert.deepEqual(
      report.pictures.map(({ title }) => title.split(':')[0]),
      ['Weights of layer 1', 'Pixels', 'Neuron 0', 'Biases of layer 1', 'Loss', 'Accuracy'],
    );
    assert.match(report.pictures[0]?.note ?? '', /^R² /);
    for (const { light, dark } of report.pictures.slice(-2))
      for (const svg of [light, dark])
        assert.match(new TextDecoder().decode(Uint8Array.from(Object.values(svg))), /<text[^>]*>without 7<\/text>/);
  });

  it('has the map of r, whatever map is shown', async () => {
    await open(complete(at.run));
    await at.panel.page.locator('.select[aria-label="What the map shows"]').click();
    await at.panel.page.getByRole('option', { name: 'mean x' }).click();
    await at.panel.settle();
    await at.panel.send({ type: 'makeReport' });
    const { pictures } = await at.panel.answer('exportReport');
    const map = pictures.find(({ plot }) => plot === 'pixels');
    assert.equal(map?.title, 'Pixels: r');
    const svg = new TextDecoder().decode(Uint8Array.from(Object.values(map?.light ?? {})));
    // Its key is that of signed numbers; means of x go from 0 to 1.
    assert.match(svg, />−\d\.\d<\/text>/);
  });

  it('is answered without pictures where there is nothing to be drawn', async () => {
    await open({ kind: 'empty' });
    await at.panel.send({ type: 'makeReport' });
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'exportReport', pictures: [] });
  });
});
