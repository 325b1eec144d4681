import assert from 'node:assert/strict';
import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { parseConfig } from '../../src/engine/config';
import { CancelledError } from '../../src/engine/errors';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { readRun } from '../../src/engine/runs/runStore';
import { thisThread } from '../../src/engine/training/trainer';
import { writeDigits } from './digits';
import { textOf } from './dump';
import { SMALL } from './editorWindow';
import { clickAt, clusters, placeIn, selectionTitle } from './plots';
import { at, inUntrustedWindow } from './suite';

const DRAWN = 'drawn.attribution.json';
const OWN = 'own.attribution.json';
const FOLDER = 'my-digits';
const TAKEN = 'my-runs';
const SETTINGS = '.vscode/settings.json';

/** Runs that came with the workspace. */
const [COMPLETE, CANCELLED] = ['run-complete', 'run-cancelled'];

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

  /** Makes a run as the command line does; a cancelled one ends in the midst of its first training. */
  async function makeRun(name: string, cancelled: boolean): Promise<void> {
    const cancel = new CancelFlag();
    const runFolder = join(at.window.folder, 'attribution-runs', name);
    const keeping = { cacheFolder: tmpdir(), runFolder, cancel, executors: [thisThread], checkpointSeconds: 0 };
    for await (const event of runAndKeep(parseConfig(SMALL), keeping))
      if (cancelled && event.type === 'training') cancel.raise();
  }

  /** Everything in the workspace, with what is another as soon as it is written, renamed or touched. */
  async function listing(): Promise<string[]> {
    const { folder } = at.window;
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = [folder, ...entries.map(({ parentPath, name }) => join(parentPath, name))];
    const lines = paths.map(async (path) => {
      const { ino, size, mtimeMs, ctimeMs } = await lstat(path);
      return `${relative(folder, path)}: ${ino}, ${size} bytes, ${mtimeMs}, ${ctimeMs}`;
    });
    return (await Promise.all(lines)).sort();
  }

  const bar = () => at.window.selection;
  let untouched: readonly string[];
  /** The title of the dump of what is selected. */
  let selected = '';

  before(async () => {
    await writeDigits(join(at.window.folder, FOLDER));
    await makeRun(COMPLETE, false);
    await assert.rejects(makeRun(CANCELLED, true), CancelledError);
    untouched = await listing();
  });

  /** That nothing was done to a run, which is said with the way to trust; and that it is so. */
  async function assertRefused(run: string): Promise<void> {
    const toast = await at.window.notification(
      new RegExp(`not trusted, so that nothing is changed in it: .*${run} stays as it is\\. Trust the workspace`),
    );
    await toast.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
    await at.window.run('Notifications: Clear All Notifications');
    await toast.waitFor({ state: 'hidden' });
    assert.deepEqual(await listing(), untouched);
  }

  it('is restricted, and reads no images from a folder that it names', async () => {
    await at.window.page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
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

  it('opens a run that came with it, and selects in it', async () => {
    await at.window.run('Attribution: Open Run…');
    await at.window.pick('Open Run', COMPLETE);
    await at.window.complete();
    const run = await readRun(join(at.window.folder, 'attribution-runs', COMPLETE));
    const [cluster] = clusters(run);
    assert.ok(cluster !== undefined);
    selected = selectionTitle(run, [cluster]);
    const plot = at.window.panel.locator('.weights-chart');
    await clickAt(plot, await placeIn(plot, cluster.x, cluster.y));
    await bar().getByText(`${cluster.inputs.length} weights`, { exact: true }).waitFor();
    assert.deepEqual(await listing(), untouched);
  });

  it('shows the weights that are selected', async () => {
    await bar().getByRole('button', { name: 'Open', exact: true }).click();
    await at.window.tab(selected).click();
    assert.match(await textOf(at.window, selected), /^# Selection [0-9a-f]{16}: \d+ parameters of 1 neuron$/m);
    assert.deepEqual(await listing(), untouched);
  });

  it('keeps no selection by a name, and says why', async () => {
    await at.window.keepSelection('a name');
    await assertRefused(COMPLETE);
    // The row does not say that it was.
    await bar().getByText('kept as').waitFor({ state: 'hidden' });
  });

  it('names no run', async () => {
    await at.window.run('Attribution: Rename Run…');
    await at.window.pick('Rename Run', COMPLETE);
    await assertRefused(COMPLETE);
  });

  it('resumes none', async () => {
    await at.window.run('Attribution: Resume Run…');
    await at.window.pick('Resume Run', CANCELLED);
    await assertRefused(CANCELLED);
  });

  it('runs an experiment on the drawn digits, and has nothing written where it says', async () => {
    await at.window.openFile(DRAWN);
    await at.window.startExperiment();
    await at.window.complete();
    assert.deepEqual(await listing(), untouched);
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
