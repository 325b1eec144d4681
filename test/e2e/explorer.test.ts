import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { Locator } from 'playwright-core';
import { groupOf, lineOpened } from './dump';
import { SMALL } from './editorWindow';
import { type Cluster, clickAt, clusters, placeIn } from './plots';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';
const ENTRY = 'Open in Attribution';

const FILES = {
  [CONFIG]: { ...SMALL, seed: 11 },
  // Of a folder and of a file that are called like those of a run, and are none.
  'results/notes.txt': 'Nothing of a run.\n',
  'elsewhere/run.json': { format: 'something' },
  'elsewhere/more.txt': 'With another file beside it, its folder is no part of a longer name.\n',
};

inWindow('in the explorer and its editors, a run', FILES, () => {
  let folder = '';
  let cluster: Cluster | undefined;

  const row = (name: string): Locator =>
    at.window.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name });
  const menu = (): Locator => at.window.page.locator('.context-view .monaco-menu');
  const entries = (): Locator => menu().locator('.action-label');
  const shown = (): Locator => at.window.panel.locator('h1', { hasText: /seed 11$/ });

  /** The tabs that show it, whether as a panel or as the editor of its file: both are called as the run is. */
  const tabs = (): Locator => at.window.page.locator('.tab', { hasText: 'seed 11' });
  /** Where the file of an editor in sight lies: a panel has none. */
  const breadcrumbs = (): Locator => at.window.page.locator('.breadcrumbs-below-tabs:visible', { hasText: 'run.json' });

  /** Opens the menu of an entry, and waits until it is filled. */
  async function openMenu(of: Locator): Promise<void> {
    await at.window.harness.untilDone('the menu opens', async (timeout) => {
      await of.click({ button: 'right', timeout });
      await entries().filter({ hasText: 'Copy Path' }).first().waitFor({ timeout });
    });
  }

  async function closeMenu(): Promise<void> {
    await at.window.page.keyboard.press('Escape');
    await menu().waitFor({ state: 'hidden' });
  }

  /**
   * Presses an entry as a hand does: the menu takes no click that comes without the pointer's way to it, nor any in the first
   * tenth of a second that an entry is there.
   */
  async function press(entry: string): Promise<void> {
    const { mouse } = at.window.page;
    await at.window.harness.untilDone(`${entry} is pressed`, async (timeout) => {
      const box = await entries().filter({ hasText: entry }).boundingBox({ timeout });
      assert.ok(box !== null, `${entry} is not in sight`);
      await mouse.move(box.x + 8, box.y + box.height / 2);
      await mouse.move(box.x + 12, box.y + box.height / 2);
      await mouse.down();
      await mouse.up();
      await menu().waitFor({ state: 'hidden', timeout });
    });
  }

  async function closeAll(): Promise<void> {
    await at.window.run('View: Close All Editors');
    await at.window.page.locator('iframe.webview').waitFor({ state: 'detached' });
  }

  /** Waits until the explorer knows a folder for one of a run: what lies there is looked for in the background. */
  async function opensFrom(name: string): Promise<void> {
    await at.window.harness.untilDone(`${name} has the entry`, async (timeout) => {
      await openMenu(row(name).first());
      try {
        await entries().filter({ hasText: ENTRY }).waitFor({ timeout });
      } catch (error) {
        await closeMenu();
        throw error;
      }
    });
    await press(ENTRY);
    await at.window.complete();
    await shown().waitFor();
  }

  /** Unfolds a folder until something within is seen. */
  async function unfold(name: string, within: Locator): Promise<void> {
    await at.window.harness.untilDone(`${name} is unfolded`, async (timeout) => {
      if (!(await within.isVisible())) await row(name).click({ timeout });
      await within.waitFor({ timeout });
    });
  }

  it('is opened by the menu of its folder', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    [cluster] = clusters(await at.window.onlyRun(), 10);
    folder = basename((await at.window.runFolders())[0] ?? '');
    await closeAll();
    await at.window.run('Explorer: Focus on Folders View');
    await unfold('attribution-runs', row(folder));
    await opensFrom(folder);
  });

  it('is opened by the menu of its run.json', async () => {
    await closeAll();
    await unfold(folder, row('run.json'));
    await opensFrom('run.json');
    assert.equal(await breadcrumbs().count(), 0);
  });

  it('is opened by no menu of another folder, or of another run.json', async () => {
    await unfold('elsewhere', row('more.txt'));
    for (const other of [row('results'), row('elsewhere'), row('run.json').last()]) {
      await openMenu(other);
      assert.equal(await entries().filter({ hasText: ENTRY }).count(), 0, await other.innerText());
      await closeMenu();
    }
    await openMenu(row(CONFIG));
    await entries().filter({ hasText: 'Start Experiment' }).waitFor();
    await closeMenu();
  });

  it('is text where its run.json is clicked', async () => {
    await closeAll();
    await row('run.json').first().dblclick();
    const text = groupOf(at.window, 'run.json').locator('.view-line', { hasText: 'attribution-run' });
    await text.first().waitFor();
    assert.equal(await at.window.page.locator('iframe.webview').count(), 0);
  });

  it('is shown by the other editor of that file, in the same tab', async () => {
    await at.window.run('View: Reopen Editor With...');
    await at.window.pick('', 'Attribution');
    await at.window.complete();
    await shown().waitFor();
    await breadcrumbs().waitFor();
    assert.equal(await tabs().count(), 1);
    assert.equal(await at.window.page.locator('.tab').count(), 1);
  });

  it('is as it is in a panel there: a click on a point opens its weights', async () => {
    assert.ok(cluster !== undefined);
    const { neuron, inputs, x, y } = cluster;
    const plot = at.window.panel.locator('.weights-chart');
    await clickAt(plot, await placeIn(plot, x, y));
    const dump = `neuron-${String(neuron).padStart(3, '0')}.weights`;
    const { name } = await lineOpened(at.window, dump, (line) => line.x === x.toFixed(5));
    const [line, column] = name.map(Number) as [number, number];
    assert.ok(inputs.includes(line * 28 + column), `${name} is not of the cluster`);
  });

  it('comes to the front there, where it is asked for once more', async () => {
    await tabs().click();
    await at.window.openFile(CONFIG);
    await at.window.page.locator('iframe.webview').waitFor({ state: 'detached' });
    await opensFrom(folder);
    await breadcrumbs().waitFor();
    assert.equal(await tabs().count(), 1);
  });

  it('comes back there after a reload of the window', async () => {
    await at.window.harness.reloadWindow(at.window.page);
    await at.window.complete();
    await shown().waitFor();
    await breadcrumbs().waitFor();
    assert.equal(await tabs().count(), 1);
  });
});
