import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { metricsOf } from '../../../src/engine/sweep/runMetrics';
import { comparisonOf, type RunToCompare } from '../../../src/extension/compare/comparisonView';
import type { ComparedRun, CompareState, FromCompare } from '../../../src/model/compareProtocol';
import { decimal } from '../../../src/text/format';
import { metricNumber } from '../../../src/text/studyMetrics';
import { haveOneShape, pairMetrics } from '../../../webview/compare/pairMetrics';
import { testLimit } from '../../harness/limits.cjs';
import { violations } from '../axe';
import { launch, type Opening, Panel, PanelServer } from '../panelPage';
import { tinyStoredRun, viewOfStored } from '../runs';
import { THEMES, type ThemeName } from '../themes';

describe('the page of a comparison', function () {
  this.timeout(testLimit);
  let browser: Browser;
  let server: PanelServer;
  let panel: Panel;
  let runs: RunToCompare[];
  let other: RunToCompare;

  before(async () => {
    [browser, server] = await Promise.all([launch(), PanelServer.start(resolve('dist'))]);
    const made = async (id: string, seed: number, hidden: number): Promise<RunToCompare> => {
      const stored = await tinyStoredRun([hidden], seed);
      const { file } = stored;
      const view = await viewOfStored(id, stored);
      return { view, name: `Run ${id}`, words: 'Softplus', config: file.config, metrics: { ...metricsOf(file) } };
    };
    runs = [await made('one', 1, 20), await made('two', 2, 20)];
    other = await made('three', 1, 12);
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

  const stateOf = (some: readonly RunToCompare[]): CompareState => ({
    kind: 'comparison',
    comparison: comparisonOf(some),
  });
  async function open(state: CompareState, opening: Opening = {}): Promise<void> {
    panel = await Panel.open(browser, server, { ...opening, compare: true });
    await panel.send({ type: 'state', state });
  }
  const row = (head: string) => panel.page.locator('tr', { has: panel.page.getByText(head, { exact: true }) });
  const cellsOf = (head: string) => row(head).locator('td').allTextContents();

  it('shows what was set differently, and every figure with its null and its difference', async () => {
    await open(stateOf(runs));
    assert.deepEqual(await cellsOf('seed'), ['1', '2']);
    assert.equal(await panel.page.getByText('learningRate', { exact: true }).count(), 0);
    for (const [label, name] of [
      ['R² of layer 1’s weights', 'layer1.weight.r2'],
      ['the same, neurons shuffled', 'controls.neuronPermutation.meanR2'],
    ] as const) {
      const [one = Number.NaN, two = Number.NaN] = runs.map(({ metrics }) => metrics[name] ?? Number.NaN);
      assert.deepEqual(await cellsOf(label), [metricNumber(one), metricNumber(two), metricNumber(two - one)]);
    }
  });

  it('says r of the pairs with what is left of it when neurons are paired otherwise', async () => {
    await open(stateOf(runs));
    const [one, two] = comparisonOf(runs).runs as [ComparedRun, ComparedRun];
    const { r, otherNeurons, shifts } = pairMetrics(one, two);
    assert.ok(r !== null && otherNeurons !== null && shifts === 19);
    const text = await panel.text();
    assert.ok(
      text.includes(`r is ${decimal(r)}. With each neuron paired with another one it is ${decimal(otherNeurons)}`),
      text,
    );
  });

  it('has a map for each run and each difference, on one scale', async () => {
    await open(stateOf(runs));
    const titles = await panel.page.locator('.compared-maps strong').allTextContents();
    assert.deepEqual(titles, ['1 · Run one', '2 · Run two', '2 − 1']);
    assert.equal(await panel.page.locator('.compared .colour-legend').count(), 1);
  });

  it('pairs no weights of layers of different shapes, and says so', async () => {
    await open(stateOf([...runs, other]));
    assert.match(await panel.text(), /Over [\d,]+ weights of layer 1/);
    await panel.page.getByRole('combobox', { name: 'Run on the vertical axis' }).click();
    await panel.page.getByRole('option', { name: '3 · Run three' }).click();
    await panel.settle();
    assert.match(await panel.text(), /different shapes: 20 × 784 and 12 × 784/);
  });

  it('opens a run and the diff of the configs, and is remembered by its runs', async () => {
    await open(stateOf(runs));
    await panel.page.getByRole('button', { name: 'Open Run 2' }).press('Enter');
    await panel.page.getByRole('button', { name: 'Compare Configs' }).press('Enter');
    assert.deepEqual((await panel.posted()) as unknown as FromCompare[], [
      { type: 'ready' },
      { type: 'openRun', runId: 'two' },
      { type: 'compareConfigs' },
    ]);
    assert.deepEqual(await panel.kept(), { version: 1, runIds: ['one', 'two'] });
  });

  it('says which runs are not there any more', async () => {
    await open({ kind: 'missing', reason: 'Not found: two' });
    assert.match(await panel.text(), /cannot be compared\s+Not found: two/);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`has nothing that axe objects to in ${theme}`, async () => {
      await open(stateOf(runs), { theme });
      assert.deepEqual(await violations(panel), []);
    });

  for (const width of [400, 480, 900, 1400])
    it(`fits ${width} pixels`, async () => {
      await open(stateOf([...runs, other]), { width });
      const wide = await panel.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${wide}`);
    });
});

describe('the pairs of weights of two runs', () => {
  const run = (inputs: number, outputs: number, weightX: Float64Array): ComparedRun => ({
    runId: 'x',
    name: '',
    words: '',
    inputs,
    outputs,
    weightX,
    image: null,
    pixelCorrelation: new Float64Array(0),
  });

  it('are one run with itself: r is 1, and less with other neurons unless all are the same', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.array(value, { minLength: 4, maxLength: 4 }), (outputs, row) => {
        fc.pre(new Set(row.map((one) => Math.round(one * 100))).size > 1);
        const same = run(
          4,
          outputs,
          Float64Array.from({ length: outputs * 4 }, (_, index) => row[index % 4] as number),
        );
        const { r, otherNeurons, shifts } = pairMetrics(same, same);
        assert.equal(shifts, outputs - 1);
        assert.ok(Math.abs((r ?? 0) - 1) < 1e-9 && Math.abs((otherNeurons ?? 0) - 1) < 1e-9);
      }),
    );
    const own = run(2, 4, Float64Array.of(0, 1, 1, 0, 0.2, 0.9, 0.9, 0.1));
    const { r, otherNeurons } = pairMetrics(own, own);
    assert.ok(Math.abs((r ?? 0) - 1) < 1e-9 && (otherNeurons ?? 1) < 0.5);
  });

  it('have no other neuron where there is one', () => {
    const one = run(4, 1, Float64Array.of(0, 1, 0.5, 0.2));
    assert.deepEqual(pairMetrics(one, one).otherNeurons, null);
    assert.ok(haveOneShape(one, one) && !haveOneShape(one, run(2, 2, one.weightX)));
  });
});
