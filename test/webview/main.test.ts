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
    for (const { caption } of report.pictures)
      assert.ok(caption.includes(`config ${at.run.title.configHash} · seed 1 · `), caption);
    for (const { svg } of report.pictures.slice(-2)) {
      assert.match(new TextDecoder().decode(Uint8Array.from(Object.values(svg))), /<text[^>]*>without 7<\/text>/);
    }
  });

  it('is answered without pictures where there is nothing to be drawn', async () => {
    await open({ kind: 'empty' });
    await at.panel.send({ type: 'makeReport' });
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'exportReport', pictures: [] });
  });
});
