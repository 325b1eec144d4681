import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRun } from '../../src/engine/runs/runStore';
import { writeDigits } from './digits';
import { SMALL } from './editorWindow';
import { at, inUntrustedWindow } from './suite';

const DRAWN = 'drawn.attribution.json';
const OWN = 'own.attribution.json';
const FOLDER = 'my-digits';
const TAKEN = 'my-runs';
const SETTINGS = '.vscode/settings.json';

const FILES = {
  [DRAWN]: SMALL,
  [OWN]: { ...SMALL, data: FOLDER },
  // A setting by which a workspace may have runs written wherever it likes.
  [SETTINGS]: { 'attribution.runsFolder': TAKEN },
};

inUntrustedWindow('a workspace that nobody has trusted yet', FILES, () => {
  const runsIn = async (name: string) => {
    const folder = join(at.window.folder, name);
    return Promise.all((await readdir(folder).catch(() => [])).map((run) => readRun(join(folder, run))));
  };

  it('is restricted, and reads no images from a folder that it names', async () => {
    await at.window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await writeDigits(join(at.window.folder, FOLDER));
    await at.window.openFile(OWN);
    await at.window.startExperiment();
    const toast = await at.window.notification(/not trusted, so that no images are read from the folder .*my-digits/);
    await toast.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    assert.equal(await at.window.page.locator('iframe.webview').count(), 0);
  });

  it('begins no replication', async () => {
    await at.window.openFile(DRAWN);
    await at.window.run('Attribution: Replicate…');
    const toast = await at.window.notification(/not trusted\. Trust it to begin many runs/);
    await toast.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    const page = at.window.page.getByText('You are in Restricted Mode');
    await page.waitFor();
    // It takes no keys before it has got the focus.
    await at.window.harness.untilDone('the page is closed', async (timeout) => {
      await at.window.page.keyboard.press('Escape');
      await page.waitFor({ state: 'hidden', timeout });
    });
    assert.equal(await at.window.page.locator('iframe.webview').count(), 0);
  });

  it('runs an experiment on the drawn digits, and has nothing written where it says', async () => {
    await at.window.openFile(DRAWN);
    await at.window.startExperiment();
    await at.window.complete();
    assert.deepEqual([...(await runsIn('attribution-runs')), ...(await runsIn(TAKEN))], []);
  });

  it('reads the folder and keeps the run once a person trusts it', async () => {
    const { page } = at.window;
    await at.window.run('Workspaces: Manage Workspace Trust');
    const trust = page.getByRole('button', { name: /^Trust( \(|$)/ }).first();
    const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' });
    await trust.waitFor();
    // The page draws its buttons anew when it has read who is trusted already.
    await at.window.harness.untilDone('the workspace is trusted', async (timeout) => {
      if (await trust.isVisible()) await trust.click({ timeout });
      await restricted.waitFor({ state: 'detached', timeout });
    });
    await at.window.openFile(OWN);
    await at.window.startExperiment();
    await at.window.panel.getByRole('heading', { name: `${FOLDER} 1, 7 | 6, 8` }).waitFor();
    await at.window.complete();
    assert.deepEqual(
      (await runsIn(TAKEN)).map(({ file }) => file.data.name),
      [FOLDER],
    );
  });
});
