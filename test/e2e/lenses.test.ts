import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { SMALL } from './editorWindow';
import { at, inWindow } from './suite';

const [FIRST, SECOND] = ['first.attribution.json', 'second.attribution.json'];
const SWEEP = 'seeds.attribution-sweep.json';

const FILES = {
  [FIRST]: { ...SMALL, seed: 7 },
  [SECOND]: { ...SMALL, seed: 8 },
  [SWEEP]: { base: SMALL, axes: { seed: [1, 2] } },
};

inWindow('above a config', FILES, () => {
  const lenses = (group = 0): Locator =>
    at.window.page.locator('.editor-group-container').nth(group).locator('.codelens-decoration a');
  const question = (words: string): Locator =>
    at.window.page.locator('.quick-input-widget:visible', { hasText: words });

  async function dismiss(words: string): Promise<void> {
    await question(words).waitFor();
    await at.window.page.keyboard.press('Escape');
    await question(words).waitFor({ state: 'hidden' });
  }

  it('stands what can be done with it', async () => {
    await at.window.openFile(FIRST);
    await lenses().nth(2).waitFor();
    const titles = await lenses().allInnerTexts();
    assert.deepEqual(
      titles.map((title) => title.trim()),
      ['Run', 'Replicate…', 'Test the Post’s Claims…'],
    );
  });

  it('it is replicated, or held against the claims, once it was said over how many seeds', async () => {
    await lenses().filter({ hasText: 'Replicate' }).click();
    await dismiss('each, from 7 on');
    await lenses().filter({ hasText: 'Claims' }).click();
    await dismiss('Over how many seeds?');
    assert.deepEqual(await at.window.runFolders(), []);
  });

  it('it is run, whichever other is in front', async () => {
    await at.window.run('View: Split Editor Right');
    await at.window.openFile(SECOND);
    await at.window.tab(SECOND).and(at.window.page.locator('.active')).waitFor();
    await lenses(1).first().waitFor();
    await lenses(0).filter({ hasText: /Run$/ }).click();
    await at.window.complete();
    assert.equal((await at.window.onlyRun()).file.config.seed, 7);
  });

  it('a sweep file is run', async () => {
    await at.window.run('View: Close All Editors');
    await at.window.openFile(SWEEP);
    await lenses().first().waitFor();
    assert.deepEqual(
      (await lenses().allInnerTexts()).map((title) => title.trim()),
      ['Run Sweep'],
    );
    await lenses().first().click();
    await at.window.panel.getByText('Export cells.csv…').waitFor();
  });
});
