import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { SMALL } from './editorWindow';
import { clickAt, clusters, placeIn } from './plots';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';

inWindow(
  'the walkthrough',
  { '.vscode/settings.json': { 'attribution.defaultConfig': CONFIG }, [CONFIG]: SMALL },
  () => {
    const page = (): Locator => at.window.page.locator('.gettingStartedContainer');
    const step = (title: string): Locator => page().locator('.getting-started-step', { hasText: title });
    const done = (title: string): Locator => step(title).locator('.codicon.complete');
    const button = (name: string): Locator => page().getByRole('button', { name, exact: true });

    const [RUN, SELECT, BREAK] = ['Run an experiment', 'Select weights, and read them', 'Ask what breaks without them'];

    async function back(): Promise<void> {
      await at.window.run('Attribution: Open Walkthrough');
      await step(RUN).waitFor();
    }

    it('is not opened by itself here: the harness has the setting of the editor that opens it after an installation', async () => {
      assert.equal(await at.window.page.locator('.tab').count(), 0);
    });

    it('is opened by its command, with three steps, none of them done', async () => {
      await at.window.run('Attribution: Open Walkthrough');
      await step(RUN).waitFor();
      assert.equal(await page().locator('.getting-started-step').count(), 3);
      for (const title of [RUN, SELECT, BREAK]) assert.equal(await done(title).count(), 0, title);
      const picture = page().locator('.getting-started-media img').first();
      await picture.waitFor();
      assert.ok(await picture.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth > 0));
    });

    it('starts an experiment, and knows when there is a run', async () => {
      await button('Start Experiment').click();
      await at.window.complete();
      await back();
      await done(RUN).waitFor();
      assert.equal(await done(SELECT).count(), 0);
    });

    it('knows when weights have been opened', async () => {
      await at.window.run('Attribution: Show Panel');
      await at.window.complete();
      const [cluster] = clusters(await at.window.onlyRun(), 10);
      assert.ok(cluster !== undefined);
      const plot = at.window.panel.locator('.weights-chart');
      await clickAt(plot, await placeIn(plot, cluster.x, cluster.y));
      await at.window.page.locator('.tab', { hasText: '.weights' }).first().waitFor();
      await back();
      await done(SELECT).waitFor();
      assert.equal(await done(BREAK).count(), 0);
    });

    it('knows when it was asked what breaks', async () => {
      await step(BREAK).click();
      await button('What Breaks Without the Selection?').click();
      await at.window.panel.getByRole('tab', { name: 'Surgery', selected: true }).waitFor();
      await back();
      await done(BREAK).waitFor();
    });
  },
);
