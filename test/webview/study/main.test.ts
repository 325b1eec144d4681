import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import type { StudyState, StudyView } from '../../../src/model/studyProtocol';
import { detectionSentences } from '../../../src/text/detectionLimit';
import { failedCells } from '../../../src/text/failedTraining';
import { decimal } from '../../../src/text/format';
import { HEADLINE, metricNumber, SHUFFLED } from '../../../src/text/studyMetrics';
import { matchedSentence } from '../../../src/text/studySentences';
import { seedMeans, seedValues } from '../../../webview/study/overSeeds';
import { testLimit } from '../../harness/limits.cjs';
import { violations } from '../axe';
import { launch, type Opening, Panel, PanelServer } from '../panelPage';
import {
  atFive,
  begun,
  matchedStudy,
  noisyStudy,
  orderedStudy,
  plantedStudy,
  replicationStudy,
  running,
  shown,
  sweepStudy,
} from '../studies';
import { THEMES, type ThemeName } from '../themes';
import { textsOf, untranslated, wrappedTexts } from '../wrapped';

describe('the page of many runs', function () {
  this.timeout(testLimit);
  let browser: Browser;
  let server: PanelServer;
  let panel: Panel;
  let replication: StudyView;
  let sweep: StudyView;
  let matched: StudyView;
  let planted: StudyView;

  before(async () => {
    [browser, server] = await Promise.all([launch(), PanelServer.start(resolve('dist'))]);
    [replication, sweep, matched] = [await replicationStudy(), await sweepStudy(), await matchedStudy()];
    planted = await plantedStudy();
  });
  after(async () => {
    await browser.close();
    await server.stop();
  });
  afterEach(async () => {
    const faults = await panel.faultsFound();
    await panel.close();
    assert.deepEqual(faults, []);
  });

  async function open(state: StudyState | null, opening: Opening = {}): Promise<void> {
    panel = await Panel.open(browser, server, { ...opening, study: true });
    if (state !== null) await panel.send({ type: 'state', state });
  }

  const lastPosted = async () => (await panel.posted()).at(-1) as unknown;
  const status = () => panel.page.getByRole('status').textContent();
  /** The dots of a plot: what the pointer finds. */
  const dots = (plot: string) => panel.page.locator(`${plot} .dot`);

  describe('of a replication', () => {
    it('has every seed as a dot, the interval, and the post’s figure with where it lies', async () => {
      await open(shown(replication));
      const text = await panel.text();
      const { mean, interval } = seedMeans(replication, HEADLINE);
      const row = panel.page.locator('.seed-row', { hasText: 'R² of layer 1’s weights' });
      const words = (await row.innerText()).replace(/\s+/g, ' ');
      assert.ok(words.includes(`${decimal(mean)} `), words);
      assert.ok(words.includes(`${decimal(interval?.low ?? null)} to ${decimal(interval?.high ?? null)}`), words);
      assert.equal(await row.locator('.dot').count(), 10);
      assert.equal(await row.locator('.interval').count(), 1);
      assert.match((await row.locator('.post-words').textContent()) ?? '', /^post 0\.28$/);
      assert.match(
        text,
        /The post’s R² of 0\.28 for the weights lies (below|within|above) the 95 % interval for the mean/,
      );
      assert.match(text, /\d+ of 10 seeds lie below it\. That was one run on MNIST; these are drawn digits\./);
      assert.match(text, /On average over 10 seeds: Shuffling the neurons leaves 0\.\d{3} of 0\.\d{3}/);
      assert.match((await status()) ?? '', /^Replication complete\. R² 0\.\d{3} on average\.$/);
    });

    it('has what comes again in other orders where that was asked for, and no row of it elsewhere', async () => {
      const ordered = await orderedStudy();
      await open(shown(ordered));
      const labels = ['reliability of residual x', 'reliability of residual y', 'residual r between orders'];
      for (const [index, figure] of ['x', 'y', 'acrossR'].entries()) {
        const row = panel.page.locator(`.seed-reliability:has(.seed-words:text-is("${labels[index]}"))`);
        const { mean } = seedMeans(ordered, `reliability.${figure}`);
        assert.ok(mean !== null);
        assert.ok((await row.innerText()).includes(metricNumber(mean)), await row.innerText());
        assert.equal(await row.locator('.dot').count(), 2);
      }
      assert.equal(await panel.page.locator('.seed-reliability').count(), 4);
      const text = await panel.text();
      assert.match(text, /2 seeds, 1 to 2 · each in 2 shuffled orders too/);
      assert.match(
        text,
        /In 2 shuffled orders of the examples, .* residual r between orders −?0\.\d{3}, disattenuated/,
      );
      await panel.close();
      await open(shown(replication));
      assert.equal(await panel.page.locator('.seed-reliability').count(), 0);
      assert.ok(!(await panel.text()).includes('shuffled orders'));
    });

    it('has R² and what neurons shuffled leave of it on one axis', async () => {
      await open(shown(replication));
      const ticks = (name: string) =>
        panel.page.locator('.seed-row', { hasText: name }).locator('.tick').allTextContents();
      assert.deepEqual(await ticks('R² of layer 1’s weights'), await ticks('the same, neurons shuffled'));
      const at = async (name: string) => {
        const row = panel.page.locator('.seed-row', { hasText: name });
        return Number(await row.locator('.mean').getAttribute('x1'));
      };
      const left = seedMeans(replication, SHUFFLED).mean ?? 0;
      const share = (left / (seedMeans(replication, HEADLINE).mean ?? 1)) as number;
      const [whole, shuffled] = [await at('R² of layer 1’s weights'), await at('the same, neurons shuffled')];
      // Both count from 0, which stands 14 pixels in.
      assert.ok(Math.abs((shuffled - 14) / (whole - 14) - share) < 0.01);
    });

    it('marks a seed in every row while it is pointed at, and opens its run', async () => {
      await open(shown(replication));
      const plot = panel.page.locator('.seed-row .strip-plot').first();
      await plot.focus();
      await panel.page.keyboard.press('ArrowRight');
      const rows = await panel.page.locator('.strip-plot').count();
      assert.equal(await panel.page.locator('.dot.marked').count(), rows);
      assert.match(
        (await panel.page.locator('.cell-readout').textContent()) ?? '',
        /^seed 1 · R² of layer 1’s weights/,
      );
      assert.match((await status()) ?? '', /^seed 1 · /);
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await lastPosted(), { type: 'openCell', cell: 1 });
      const box = await dots('.seed-row .strip-plot').first().boundingBox();
      assert.ok(box !== null);
      await panel.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      assert.equal(((await lastPosted()) as { type: string }).type, 'openCell');
    });

    it('has every figure in a table, which is filtered, and shows the seeds of the one that is pointed at', async () => {
      await open(shown(replication));
      const grid = panel.page.getByRole('grid');
      assert.equal(await grid.getAttribute('aria-rowcount'), String(replication.metrics.length + 1));
      await panel.page.locator('.all-figures input').fill('bias.slope');
      await panel.settle();
      const names = await panel.page.locator('.all-figures .table-row > :first-child').allTextContents();
      assert.deepEqual(
        names,
        replication.metrics.filter((name) => name.includes('bias.slope')),
      );
      await panel.page.locator('.all-figures .table-row').first().hover();
      assert.equal(await panel.page.locator('.figure-chosen').textContent(), names[0]);
      assert.equal(await dots('.figure-strip').count(), seedValues(replication, names[0] as string).length);
    });

    it('fills as seeds come in, with progress, time left and Cancel', async () => {
      await open(shown(begun(replication, 1), running));
      assert.match(await panel.text(), /about 41 s left/);
      assert.match(await panel.text(), /1 of 10/);
      const { metrics, there, published } = replication;
      await panel.send({ type: 'cells', metrics, cells: there.slice(1, 4), published });
      await panel.page.locator('.seed-row').nth(1).locator('.dot').nth(3).waitFor();
      await panel.send({ type: 'progress', progress: { ...atFive, detail: '4 of 10', share: 0.4 } });
      assert.equal(await panel.page.getByRole('progressbar').getAttribute('aria-valuenow'), '40');
      await panel.page.getByText('Cancel', { exact: true }).click();
      assert.deepEqual(await lastPosted(), { type: 'cancel' });
    });
  });

  describe('of a sweep', () => {
    it('has one plot a value down, every cell a dot, its null, and divergence as a cross', async () => {
      await open(shown(sweep));
      assert.deepEqual(await panel.page.locator('.line-title').allTextContents(), [
        'activation softplus',
        'activation relu',
        'activation tanh',
      ]);
      assert.equal(await dots('.line-plots').count(), 24);
      const diverged = sweep.there.filter((cell) => cell.status === 'diverged').length;
      assert.ok(diverged > 0);
      assert.equal(await panel.page.locator('.dot.diverged').count(), diverged);
      assert.ok((await panel.page.locator('.null-line').count()) >= 3);
      assert.match(await panel.text(), new RegExp(`Training diverged in ${diverged} of 24`));
      const failed = failedCells(sweep).length;
      assert.ok(failed > 0);
      assert.equal(await panel.page.locator('.dot.failed').count(), failed);
      assert.match(await panel.text(), new RegExp(`Training failed in ${failed} of 24`));
      assert.match(await panel.text(), /× training failed: at chance/);
      assert.match(
        await panel.text(),
        /R² of layer 1’s weights: largest 0\.\d{3} at activation \w+, learningRate 0\.\d+/,
      );
      assert.equal(await status(), 'Sweep complete.');
    });

    it('puts its axes where they are wanted, keeps that, and shows any figure', async () => {
      await open(shown(sweep));
      const choose = async (label: string, option: string) => {
        await panel.page.getByRole('combobox', { name: label, exact: true }).click();
        await panel.page.getByRole('option', { name: option, exact: true }).click();
        await panel.settle();
      };
      await choose('Across', 'network.activation');
      assert.deepEqual(await panel.page.locator('.line-title').allTextContents(), [
        'learningRate 0.0001',
        'learningRate 0.001',
        'learningRate 0.01',
        'learningRate 1e+300',
      ]);
      await choose('One plot for each', 'nothing');
      assert.equal(await panel.page.locator('.line-plot').count(), 1);
      assert.equal(await dots('.line-plots').count(), 24);
      await choose('seed', '2');
      assert.equal(await dots('.line-plots').count(), 12);
      await choose('Figure', 'test loss, phase 1');
      assert.equal(await panel.page.locator('.null-line').count(), 0);
      const kept = (await panel.kept()) as unknown;
      const view = { figure: 'phase1.heldOut.loss', across: 'network.activation', down: null, fixed: { seed: 1 } };
      assert.deepEqual(kept, { version: 1, studyId: 'study-1', view });
      await panel.close();
      await open(shown(sweep), { state: kept });
      assert.equal(await dots('.line-plots').count(), 12);
    });

    it('has all cells in one table, of which Enter opens one', async () => {
      await open(shown(sweep));
      const grid = panel.page.getByRole('grid');
      assert.equal(await grid.getAttribute('aria-rowcount'), '25');
      await panel.page.locator('.all-cells input').fill('diverged');
      await panel.settle();
      const first = sweep.there.find((cell) => cell.status === 'diverged')?.cell;
      const cell = panel.page.locator('.all-cells .table-row > :first-child').first();
      assert.equal(await cell.textContent(), String(first));
      await grid.focus();
      await panel.page.keyboard.press('ArrowDown');
      assert.equal(await panel.page.locator('.line-plots .dot.marked').count(), 1);
      await panel.page.keyboard.press('Enter');
      assert.deepEqual(await lastPosted(), { type: 'openCell', cell: first });
    });

    it('says what is waiting, resumes, and exports only what is whole', async () => {
      await open(shown(begun(sweep, 9), { kind: 'cancelled' }));
      assert.match(await panel.text(), /Not finished\. What is there is kept/);
      assert.ok((await panel.page.locator('.waiting-cell').count()) > 0);
      assert.equal(await panel.page.getByText('Export cells.csv…').isVisible(), false);
      await panel.page.getByText('Resume', { exact: true }).click();
      assert.deepEqual(await lastPosted(), { type: 'resume' });
      await panel.send({ type: 'state', state: shown(sweep) });
      for (const [label, type] of [
        ['Export cells.csv…', 'exportCsv'],
        ['Open Sweep File', 'openSweep'],
      ] as const) {
        await panel.page.getByText(label, { exact: true }).click();
        assert.deepEqual(await lastPosted(), { type });
      }
    });

    it('says what went wrong, and what can be done', async () => {
      const failed = { kind: 'failed', message: 'data: found no file.', inLog: true } as const;
      await open(shown(begun(sweep, 2), failed));
      assert.match(await panel.text(), /The runs ended with an error\. data: found no file\./);
      await panel.page.getByText('Show Log', { exact: true }).click();
      assert.deepEqual(await lastPosted(), { type: 'showLog' });
      const missing = { kind: 'missing', studyId: 'sweep-x', reason: 'It is gone.' } as const;
      await panel.send({ type: 'state', state: { ...missing, deleted: 'Sweep · seed' } });
      assert.equal(await panel.page.getByRole('heading').textContent(), 'Sweep · seed was deleted');
      await panel.send({ type: 'state', state: missing });
      assert.match(await panel.text(), /These runs cannot be shown\s+It is gone\./);
    });

    it('has the answer of the preset, with what does not match said and set apart', async () => {
      await open(shown(matched));
      const { matchedLoss } = matched;
      assert.ok(matchedLoss !== null);
      assert.ok((await panel.text()).includes(matchedSentence(matchedLoss)));
      assert.equal(await panel.page.locator('.matched tbody tr').count(), 3);
      await panel.send({ type: 'state', state: shown(begun(matched, 3), running) });
      assert.equal(await panel.page.locator('.matched').isVisible(), false);
    });
  });

  it('says of a sweep that planted locality from which share on each figure shows it', async () => {
    await open(shown(planted));
    const { detectionLimit } = planted;
    assert.ok(detectionLimit !== null);
    const text = await panel.text();
    for (const sentence of detectionSentences(detectionLimit)) assert.ok(text.includes(sentence), sentence);
    const rows = panel.page.locator('.detection tbody tr');
    assert.equal(await rows.count(), 5);
    assert.deepEqual(await rows.locator('th').allTextContents(), ['0 %', '34 %', '100 %', 'shown from', 'in one run']);
    assert.equal(await panel.page.locator('.matched').isVisible(), false);
    await panel.send({ type: 'state', state: shown(begun(planted, 3), running) });
    assert.equal(await panel.page.locator('.detection').isVisible(), false);
  });

  it('says of a sweep that took labels away up to which noise each figure shows what they did', async () => {
    const noisy = await noisyStudy();
    await open(shown(noisy));
    assert.ok(noisy.detectionLimit !== null);
    const text = await panel.text();
    for (const sentence of detectionSentences(noisy.detectionLimit)) assert.ok(text.includes(sentence), sentence);
    const table = panel.page.locator('.detection');
    assert.equal(await table.locator('thead th').first().textContent(), 'noise');
    const heads = await table.locator('tbody th').allTextContents();
    assert.deepEqual(heads, ['50 %', '30 %', '0 %', 'shown up to', 'in one run']);
    const all = noisy.detectionLimit.figures.flatMap(({ at }) => at.map(({ told }) => told));
    assert.equal(await table.locator('.told').count(), all.filter((told) => told === true).length);
    assert.equal(await table.locator('.unmatched').count(), all.filter((told) => told === false).length);
  });

  describe('looks', () => {
    for (const theme of Object.keys(THEMES) as ThemeName[])
      it(`has no fault that axe knows of in ${THEMES[theme].name}`, async function () {
        this.timeout(testLimit);
        for (const state of [
          shown(replication),
          shown(begun(sweep, 9), running),
          shown(matched),
          shown(planted),
          shown(begun(sweep, 9), { kind: 'cancelled' }),
        ]) {
          await open(state, { theme });
          assert.deepEqual(await violations(panel), []);
          if (state.kind !== 'study' || state.status.kind !== 'cancelled') await panel.close();
        }
      });

    for (const width of [400, 480, 900, 1400])
      it(`fits ${width} pixels`, async () => {
        for (const study of [replication, matched]) {
          await open(shown(study), { width });
          const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${study.kind}: ${wide}`);
          if (study === replication) await panel.close();
        }
      });

    for (const width of [500, 900, 1400])
      it(`has the numbers of the seeds below their heads at ${width} pixels`, async () => {
        await open(shown(replication), { width });
        const rows = await panel.page.locator('.seed-row').evaluateAll((all) =>
          all.map((row) =>
            [...row.querySelectorAll('.seed-number')].map((cell) => {
              const { left, right } = cell.getBoundingClientRect();
              return [Math.round(left), Math.round(right)];
            }),
          ),
        );
        const [head, ...others] = rows;
        assert.equal(head?.length, 4);
        assert.ok(others.length > 4);
        for (const row of others) assert.deepEqual(row, head);
      });
  });

  it('has every text translated', async () => {
    const other = await PanelServer.start(resolve('dist'), { language: 'qps-ploc', bundle: await wrappedTexts() });
    try {
      panel = await Panel.open(browser, other, { study: true });
      const failed = { kind: 'failed', message: 'It is gone.', inLog: true } as const;
      const states: readonly StudyState[] = [
        shown(replication),
        shown(begun(replication, 1), { kind: 'cancelled' }),
        { kind: 'missing', studyId: 'study-1', reason: 'It is gone.' },
      ];
      for (const state of states) await allTranslated(state, replication);
      await panel.close();
      panel = await Panel.open(browser, other, { study: true });
      for (const state of [
        shown(sweep),
        shown(begun(sweep, 9), running),
        shown(matched),
        shown(begun(sweep, 2), failed),
      ])
        await allTranslated(state, sweep);
    } finally {
      await other.stop();
    }
  });

  /** All words of a state are translated, but for the names that come from the config. */
  async function allTranslated(state: StudyState, { metrics, title, studyId }: StudyView): Promise<void> {
    await panel.send({ type: 'state', state });
    const texts = await textsOf(panel.page);
    const values = [
      'softplus',
      'sigmoid',
      'relu',
      'tanh',
      'network.activation',
      'activation',
      'learningRate',
      'seed',
      '1e+300',
    ];
    // The longer ones first: some are parts of others.
    const names = [...metrics, title.network, title.data, title.hash, matched.title.hash, studyId, 'It is gone.'];
    const said = ['Running the cells', '5 of 24', ...names, ...values, 'cells.csv'];
    assert.deepEqual(
      untranslated(
        texts,
        said.toSorted((one, two) => two.length - one.length),
      ),
      [],
    );
  }
});
