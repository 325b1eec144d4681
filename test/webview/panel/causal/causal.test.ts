import assert from 'node:assert/strict';
import type { CausalJudgement, CausalView } from '../../../../src/model/causal';
import {
  judgementSentence,
  rankingLabel,
  rankingTitle,
  selectivityDefinition,
  verdictSentence,
} from '../../../../src/text/causal';
import { decimal } from '../../../../src/text/format';
import { doseAt, doseScale } from '../../../../webview/panel/causal/doseScale';
import { testLimit } from '../../../harness/limits.cjs';
import { at, complete, inBrowser, open, pictureOf } from '../../browserSuite';
import { tinyCausalTest } from '../../runs';

const runId = 'tiny-run';

inBrowser('the causal test in the panel', () => {
  let result: CausalView;
  before(async function () {
    this.timeout(testLimit);
    result = await tinyCausalTest(2);
  });

  const view = () => at.panel.page.locator('.causal');
  const told = (found: CausalView | null, fault: string | null = null) =>
    at.panel.send({ type: 'causal', runId, result: found, fault });
  const opened = async () => {
    await open(complete(at.run));
    await at.panel.page.getByRole('tab', { name: 'Causal test' }).click();
  };
  const rows = () =>
    view()
      .locator('.causal-table tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const choose = async (label: string, option: string) => {
    await view().locator(`.select[aria-label="${label}"]`).click();
    await at.panel.page.getByRole('option', { name: option }).click();
    await at.panel.settle();
  };

  it('says what it is while there is none, and is asked for, over seeds if wanted', async () => {
    await opened();
    assert.match(
      (await view().textContent()) ?? '',
      /Do the weights that x puts first carry 1s and 7s more than 6s and 8s\?/,
    );
    assert.equal(await view().locator('.causal-results').isVisible(), false);
    await view().getByText('Run Causal Test').click();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'runCausalTest', seeds: 1 });
    await choose('Seeds', 'over 3 seeds');
    await view().getByText('Run Causal Test').click();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'runCausalTest', seeds: 3 });
  });

  it('shows how far it is, and can be cancelled; what was found before stays', async () => {
    await opened();
    await told(result);
    await at.panel.send({
      type: 'causalProgress',
      runId,
      progress: { stage: 'Changing weights', detail: '40 %', share: 0.4, secondsLeft: null },
    });
    assert.equal(await view().getByRole('progressbar').getAttribute('aria-valuenow'), '40');
    assert.match((await view().innerText()) ?? '', /Changing weights, 40 %/);
    assert.equal(await view().getByText('Run Again').isVisible(), false);
    assert.equal(await view().locator('.causal-results').isVisible(), true);
    await view().getByText('Cancel').click();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'cancelCausalTest' });
    await at.panel.send({ type: 'causalProgress', runId, progress: null });
    await told(result, 'The causal test was cancelled.');
    assert.match(await view().innerText(), /The causal test was cancelled\./);
    assert.equal(await view().getByText('Run Again').isVisible(), true);
  });

  it('has its verdict first, then the selectivity of every ranking, for what is done to the weights', async () => {
    await opened();
    await told(result);
    for (const [name, words] of [
      ['reset', 'put back to their initial values'],
      ['graft', 'alone put onto the initial network'],
    ] as const) {
      if (name !== 'reset') await choose('What is done to the weights', words);
      const shown = result.interventions.find((one) => one.name === name) ?? assert.fail(name);
      assert.equal(await view().locator('p').first().textContent(), verdictSentence(shown.judgements));
      const expected = shown.rankings
        .toSorted((one, other) => other.selectivity.mean - one.selectivity.mean)
        .map(({ ranking, selectivity }) => [rankingTitle(ranking), decimal(selectivity.mean)]);
      assert.deepEqual(
        (await rows()).map((cells) => cells.slice(0, 2)),
        expected,
      );
    }
    assert.match(await view().innerText(), /2,352 weights of layer1\.weight are ranked.* of 2 seeds and 19 draws each/);
  });

  it('has one ranking stand out in all charts: from the table, by keys, and from a line', async () => {
    await opened();
    await told(result);
    const picture = async () => (await pictureOf('.dose-margin-a')).data.toString('base64');
    const before = await picture();
    const button = view().getByRole('button', { name: 'pixel means of x' });
    await button.hover();
    await at.panel.settle();
    assert.notEqual(await picture(), before);
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    assert.equal(await picture(), before);
    await button.focus();
    await at.panel.page.keyboard.press('Enter');
    await at.panel.settle();
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    await button.evaluate((element) => (element as HTMLElement).blur());
    await at.panel.settle();
    assert.notEqual(await picture(), before);

    const chart = at.panel.page.locator('.dose-margin-a');
    const box = (await chart.boundingBox()) ?? assert.fail('no chart');
    const [reset] = result.interventions;
    const spreads = (['a', 'b'] as const).flatMap((group) => [
      reset?.unchanged[group].margin ?? 0,
      ...(reset?.rankings ?? []).flatMap(({ curves }) => curves[group].margin.flatMap(({ low, high }) => [low, high])),
    ]);
    const letters = Math.max(...(reset?.rankings ?? []).map(({ ranking }) => rankingLabel(ranking).length));
    // Names at the right take as much as they need, up to a share of the chart.
    const names = Math.min(12 + letters * 0.54 * 10, 0.45 * box.width);
    const rectangle = { left: 42, top: 8, width: box.width - 42 - names, height: box.height - 28 };
    const scale = doseScale(rectangle, 7, spreads);
    const x = rectangle.left + rectangle.width - 1;
    const heights = (reset?.rankings ?? []).map(({ ranking, curves }) => ({
      ranking,
      y:
        doseAt(
          scale,
          curves.a.margin.map(({ mean }) => mean),
          x,
        ) ?? assert.fail('beside the curve'),
    }));
    // The lowest line of all has nothing under it.
    const lowest = heights.reduce((low, one) => (one.y > low.y ? one : low));
    await at.panel.page.mouse.move(box.x + x, box.y + lowest.y + 2);
    await at.panel.settle();
    const pointed = await view().locator('.measure-row.pointed .measure-button').textContent();
    assert.equal(pointed, rankingTitle(lowest.ranking));
  });

  it('says over the table what S is, for what is done to the weights', async () => {
    await opened();
    await told(result);
    const caption = view().locator('.causal-table caption');
    const groups = { a: '1s and 7s', b: '6s and 8s' };
    assert.equal(await caption.textContent(), selectivityDefinition('reset', groups));
    await choose('What is done to the weights', 'alone put onto the initial network');
    assert.equal(await caption.textContent(), selectivityDefinition('graft', groups));
  });

  it('names every line at its end, none over another, in the pictures that leave the panel too', async () => {
    await opened();
    await told(result);
    await at.panel.settle();
    await at.panel.send({ type: 'makeReport' });
    const intent = await at.panel.answer('exportReport');
    const charts = intent.pictures.filter(({ plot }) => plot === 'causal');
    assert.equal(charts.length, 6);
    const [reset] = result.interventions;
    const expected = (reset?.rankings ?? []).map(({ ranking }) => rankingLabel(ranking));
    for (const { light } of charts) {
      // Typed arrays leave the page as objects.
      const svg = Buffer.from(Object.values(light)).toString('utf8');
      const texts = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)<\/text>/g)];
      const names = texts.filter(([, , , words]) => expected.includes(words ?? ''));
      assert.equal(names.length, expected.length);
      assert.deepEqual(new Set(names.map(([, , , words]) => words)), new Set(expected));
      const heights = names.map(([, , y]) => Number(y)).toSorted((one, other) => one - other);
      const gaps = heights.slice(1).map((height, index) => height - (heights[index] as number));
      assert.ok(Math.min(...gaps) >= 10, gaps.join());
    }
  });

  it('is that of the run which is shown; its tab comes to the front when it is asked for', async () => {
    await open(complete(at.run));
    await at.panel.send({ type: 'causal', runId: 'other', result, fault: null });
    await at.panel.send({ type: 'showTab', tab: 'causal' });
    assert.equal(await at.panel.page.getByRole('tab', { name: 'Causal test' }).getAttribute('aria-selected'), 'true');
    assert.equal(await view().locator('.causal-results').isVisible(), false);
    await told(result);
    assert.equal(await view().locator('.causal-results').isVisible(), true);
    await at.panel.send({ type: 'state', state: complete({ ...at.run, runId: 'another' }) });
    assert.equal(await view().locator('.causal-results').isVisible(), false);
  });

  for (const width of [1400, 900, 480])
    it(`keeps to its place at ${width} pixels: the tabs are no higher, nothing is cut sideways`, async () => {
      await open(complete(at.run), { width });
      const height = async () => (await at.panel.page.locator('.tab-panels').boundingBox())?.height;
      await at.panel.page.getByRole('tab', { name: 'Findings' }).click();
      const before = await height();
      await at.panel.page.getByRole('tab', { name: 'Causal test' }).click();
      await told(result);
      assert.equal(await height(), before);
      const overflow = await view().evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
    });
});

describe('the verdict in words', () => {
  const judged = (verdict: CausalJudgement['verdict'], selectivity = 0.2): CausalJudgement => ({
    ...{ intervention: 'zero', verdict, selectivity },
    ties: null,
    p: { random: 0.05, shuffled: 0.1 },
    asGood: verdict === 'explained by baselines' ? [{ ranking: 'pixel-means', high: 0.19 }] : [],
  });

  it('of one seed, and of several beside it', () => {
    const own = judged('explained by baselines');
    const sentence =
      'Weights that x puts first, set to 0: selective for A (S = +0.200; p = 0.050 against random, 0.100 against shuffled neurons), but pixel means of x (S up to +0.190) does as well: that says nothing about neurons.';
    assert.equal(judgementSentence(own), sentence);
    assert.equal(verdictSentence([own]), sentence);
    assert.equal(
      verdictSentence([own, own]),
      `${sentence} That is this run’s seed; the verdict is the same for all 2 seeds.`,
    );
    const others = [judged('selective'), judged('explained by baselines', 0.1)];
    assert.match(verdictSentence([own, ...others]), /; the verdict is the same for 2 of 3 seeds\.$/);
    assert.match(
      verdictSentence([judged('not selective', -0.1)]),
      /set to 0: not selective for A \(S = −0\.100; p = 0\.050 against random, 0\.100 against shuffled neurons\)\.$/,
    );
  });
});

describe('the scale of doses', () => {
  const scale = doseScale({ left: 10, top: 20, width: 60, height: 100 }, 4, [0, 1]);

  it('holds all values, with a little air', () => {
    assert.deepEqual([scale.low, scale.high], [-0.04, 1.04]);
    const { low, high } = doseScale(scale.rectangle, 4, [0.3, 0.3]);
    assert.ok(low < 0.3 && high > 0.3);
  });

  it('finds the height of a curve between two doses, and none beside it', () => {
    const middle = (value: number) => 20 + 100 * (1 - (value - scale.low) / (scale.high - scale.low));
    const near = (found: number | null, value: number) =>
      assert.ok(Math.abs((found ?? Number.NaN) - middle(value)) < 1e-9);
    near(doseAt(scale, [0, 1, 0.5, 0.5], 10), 0);
    near(doseAt(scale, [0, 1, 0.5, 0.5], 20), 0.5);
    near(doseAt(scale, [0, 1, 0.5, 0.25], 70), 0.25);
    assert.equal(doseAt(scale, [0, 1, 0.5, 0.5], 9), null);
    assert.equal(doseAt(scale, [0, 1, 0.5, 0.5], 71), null);
  });
});
