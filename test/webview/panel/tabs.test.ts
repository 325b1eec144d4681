import assert from 'node:assert/strict';
import { at, complete, inBrowser, open } from '../browserSuite';
import { runningState } from '../runs';

inBrowser('the dock', () => {
  const height = async () => (await at.panel.page.getByRole('region', { name: 'Dock' }).boundingBox())?.height ?? 0;
  const tab = (name: string) => at.panel.page.getByRole('tab', { name });

  it('is closed first; a tab opens it, the same tab closes it, another one changes what it shows', async () => {
    await open(complete(at.run));
    assert.equal(await at.panel.page.getByRole('tabpanel').count(), 0);
    await tab('Findings').click();
    assert.ok(await at.panel.page.getByRole('tabpanel', { name: 'Findings' }).isVisible());
    assert.deepEqual([(await at.panel.kept())?.view.dock, (await at.panel.kept())?.view.tab], [true, 'findings']);
    await tab('Measures').click();
    assert.ok(await at.panel.page.getByRole('tabpanel', { name: 'Measures' }).isVisible());
    await tab('Measures').click();
    assert.equal(await at.panel.page.getByRole('tabpanel').count(), 0);
    assert.equal((await at.panel.kept())?.view.dock, false);
  });

  it('is opened and closed by the keys, which go from tab to tab', async () => {
    await open(complete(at.run));
    await tab('Neurons').focus();
    for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await at.panel.page.keyboard.press(key);
    assert.ok(await at.panel.page.getByRole('tabpanel', { name: 'Findings' }).isVisible());
    await at.panel.page.getByRole('button', { name: 'Close the Dock' }).press('Enter');
    assert.equal(await at.panel.page.getByRole('tabpanel').count(), 0);
    // The focus stays where the press was.
    assert.equal(
      await at.panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Open the Dock',
    );
  });

  it('has an edge that the pointer and the keys move, between its least height and a third of the window', async () => {
    await open(complete(at.run), { height: 900 });
    await tab('Findings').click();
    const edge = at.panel.page.getByRole('separator', { name: 'Height of the dock' });
    await edge.focus();
    const before = await height();
    await at.panel.page.keyboard.press('ArrowDown');
    assert.equal(Math.round(before - (await height())), 20);
    await at.panel.page.keyboard.press('End');
    assert.equal(await edge.getAttribute('aria-valuenow'), '300');
    await at.panel.page.keyboard.press('Home');
    assert.equal(await edge.getAttribute('aria-valuenow'), '120');
    const box = await edge.boundingBox();
    assert.ok(box !== null);
    await at.panel.page.mouse.move(box.x + 200, box.y + 3);
    await at.panel.page.mouse.down();
    await at.panel.page.mouse.move(box.x + 200, box.y - 57);
    await at.panel.page.mouse.up();
    assert.equal(await edge.getAttribute('aria-valuenow'), '180');
    assert.equal((await at.panel.kept())?.view.dockHeight, 180);
  });

  it('comes back as it was', async () => {
    await open(complete(at.run));
    await tab('Training').click();
    const kept = await at.panel.kept();
    await at.panel.close();
    await open(complete(at.run), { state: kept });
    assert.ok(await at.panel.page.getByRole('tabpanel', { name: 'Training' }).isVisible());
  });

  it('holds the training alone until there is a result, and opens then too', async () => {
    await open(runningState(at.run));
    await tab('Findings').click({ force: true });
    assert.equal(await at.panel.page.getByRole('tabpanel').count(), 0);
    await tab('Training').click();
    assert.ok(await at.panel.page.getByRole('tabpanel', { name: 'Training' }).isVisible());
  });
});
