import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { ConnectProxy } from '../engine/connectProxy';
import { writeDigits } from './digits';
import { SMALL } from './editorWindow';
import { eventually } from './eventually';
import { NO_NETWORK, product } from './product';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';
const FOLDER = 'my-digits';

inWindow('other data than drawn digits', { [CONFIG]: SMALL }, () => {
  let network: ConnectProxy;
  let onDrawnDigits = '';

  const headline = async () => (await at.window.metric('R² of layer 1’s weights')).value;
  const tabs = (): Locator => at.window.page.locator('.tab');
  const failure = (): Locator => at.window.panel.locator('.fault', { hasText: 'MNIST could not be downloaded.' });
  const toasts = (): Locator => at.window.page.locator('.notifications-toasts .notification-list-item');

  before(async () => {
    ({ network } = await product());
  });

  after(() => {
    network.status = NO_NETWORK;
  });

  it('is asked for in the panel of a run', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    onDrawnDigits = await headline();
    await at.window.progress.waitFor({ state: 'hidden' });
    assert.deepEqual(network.tunnels, []);
  });

  it('is said to be missing where there is no network, in a tab of its own, with what can be done', async () => {
    const before = await tabs().count();
    await at.window.runFromPanel('Run on MNIST');
    await failure().waitFor();
    const hosts = new Set(network.tunnels);
    assert.ok(hosts.size > 1, `it was looked for at ${[...hosts]}`);
    assert.deepEqual(await at.window.panel.locator('.strip .actions vscode-button').allTextContents(), [
      ...['Try Again', 'Use a Folder…', 'Back to drawn digits · seed 1'],
    ]);
    assert.equal(await tabs().count(), before + 1);
    await at.window.progress.waitFor({ state: 'hidden' });
    // Nothing is kept of it.
    assert.equal((await at.window.runFolders()).length, 1);
  });

  it('has addresses and codes folded away, and no notification besides', async () => {
    const body = at.window.panel.locator('body');
    assert.doesNotMatch(await body.innerText(), /https?:|503/);
    await at.window.panel.locator('.fault-details summary').click();
    const details = at.window.panel.locator('.fault-details p');
    await details.waitFor();
    const words = await details.innerText();
    assert.match(words, /https:\/\/.*answered 503/);
    for (const host of new Set(network.tunnels)) assert.ok(words.includes(host.replace(/:\d+$/, '')), host);
    assert.equal(await toasts().count(), 0);
  });

  it('is looked for again on request, and said to be missing without an address where its tab is not in sight', async () => {
    // Until it is let go, it is on its way.
    network.status = null;
    const asked = network.tunnels.length;
    await at.window.button('Try Again').click();
    await at.window.progress.filter({ hasText: 'Downloading MNIST' }).waitFor();
    const tunnels = await eventually(
      async () => network.tunnels.length,
      (now) => now > asked,
    );
    assert.ok(tunnels > asked, 'nothing was asked for');
    await at.window.tab('drawn digits · seed 1').click();
    await at.window.complete();
    assert.equal(await headline(), onDrawnDigits);
    network.status = NO_NETWORK;
    network.drop();
    const toast = await at.window.notification('MNIST could not be downloaded.');
    assert.doesNotMatch(await toast.innerText(), /https?:|503/);
    await at.window.run('Notifications: Clear All Notifications');
  });

  it('leads back to the run that was there, and leaves no tab behind', async () => {
    const before = await tabs().count();
    await at.window.tab('MNIST · seed 1').click();
    await failure().waitFor();
    await at.window.button('Back to drawn digits · seed 1').click();
    await at.window.complete();
    assert.equal(await headline(), onDrawnDigits);
    assert.equal(await tabs().count(), before - 1);
  });

  it('is taken from a folder of IDX files instead', async () => {
    await writeDigits(join(at.window.folder, FOLDER));
    await at.window.runFromPanel('Run on MNIST');
    await failure().waitFor();
    await at.window.button('Use a Folder…').click();
    await at.window.chooseFolder('A folder of four IDX files', FOLDER, 'Run on This Folder');
    await at.window.panel.getByRole('heading', { name: `${FOLDER} 1, 7 | 6, 8` }).waitFor();
  });

  it('gives what the same digits gave before, and is not called drawn', async () => {
    await at.window.complete();
    assert.equal(await headline(), onDrawnDigits);
    assert.equal(await at.window.panel.getByText('These are drawn digits').isVisible(), false);
    const names = (await at.window.runs()).map(({ file }) => file.data.name);
    assert.deepEqual(new Set(names), new Set(['drawn digits', FOLDER]));
  });
});
