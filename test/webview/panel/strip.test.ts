import assert from 'node:assert/strict';
import type { PanelState, WaysOn } from '../../../src/model/panelProtocol';
import { at, complete, inBrowser, open } from '../browserSuite';
import { tinyRun } from '../runs';

const ADDRESS = 'https://example.org/train-images.gz: getaddrinfo ENOTFOUND example.org';

inBrowser('what stands in place of a run', () => {
  const buttons = () => at.panel.page.locator('.strip .actions vscode-button').allTextContents();
  const failed = (ways: Partial<WaysOn>, more: Partial<Extract<PanelState, { kind: 'failed' }>> = {}): PanelState => ({
    ...{ kind: 'failed', title: at.run.title, training: at.run.training, message: 'It went wrong.' },
    ...{ inLog: false, runId: null, ways: { hasConfigFile: false, lacksImages: false, before: null, ...ways } },
    ...more,
  });

  it('says of images that could not be had what may be done, and folds away where they were looked for', async () => {
    const message = 'MNIST could not be downloaded. Is there a connection to the network?';
    await open(failed({ lacksImages: true, before: 'drawn digits · seed 1' }, { message, details: ADDRESS }));
    assert.deepEqual(await buttons(), ['Try Again', 'Use a Folder…', 'Back to drawn digits · seed 1']);
    const text = await at.panel.text();
    assert.ok(text.includes(message), text);
    assert.ok(!text.includes('ENOTFOUND'), text);
    await at.panel.page.getByText('Details', { exact: true }).click();
    assert.ok((await at.panel.text()).includes(ADDRESS));
    for (const [label, type] of [
      ['Try Again', 'start'],
      ['Use a Folder…', 'runOnFolder'],
      ['Back to drawn digits · seed 1', 'back'],
    ] as const) {
      await at.panel.page.locator('.strip').getByText(label, { exact: true }).click();
      assert.deepEqual((await at.panel.posted()).at(-1), { type });
    }
  });

  for (const [title, state, expected] of [
    ['a mistake in a file', () => failed({ hasConfigFile: true }), ['Try Again', 'Open Config']],
    ['a mistake in no file', () => failed({}), ['Try Again', 'Edit a Copy of the Config']],
    ['a fault of ours', () => failed({}, { inLog: true }), ['Try Again', 'Show Log']],
    [
      'what can be resumed',
      () => failed({ hasConfigFile: true }, { runId: 'r', inLog: true }),
      ['Resume', 'Open Config', 'Show Log'],
    ],
  ] as const)
    it(`offers what helps after ${title}`, async () => {
      await open(state());
      assert.deepEqual(await buttons(), expected);
      assert.equal(await at.panel.page.getByText('Details', { exact: true }).count(), 0);
    });

  it('says first that training failed', async () => {
    await open(complete(await tinyRun([20], { learningRate: 10 })));
    const [first = ''] = await at.panel.page.locator('.strip-content p').allTextContents();
    assert.match(first, /^Training failed: 50\.0 % right on held-out images.*Try a smaller learning rate than 10\.$/);
  });

  it('says that its run was deleted, and offers to run it again', async () => {
    const deleted = { name: 'drawn digits · seed 1', hasConfig: true };
    await open(complete(at.run));
    const missing = { kind: 'missing', runId: 'r-17', reason: 'Its folder is gone.' } as const;
    await at.panel.send({ type: 'state', state: { ...missing, deleted } });
    assert.equal(await at.panel.page.getByRole('heading').textContent(), 'drawn digits · seed 1 was deleted');
    assert.equal(await at.panel.page.getByRole('status').textContent(), 'drawn digits · seed 1 was deleted');
    await at.panel.page.getByText('Run It Again').click();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'start' });
    await at.panel.send({ type: 'state', state: { ...missing, deleted: { ...deleted, hasConfig: false } } });
    assert.equal(await at.panel.page.getByText('Run It Again').count(), 0);
    assert.equal(await at.panel.page.getByRole('button', { name: 'Start Experiment' }).count(), 1);
  });
});
