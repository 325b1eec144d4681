import assert from 'node:assert/strict';
import type { CompleteRun, LayerView } from '../../../src/model/runView';
import { decimal } from '../../../src/text/format';
import { verdict } from '../../../src/text/sentences';
import { verdictLine } from '../../../src/text/verdictLine';
import { defaultView } from '../../../webview/panel/persisted';
import { at, complete, inBrowser, open, openMore } from '../browserSuite';
import { runningState } from '../runs';

inBrowser('the panel', () => {
  describe('states', () => {
    it('says that it is ready, once, and shows nothing by itself', async () => {
      await open(null);
      assert.deepEqual(await at.panel.posted(), [{ type: 'ready' }]);
      assert.equal(await at.panel.page.locator('#panel').textContent(), '');
    });

    it('empty: what this is, one button, the source', async () => {
      await open({ kind: 'empty' });
      const text = await at.panel.text();
      assert.match(text, /Knowledge Localization: Tentatively Positive Results on OCR/);
      assert.match(text, /leave one digit out/);
      await at.panel.page.getByText('Start Experiment').click();
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'start' });
    });

    it('running: stage, detail, share, time left; progress and points as they come; Cancel', async () => {
      const state = runningState(at.run);
      await open(state);
      assert.match(await at.panel.text(), /Training phase 1\s*0 of 243/);
      // After a reload the panel shows the run again.
      assert.equal((await at.panel.kept())?.runId, state.runId);
      const bar = at.panel.page.getByRole('progressbar');
      assert.equal(await bar.getAttribute('aria-valuenow'), '0');
      const live = at.panel.page.locator('.live .chart');
      assert.match((await live.getAttribute('aria-label')) ?? '', /nothing trained yet/);

      const points = at.run.training.networks[0]?.points ?? [];
      await at.panel.send({ type: 'points', network: 'phase1', points: points.slice(0, 2) });
      await at.panel.send({ type: 'points', network: 'phase1', points: points.slice(2) });
      const progress = { stage: 'Training without 7', detail: '12 of 99', share: 0.42, secondsLeft: 41 };
      await at.panel.send({ type: 'progress', progress });
      assert.match(await at.panel.text(), /Training without 7\s*12 of 99/);
      assert.match(await at.panel.text(), /about 41 s left/);
      assert.equal(await bar.getAttribute('aria-valuenow'), '42');
      assert.match((await live.getAttribute('aria-label')) ?? '', /phase 1 from 0\.\d{3} to 0\.\d{3}/);

      await at.panel.send({ type: 'progress', progress: { ...progress, share: null, secondsLeft: null } });
      assert.equal(await bar.getAttribute('aria-valuenow'), null);
      assert.equal(await at.panel.page.getByRole('status').textContent(), 'Experiment running: Training without 7.');

      await at.panel.page.locator('.strip').getByText('Cancel', { exact: true }).click();
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'cancel' });
    });

    it('complete: title, every figure with its sentence, the verdict in plain sight', async () => {
      await open(complete(at.run));
      const { title, metrics, layers } = at.run;
      const seen = await at.panel.text();
      assert.ok(seen.includes(`${title.data} · seed 1`));
      assert.ok(seen.includes(verdictLine(at.run)));
      await at.panel.page.getByText('Details', { exact: true }).click();
      const text = await at.panel.text();
      const layer1 = layers[0] as LayerView;
      assert.ok(text.includes(`${title.network} · seed 1 · η 0.0001 · config ${title.configHash}`));
      for (const sentence of verdict(at.run)) assert.ok(text.includes(sentence), sentence);
      for (const value of [
        layer1.weights.r2,
        metrics.controls.neuronPermutation.meanR2,
        metrics.controls.inkAlone?.r2 ?? null,
        metrics.controls.residual.r,
      ]) {
        assert.ok(text.includes(decimal(value)));
      }
      assert.match(text, /R² of hidden biases\s*0\.\d{3}\s*r −?0\.\d\d to 0\.\d\d for this run/);
      assert.match(text, /identity check\s*✓ holds/);
      // No p-value but the permutation's, and that one under its name.
      const all = (await at.panel.page.locator('body').textContent()) ?? '';
      assert.equal(all.match(/\bp = /g)?.length, all.match(/permutation p = /g)?.length);
      assert.match(
        (await at.panel.page.getByRole('status').textContent()) ?? '',
        /^Experiment complete\. R² 0\.\d{3}\. /,
      );
    });

    it('explains a figure on hover and on focus; Escape puts the explanation away', async () => {
      await open(complete(at.run));
      const tip = at.panel.page.locator('.tip');
      await at.panel.page.locator('.figure-shuffled dd').hover();
      assert.match((await tip.textContent()) ?? '', /permutation p = /);
      await at.panel.page.locator('.figure-ink dd').focus();
      assert.match((await tip.textContent()) ?? '', /The data alone/);
      await at.panel.page.keyboard.press('Escape');
      assert.equal(await tip.isVisible(), false);
      await at.panel.page.locator('.weights .axis-x').focus();
      assert.match((await tip.textContent()) ?? '', /x = a \/ \(a \+ b\)/);
    });

    it('complete, on drawn digits: says so, and offers others', async () => {
      await open(complete(at.run));
      await at.panel.page.getByText('Run', { exact: true }).click();
      assert.match(await at.panel.text(), /drawn digits embedded in the extension, not MNIST/);
      assert.match(await at.panel.text(), /11 MB, downloaded once/);
      for (const [label, intent] of [
        ['Run on MNIST', 'runOnMnist'],
        ['Use a Folder…', 'runOnFolder'],
        ['Run with Seed 2', 'runNextSeed'],
      ] as const) {
        await at.panel.page.getByText(label, { exact: true }).click();
        assert.deepEqual((await at.panel.posted()).at(-1), { type: intent });
        // What was chosen closes the menu.
        assert.equal(await at.panel.page.locator('.run-menu > button').getAttribute('aria-expanded'), 'false');
        await at.panel.page.getByText('Run', { exact: true }).click();
      }
      await at.panel.send({ type: 'state', state: complete({ ...at.run, title: { ...at.run.title, drawn: false } }) });
      assert.doesNotMatch(await at.panel.text(), /drawn digits embedded/);
    });

    it('warns in plain sight when the identity fails, and counts what is left out', async () => {
      const layer1 = at.run.layers[0] as LayerView;
      const broken: CompleteRun = {
        ...at.run,
        layers: [
          { ...layer1, weights: { ...layer1.weights, leftOut: { parameters: 312, x: 312, y: 0 } } },
          ...at.run.layers.slice(1),
        ],
        metrics: {
          ...at.run.metrics,
          identity: { constantInputs: 84, maxDeviationX: 0, holds: false, maxDeviationY: 0.02 },
        },
      };
      await open(complete(broken));
      assert.match(await at.panel.text(), /The identity check fails: do not build on this run’s numbers\./);
      await at.panel.page.getByText('Details', { exact: true }).click();
      const text = await at.panel.text();
      assert.match(text, /✗ fails/);
      assert.match(text, /The identity check fails: \d+ constant inputs, largest deviation 2\.0 × 10⁻²/);
      assert.match(text, /312 weights are left out: x or y is undefined/);
    });

    it('cancelled, failed and missing say what happened and what can be done', async () => {
      const { title, training } = at.run;
      await open({ kind: 'cancelled', runId: 'r', title, training });
      assert.match(
        await at.panel.text(),
        /Cancelled\. The curves show .* the same numbers as if it had never been stopped\./,
      );
      await at.panel.page.getByText('Resume', { exact: true }).click();
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'resume' });

      const interrupted = { kind: 'interrupted', runId: 'r', title, training } as const;
      await at.panel.send({ type: 'state', state: { ...interrupted, reason: null } });
      assert.match(await at.panel.text(), /Interrupted\. The process that made this run ended before the run did\./);
      await at.panel.send({ type: 'state', state: { ...interrupted, reason: 'The disk was full.' } });
      assert.match(await at.panel.text(), /Interrupted\. The disk was full\./);
      await at.panel.page.getByText('Resume', { exact: true }).click();
      assert.deepEqual((await at.panel.posted()).at(-1), { type: 'resume' });

      const message = 'data: found nothing; expected images.';
      await at.panel.send({
        type: 'state',
        state: {
          ...{ kind: 'failed', title, training, message, inLog: false, runId: null },
          ways: { hasConfigFile: true, lacksImages: false, before: null },
        },
      });
      assert.match(await at.panel.text(), /The experiment failed\. data: found nothing; expected images\./);
      assert.equal(await at.panel.page.getByText('Show Log').count(), 0);
      await at.panel.page.getByText('Open Config').click();
      await at.panel.send({
        type: 'state',
        state: { kind: 'failed', title, training, message, inLog: true, runId: null },
      });
      await at.panel.page.getByText('Show Log').click();
      assert.deepEqual((await at.panel.posted()).slice(-2), [{ type: 'openConfig' }, { type: 'showLog' }]);

      await at.panel.send({ type: 'state', state: { kind: 'missing', runId: 'r-17', reason: 'Its folder is gone.' } });
      assert.match(await at.panel.text(), /Its folder is gone\./);
      assert.match(await at.panel.text(), /r-17/);
    });
  });

  describe('what is kept', () => {
    it('is the run and how it is looked at', async () => {
      await open(complete(at.run));
      assert.deepEqual(await at.panel.kept(), {
        version: 2,
        runId: 'tiny-run',
        view: defaultView(1, 78_400),
        selection: null,
        scroll: {},
      });
      await openMore('weights');
      const [size, opacity] = [at.panel.page.getByLabel('Point size'), at.panel.page.getByLabel('Opacity')];
      await at.panel.page.getByRole('button', { name: 'How it is drawn' }).click();
      await size.focus();
      await at.panel.page.keyboard.press('Home');
      await opacity.fill('0.2');
      assert.deepEqual((await at.panel.kept())?.view, {
        ...defaultView(1, 78_400),
        pointSize: 1,
        opacity: 0.2,
      });
    });

    it('is restored', async () => {
      await open(complete(at.run), {
        state: {
          version: 2,
          runId: 'tiny-run',
          view: { ...defaultView(2, 200), pointSize: 4, opacity: 0.3 },
          selection: null,
        },
      });
      assert.equal(await at.panel.page.getByLabel('Point size').inputValue(), '4');
      assert.equal(await at.panel.page.getByLabel('Opacity').inputValue(), '0.3');
      assert.match(await at.panel.text(), /two points are no finding/);
    });

    it('is ignored where its shape is unknown, and fitted where the run is another', async () => {
      await open(complete(at.run), { state: { version: 9, view: 'all' } });
      assert.equal((await at.panel.kept())?.view.pointSize, 1.5);
      await at.panel.close();
      await open(complete(at.run), {
        state: {
          version: 2,
          runId: 'other',
          view: { ...defaultView(7, 200), pointSize: 2, opacity: 0.3 },
          selection: null,
        },
      });
      assert.deepEqual(await at.panel.kept(), {
        version: 2,
        runId: 'tiny-run',
        view: { ...defaultView(2, 200), pointSize: 2, opacity: 0.3 },
        selection: null,
        scroll: {},
      });
    });
  });
});
