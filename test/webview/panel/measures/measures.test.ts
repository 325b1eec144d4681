import assert from 'node:assert/strict';
import { MEASURES } from '../../../../src/engine/attribution/importance';
import { CancelFlag, TimeSlicer } from '../../../../src/engine/cancellation';
import { OpenedRun } from '../../../../src/engine/opened/openedRun';
import { measureLayersOf } from '../../../../src/engine/opened/runNumbers';
import type { StoredRun } from '../../../../src/engine/runs/runStore';
import { isShare, MEASURE_NAMES, type MeasureName } from '../../../../src/model/measures';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import type { MeasureLayer } from '../../../../src/model/runView';
import { decimal } from '../../../../src/text/format';
import { measureTitle } from '../../../../src/text/measures';
import { measuresSentence } from '../../../../src/text/sentences';
import { defaultView, parsePersisted, unpackedSet } from '../../../../webview/panel/persisted';
import { limitsOf } from '../../../../webview/panel/weights/weightPoints';
import { testLimit } from '../../../harness/limits.cjs';
import { at, complete, expectedWeight, inBrowser, open, openMore, openTab, placeOf } from '../../browserSuite';
import { tinyStoredRun } from '../../runs';

const runId = 'tiny-run';

inBrowser('a measure in x’s place', () => {
  let stored: StoredRun;
  before(async () => {
    stored = await tinyStoredRun();
  });

  const measures = () => at.panel.page.locator('.measures');
  const answer = async (name: MeasureName): Promise<MeasureLayer> => {
    const layers = await measureLayersOf(OpenedRun.of(stored), 0, name, new TimeSlicer(new CancelFlag()));
    await at.panel.send({ type: 'measure', runId, name, layers });
    return layers[0] as MeasureLayer;
  };
  const choose = async (name: MeasureName) => {
    await openTab('Measures');
    await measures()
      .getByRole('button', { name: measureTitle(name), exact: true })
      .click();
    return answer(name);
  };
  const metric = (section: string) => at.panel.page.locator(`${section} .section-figure`).textContent();

  it('is chosen in the table of measures, which has the best first and says what they come to', async () => {
    await open(complete(at.run));
    await openTab('Measures');
    const cells = await measures()
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const r2s = cells.map(([, r2]) => Number(r2));
    assert.deepEqual(
      r2s,
      r2s.toSorted((one, other) => other - one),
    );
    assert.equal(cells.length, 1 + at.run.measures.length);
    const { n, r2, spearman } = at.run.layers[0]?.weights ?? assert.fail('no layer');
    const own = cells.find(([name]) => name?.includes('x of the post'));
    const { meanR2, p } = at.run.metrics.controls.neuronPermutation;
    assert.deepEqual(own?.slice(1), [
      decimal(r2),
      decimal(spearman),
      decimal(meanR2),
      decimal(p),
      n.toLocaleString('en'),
    ]);
    const others = at.run.measures
      .map((name) => ({ title: measureTitle(name), r2: at.run.metrics.measures?.[name]?.r2 ?? null }))
      .sort((one, other) => (other.r2 ?? -1) - (one.r2 ?? -1));
    assert.equal(await measures().locator('.measures-sentence').textContent(), measuresSentence(r2, others));

    const before = await metric('.weights');
    await measures().getByRole('button', { name: '√Fisher' }).click();
    await at.panel.settle();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'measure', runId, name: 'root-fisher', layer: 1 });
    assert.equal(await metric('.weights'), before, 'nothing changes before it has come');
    const layer = await answer('root-fisher');
    const found = at.run.metrics.measures?.['root-fisher'];
    assert.equal(layer.weights.r2, found?.r2);
    assert.equal(await metric('.weights'), `R² ${decimal(layer.weights.r2)}`);
    assert.match(
      (await metric('.biases')) ?? '',
      new RegExp(`^R² ${decimal(layer.biases?.r2 ?? null).replace('.', '\\.')} `),
    );
    await openMore('weights');
    const text = await at.panel.text();
    assert.equal(text.match(/√Fisher due to 1s and 7s/g)?.length, 2, 'on both axes');
    assert.ok(
      text.includes(
        `With neurons shuffled R² ${decimal(found?.neuronPermutation.meanR2 ?? null)} is left (mean of 199 draws). Update sizes give R² ${decimal(r2)}.`,
      ),
    );
    assert.equal((await at.panel.kept())?.view.measure, 'root-fisher');
    await measures().getByRole('button', { name: 'update size' }).click();
    await at.panel.settle();
    assert.equal(await metric('.weights'), before);
  });

  it('has its points drawn, found, read and opened where it puts them', async () => {
    await open(complete(at.run));
    const { weightX, clusterOf, multiplicity, biasX } = await choose('root-fisher');
    const layer = { ...(at.run.layers[0] ?? assert.fail('no layer')), weightX, clusterOf, multiplicity };
    const [x, y] = [0.5, 0.5];
    const place = await placeOf('.weights-chart', x, y);
    const side = (await at.panel.page.locator('.weights-chart').boundingBox())?.width ?? 0;
    const weight = expectedWeight(layer, x, y, 6 / (side - 60));
    await at.panel.page.mouse.move(...place);
    await at.panel.settle();
    const words = await at.panel.page.locator('.weights .readout').textContent();
    assert.match(
      words ?? '',
      new RegExp(
        `neuron ${Math.floor(weight / 784)} · .*√Fisher ${decimal(weightX[weight] ?? null).replace('.', '\\.')} · x `,
      ),
    );
    await at.panel.page.mouse.click(...place);
    const opened = await at.panel.answer('openWeight');
    assert.deepEqual(opened, { type: 'openWeight', layer: 1, neuron: Math.floor(weight / 784), input: weight % 784 });
    const bias = await placeOf('.biases-chart', biasX[3] as number, layer.biasY[3] as number);
    await at.panel.page.mouse.move(...bias);
    await at.panel.settle();
    assert.match((await at.panel.page.locator('.biases .readout').textContent()) ?? '', /√Fisher \d?\.\d+ · x /);
  });

  it('has a scale of its own where it is no share: selecting, table and zoom keep to it', async () => {
    await open(complete(at.run));
    const { weightX } = await choose('weight');
    const { x1 } = limitsOf('weight', weightX);
    assert.ok(x1 >= Math.max(...weightX) && x1 < 1.2 * Math.max(...weightX));
    const [low, high] = [0.25 * x1, 0.75 * x1];
    const from = await placeOf('.weights-chart', 0.25, 0.25);
    const to = await placeOf('.weights-chart', 0.75, 0.75);
    await at.panel.page.mouse.move(...from);
    await at.panel.page.mouse.down();
    await at.panel.page.mouse.move(...to);
    await at.panel.page.mouse.up();
    await at.panel.settle();
    const kept = (await at.panel.kept())?.selection ?? assert.fail('nothing is selected');
    const order = new ParameterOrder(at.run.layers);
    const { weightY } = at.run.layers[0] ?? assert.fail('no layer');
    const clearly = 0.02;
    for (const parameter of unpackedSet(order.count, kept.bits)) {
      const { neuron, input } = order.placeOf(parameter);
      const weight = neuron * 784 + (input ?? assert.fail('a bias'));
      const [x, y] = [weightX[weight] as number, weightY[weight] as number];
      assert.ok(x > low - clearly * x1 && x < high + clearly * x1 && y > 0.25 - clearly && y < 0.75 + clearly);
    }
    assert.ok(unpackedSet(order.count, kept.bits).size > 100);
    await at.panel.page.locator('.weights .toggle').click();
    assert.equal(
      await at.panel.page.locator('.weights').getByRole('columnheader', { name: '|w|', exact: true }).count(),
      1,
    );
    assert.match((await at.panel.page.locator('.weights-chart').getAttribute('aria-label')) ?? '', /y against x\. R²/);
  });

  it('is asked for again by a page that is made anew, and given up for a run without it', async () => {
    const view = { ...defaultView(1, 78_400), measure: 'weight-change' };
    const state = { version: 2, runId, view, selection: null };
    await open(complete(at.run), { state });
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'measure', runId, name: 'weight-change', layer: 1 });
    await answer('weight-change');
    await openMore('weights');
    assert.match(await at.panel.text(), /\|Δw\| in x’s place: R²/);
    await at.panel.send({ type: 'state', state: complete({ ...at.run, runId: 'other', measures: [] }) });
    assert.equal((await at.panel.kept())?.view.measure, 'update-size');
    assert.match(await at.panel.text(), /No other measure was recorded|updating due to 1s and 7s/);
  });
});

describe('measures in x’s place', () => {
  it('are those of the engine', () => {
    assert.deepEqual(Object.keys(MEASURES), [...MEASURE_NAMES]);
  });

  it('give the figures that the run keeps, of every layer', async function () {
    this.timeout(testLimit);
    const run = await tinyStoredRun([8]);
    for (const [name, { n, r2, spearman }] of Object.entries(run.file.metrics.measures ?? {})) {
      const layers = await measureLayersOf(OpenedRun.of(run), 0, name as MeasureName, new TimeSlicer(new CancelFlag()));
      assert.equal(layers.length, 2);
      const { weights } = layers[0] ?? assert.fail('no layer');
      assert.deepEqual([weights.n, weights.r2, weights.spearman], [n, r2, spearman], name);
      assert.equal(weights.band?.method, 'two-way cluster-robust');
      assert.equal(isShare(name as MeasureName), run.parameters.measures.get(name as MeasureName)?.a !== undefined);
    }
    await assert.rejects(
      measureLayersOf(OpenedRun.of(run), 0, 'movement', new TimeSlicer(new CancelFlag())),
      /The run has no measure "movement"/,
    );
  });

  it('are compared in a sentence, by rule', () => {
    const others = (r2: number) => [
      { title: '√Fisher', r2 },
      { title: '|w|', r2: 0.01 },
    ];
    assert.equal(
      measuresSentence(0.3, others(0.31)),
      '√Fisher does as well as update sizes: 0.310 beside 0.300. What x tells is then not about update sizes alone.',
    );
    assert.match(measuresSentence(0.3, others(0.36)), /^√Fisher does better than update sizes: 0.360 beside 0.300/);
    assert.equal(
      measuresSentence(0.3, others(0.2)),
      'None of the others does as well as update sizes: the best is √Fisher, 0.200 beside 0.300.',
    );
    assert.match(measuresSentence(null, others(0.2)), /not defined/);
    assert.match(measuresSentence(0.3, []), /No other measure was recorded/);
  });

  it('that were chosen are restored; what was kept before there was a choice is x', () => {
    const { measure: _measure, ...earlier } = defaultView(1, 100);
    const kept = (view: unknown) => parsePersisted({ version: 2, runId, view, selection: null })?.view.measure;
    assert.equal(kept(earlier), 'update-size');
    assert.equal(kept({ ...earlier, measure: 'fisher' }), 'fisher');
    assert.equal(kept({ ...earlier, measure: 'beauty' }), undefined);
  });
});
