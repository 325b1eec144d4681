import assert from 'node:assert/strict';
import { at, complete, inBrowser, open } from './browserSuite';

inBrowser('a request for a report', () => {
  it('is answered once, with the pictures of what is shown', async () => {
    await open(complete(at.run));
    await at.panel.send({ type: 'makeReport' });
    await at.panel.page.waitForFunction("window.editor.posted.some(({ type }) => type === 'exportReport')");
    const answers = (await at.panel.posted()).filter(({ type }) => type === 'exportReport');
    assert.equal(answers.length, 1);
    const [report] = answers;
    assert.ok(report?.type === 'exportReport');
    assert.deepEqual(
      report.pictures.map(({ title }) => title),
      ['Loss', 'Accuracy'],
    );
    for (const { caption, svg } of report.pictures) {
      assert.ok(caption.startsWith(`config ${at.run.title.configHash} · seed 1 · `), caption);
      assert.match(new TextDecoder().decode(Uint8Array.from(Object.values(svg))), /<text[^>]*>without 7<\/text>/);
    }
  });

  it('is answered without pictures where there is nothing to be drawn', async () => {
    await open({ kind: 'empty' });
    await at.panel.send({ type: 'makeReport' });
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'exportReport', pictures: [] });
  });
});
