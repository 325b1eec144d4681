import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { SMALL } from './editorWindow';
import { assertPointsDrawn, layer1 } from './plots';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';
const NOTES = 'notes.txt';

inWindow('a panel with a run', { [CONFIG]: { ...SMALL, seed: 6 }, [NOTES]: 'Not a config.\n' }, () => {
  const panelTab = () => at.window.tab('drawn digits · seed 6');
  const pointSize = () => at.window.panel.getByLabel('Point size');
  let headline = '';

  /** The run as it was, drawn, and looked at in the same way. */
  async function assertAsBefore(): Promise<void> {
    await at.window.complete();
    assert.equal((await at.window.metric('R² of layer 1’s weights')).value, headline);
    assert.equal(await pointSize().inputValue(), '3');
    const { x, y } = layer1(await at.window.onlyRun());
    await assertPointsDrawn(at.window.panel.locator('.weights-chart'), x.weight, y.weight);
  }

  it('is looked at', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    headline = (await at.window.metric('R² of layer 1’s weights')).value;
    assert.match(headline, /^0\.\d{3}$/);
    await at.window.panel.getByRole('button', { name: 'How it is drawn' }).click();
    await pointSize().fill('3');
    // The settings lie over the plot.
    await pointSize().press('Escape');
    await assertAsBefore();
  });

  it('is as it was when it comes back from behind another tab', async () => {
    await panelTab().click();
    await at.window.openFile(NOTES);
    await at.window.panel.locator('body').waitFor({ state: 'hidden' });
    await panelTab().click();
    await assertAsBefore();
  });

  it('is as it was after a reload of the window', async () => {
    await at.window.harness.reloadWindow(at.window.page);
    await assertAsBefore();
    await at.window.tab(CONFIG).waitFor();
  });

  it('still knows its config then', async () => {
    const before = (await at.window.onlyRun()).file.config;
    await at.window.runFromPanel('Run with Seed 7');
    await at.window.panel.locator('h1', { hasText: 'seed 7' }).waitFor();
    await at.window.complete();
    const runs = await at.window.runs();
    const after = runs.find(({ file }) => file.config.seed === 7);
    assert.deepEqual(after?.file.config, { ...before, seed: 7 });
  });

  it('says so when its run is gone', async () => {
    for (const folder of await at.window.runFolders()) await rm(folder, { recursive: true });
    await at.window.harness.reloadWindow(at.window.page);
    await at.window.panel.getByRole('heading', { name: 'This run cannot be shown' }).waitFor();
    await at.window.panel.getByRole('main').getByText('no run of this name').waitFor();
    await at.window.panel.getByText('Put its folder back').waitFor();
  });

  it('can be used for a new one', async () => {
    await at.window.button('Start Experiment').click();
    await at.window.complete();
    assert.equal((await at.window.metric('R² of layer 1’s weights')).value, headline);
  });
});
