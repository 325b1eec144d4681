import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { SMALL } from './editorWindow';
import { eventually } from './eventually';
import { stagesOf, watchPanel, watchStatusBar } from './looks';
import { assertPointsDrawn, layer1 } from './plots';
import { product } from './product';
import { at, inWindow } from './suite';

const LONG = 'long.attribution.json';
const SHORT = 'short.attribution.json';
// So many neurons take a minute or more on two cores: time enough to cancel. The forks, which are most of it, are soon
// begun.
const FILES = {
  [LONG]: { network: { hidden: [4000] }, phase1: { rows: 600 }, seed: 5 },
  [SHORT]: { ...SMALL, seed: 6 },
};

const training = () => at.window.progress.filter({ hasText: /Training .* · \d+ %/ });
const title = (seed: number) => at.window.panel.locator('h1', { hasText: new RegExp(`seed ${seed}$`) });

inWindow('a running experiment', FILES, () => {
  it('shows how far it is in the status bar and in the panel', async () => {
    await at.window.openFile(LONG);
    await at.window.startExperiment();
    await training()
      .filter({ hasText: /about \d+ (s|min) left/ })
      .waitFor();
    const share = at.window.panel.locator('[role="progressbar"][aria-valuenow]');
    await share.waitFor();
    const before = Number(await share.getAttribute('aria-valuenow'));
    const later = await eventually(
      async () => Number(await share.getAttribute('aria-valuenow')),
      (now) => now > before,
    );
    assert.ok(before >= 0 && later > before && later < 100, `${before} %, later ${later} %`);
    await at.window.panel.getByText(/\d of [\d,]+ · loss 0\.\d{4}/).waitFor();
  });

  it('names one stage after the other, also while several forks are trained at once', async () => {
    await at.window.progress.filter({ hasText: 'fork' }).waitFor();
    const stages = await at.window.panel.locator('.running-words').evaluate(async (words) => {
      const seen = [words.querySelector('strong')?.textContent];
      // Several seconds' worth of reports.
      for (let reports = 0; reports < 30; reports++) {
        await new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            observer.disconnect();
            resolve();
          });
          observer.observe(words, { childList: true, characterData: true, subtree: true });
        });
        const stage = words.querySelector('strong')?.textContent;
        if (stage !== seen.at(-1)) seen.push(stage);
      }
      return seen;
    });
    assert.equal(stages.length, new Set(stages).size, `to and fro: ${stages.join(', ')}`);
  });

  describe('when it is cancelled', () => {
    async function assertCancelled(): Promise<void> {
      await at.window.panel.getByText('Cancelled. The curves show').waitFor();
      await at.window.progress.waitFor({ state: 'hidden' });
      await at.window.cancelButton.waitFor({ state: 'hidden' });
      for (const folder of await at.window.runFolders()) assert.equal(await statusOf(folder), 'cancelled');
    }

    it('from the status bar, says so and keeps what can be resumed', async () => {
      await at.window.cancelButton.click();
      await assertCancelled();
    });

    it('can be started again in the panel, with the same config, and cancelled there', async () => {
      await at.window.button('Start Experiment').click();
      await training().waitFor();
      await title(5).waitFor();
      await at.window.button('Cancel').click();
      await assertCancelled();
    });

    it('leaves the way free for another one', async () => {
      await at.window.openFile(SHORT);
      await at.window.startExperiment();
      await at.window.complete();
      await title(6).waitFor();
      assert.equal((await at.window.runs()).length, 1);
    });
  });
});

// In a window of its own: the thread of an experiment that went well is kept for the next one.
inWindow('an experiment whose worker breaks', { [SHORT]: FILES[SHORT] }, () => {
  const fault = 'broken for a test';
  let worker = '';
  let sound: Buffer;

  before(async () => {
    // Where the harness installs extensions.
    const extensions = join((await product()).server.dir, 'p', 'extensions');
    const name = (await readdir(extensions)).find((entry) => entry.startsWith('attribution.'));
    worker = join(extensions, name ?? '', 'dist', 'worker.js');
    sound = await readFile(worker);
    // In the first seconds of a window VS Code does not know the log yet, and does nothing when told to show it.
    const output = at.window.page.locator('.part.panel');
    await at.window.harness.untilDone('the log is shown', async (timeout) => {
      await at.window.run('Attribution: Show Log');
      await output.waitFor({ timeout });
    });
    await at.window.run('View: Hide Panel');
    await output.waitFor({ state: 'hidden' });
  });

  // The other test files use the same installation.
  after(async () => writeFile(worker, sound));

  it('says so in the panel, and nowhere else while that is in sight', async () => {
    await writeFile(worker, `throw new Error(${JSON.stringify(fault)});`);
    await at.window.openFile(SHORT);
    await at.window.startExperiment();
    await at.window.panel.getByText(`The experiment failed. ${fault}`).waitFor();
    await at.window.progress.waitFor({ state: 'hidden' });
    assert.equal((await at.window.runFolders()).length, 0);
    assert.equal(await at.window.page.locator('.notifications-toasts', { hasText: fault }).count(), 0);
  });

  it('shows the log on request', async () => {
    await at.window.button('Show Log').click();
    await at.window.page.locator('.panel .view-line', { hasText: fault }).first().waitFor();
    await at.window.run('View: Hide Panel');
  });

  it('leaves the window alive', async () => {
    await at.window.run('Attribution: New Experiment Config');
    await at.window.tab('experiment.attribution.json').waitFor();
  });

  it('works again once the worker does, and says the same in both places until its plots stand there', async () => {
    await writeFile(worker, sound);
    await at.window.openFile(SHORT);
    // In the same panel, which lies behind the config by now: it has nothing to lose.
    await at.window.run('Attribution: Show Panel');
    const [inBar, inPanel] = [await watchStatusBar(at.window), await watchPanel(at.window)];
    await at.window.startExperiment();
    await at.window.complete();
    await at.window.progress.waitFor({ state: 'hidden' });
    await at.window.cancelButton.waitFor({ state: 'hidden' });
    assert.equal((await at.window.runFolders()).length, 1);
    const { x, y } = layer1(await at.window.onlyRun());
    await assertPointsDrawn(at.window.panel.locator('.weights-chart'), x.weight, y.weight);

    const [bar, panel] = [await inBar.jsonValue(), await inPanel.jsonValue()];
    // What lasts no longer than one turn of the host is not written into the status bar.
    const [ofBar, ofPanel] = [stagesOf(bar), stagesOf(panel)];
    assert.deepEqual(
      ofBar.filter((stage) => ofPanel.includes(stage)),
      ofPanel.filter((stage) => ofBar.includes(stage)),
    );
    for (const stage of ['Training phase 1', 'Training 4 forks', 'Computing the controls', 'Reading the run'])
      assert.ok(ofPanel.includes(stage), `${stage} is not among ${ofPanel.join(', ')}`);
    // Nothing is at its end while something is still to be done.
    for (const { stage, share } of [...bar, ...panel]) assert.ok((share ?? 0) < 100, `${stage} stands at ${share} %`);
    const counted = panel.flatMap(({ stage, detail }) => {
      const [, done, of] = /^([\d,]+) of ([\d,]+)/.exec(detail) ?? [];
      const number = (digits = '') => Number(digits.replaceAll(',', ''));
      return stage?.startsWith('Training') ? [{ stage, done: number(done), of: number(of), detail }] : [];
    });
    for (const [index, { stage, done, of, detail }] of counted.entries()) {
      assert.ok(done <= of && of > 0, `${stage}: ${detail}`);
      const before = counted[index - 1];
      if (before?.stage === stage)
        assert.ok(done >= before.done && of === before.of, `${before.detail}, then ${detail}`);
    }
    assert.ok(counted.length > 1, 'no steps were counted');
    // The status bar is the last to say that it is over.
    assert.deepEqual([bar.at(-1)?.stage, panel.at(-1)?.stage], [null, null]);
    assert.ok((bar.at(-1)?.at ?? 0) >= (panel.at(-1)?.at ?? 0), 'the status bar says first that it is over');
  });
});
