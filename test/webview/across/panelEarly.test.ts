import assert from 'node:assert/strict';
import type { ControlName } from '../../../src/model/metrics';
import { decimal } from '../../../src/text/format';
import {
  at,
  complete,
  inBrowser,
  open,
  openTab,
  painted,
  placeOf,
  selectionEntry,
  selectionWords,
} from '../browserSuite';
import { runningEarly, runningState } from '../runs';

const REGIONS = ['Verdict', 'Weights', 'Pixels', 'Neuron', 'Biases', 'Selection', 'Dock'] as const;

/** Where every region and every figure of the evidence stands. */
async function boxes(): Promise<Readonly<Record<string, unknown>>> {
  const found: Record<string, unknown> = {};
  for (const name of REGIONS) {
    // Unseen as well: what waits for something keeps its place.
    found[name] = await at.panel.page.getByRole('region', { name, exact: true, includeHidden: true }).boundingBox();
  }
  const figures = at.panel.page.locator('.evidence .figure');
  for (const [index, figure] of (await figures.all()).entries()) {
    const { x, y } = (await figure.boundingBox()) ?? { x: 0, y: 0 };
    found[`figure ${index}`] = { x, y };
  }
  found['scale'] = await at.panel.page.locator('.scale').boundingBox();
  return found;
}

const figure = (name: string) => at.panel.page.locator(`.evidence .figure-${name} .figure-value`).innerText();
const opened = async () => (await at.panel.posted()).filter(({ type }) => type === 'openWeight' || type === 'select');

async function tell(name: ControlName): Promise<void> {
  await at.panel.send({ type: 'controls', runId: at.run.runId, made: { [name]: at.run.metrics.controls[name] } });
}

inBrowser('the panel before the run is complete', () => {
  for (const width of [1400, 1082, 700, 541])
    it(`moves nothing when the plots come, nor with any control, nor at the end, ${width} pixels wide`, async () => {
      await open({ ...runningState(at.run), runId: at.run.runId }, { width, height: 798 });
      const before = await boxes();
      const state = runningEarly(at.run);
      await at.panel.send({ type: 'state', state });
      assert.deepEqual(await boxes(), before, 'the plots');
      for (const name of state.run.awaited) {
        await tell(name);
        assert.deepEqual(await boxes(), before, name);
      }
      await at.panel.send({ type: 'state', state: complete(at.run) });
      assert.deepEqual(await boxes(), before, 'the end');
    });

  it('draws all plots, says what is being worked out, and can be cancelled', async () => {
    const state = runningEarly(at.run);
    await open(state);
    const [layer] = at.run.layers;
    assert.ok(layer !== undefined);
    const places: [number, number][] = [];
    const box = (await at.panel.page.locator('.weights-chart').boundingBox()) ?? { x: 0, y: 0 };
    for (const [index, x] of layer.weightX.entries()) {
      const y = layer.weightY[index] as number;
      if (index % 997 !== 0 || Number.isNaN(x) || Number.isNaN(y)) continue;
      const [left, top] = await placeOf('.weights-chart', x, y);
      places.push([left - box.x, top - box.y]);
    }
    assert.ok(places.length > 20 && (await painted('.weights-chart', places)) > 0.9, 'the weights are drawn');
    for (const name of ['Weights', 'Pixels', 'Neuron', 'Biases'])
      assert.ok(await at.panel.page.getByRole('region', { name, exact: true }).isVisible(), name);
    const words = await at.panel.text();
    assert.ok(!words.includes('Drawn when all networks are trained'));
    const verdict = at.panel.page.getByRole('region', { name: 'Verdict' });
    assert.match(await verdict.innerText(), /Computing the controls\s*neurons shuffled, ink alone, x adds to the ink/);
    await verdict.getByRole('button', { name: 'Cancel' }).click();
    assert.ok((await at.panel.posted()).some(({ type }) => type === 'cancel'));
  });

  it('has each figure when it is made, and until then says that it is to come', async () => {
    await open(runningEarly(at.run));
    const { controls } = at.run.metrics;
    assert.equal(await figure('headline'), decimal(at.run.layers[0]?.weights.r2 ?? null));
    for (const name of ['shuffled', 'ink', 'residual']) assert.equal(await figure(name), '…');
    await openTab('Findings');
    const found = at.panel.page.locator('.finding-list');
    assert.match(await found.innerText(), /neurons shuffled\s*…/);
    const marks = at.panel.page.locator('.scale-mark:not([hidden])');
    assert.equal(await marks.count(), 1, 'the headline alone is on the scale');
    await tell('neuronPermutation');
    assert.equal(await figure('shuffled'), decimal(controls.neuronPermutation.meanR2));
    assert.deepEqual([await figure('ink'), await figure('residual')], ['…', '…']);
    assert.match(await found.innerText(), /Shuffling the neurons leaves/);
    assert.equal(await marks.count(), 2);
    await tell('residual');
    assert.equal(await figure('residual'), decimal(controls.residual.r));
    // Of another run, which this page shows no more.
    await at.panel.send({ type: 'controls', runId: 'another', made: { inkAlone: controls.inkAlone ?? null } });
    assert.equal(await figure('ink'), '…');
  });

  it('offers nothing that needs the run’s files', async () => {
    await open(runningEarly(at.run));
    const { page } = at.panel;
    for (const [name, enabled] of [
      ['Neurons', true],
      ['Layers', true],
      ['Training', true],
      ['Findings', true],
      ['Measures', false],
      ['Surgery', false],
      ['Causal test', false],
    ] as const)
      assert.equal(await page.getByRole('tab', { name }).getAttribute('aria-disabled'), String(!enabled), name);
    assert.equal(await page.locator('.head .actions').evaluate((one) => getComputedStyle(one).visibility), 'hidden');
    await page.mouse.click(...(await placeOf('.weights-chart', 0.5, 0.5)));
    await at.panel.settle();
    // Whatever lies there: something has to be selected.
    await page.keyboard.press('Escape');
    await openTab('Neurons');
    await page.locator('.neurons .table-row').first().click();
    await at.panel.settle();
    const operate = page.getByRole('button', { name: 'What breaks?' });
    assert.equal(await operate.getAttribute('aria-disabled'), 'true');
    assert.equal(await (await selectionEntry('Keep…')).getAttribute('aria-disabled'), 'true');
    await page.keyboard.press('Escape');
    const posted = (await at.panel.posted()).map(({ type }) => type);
    assert.deepEqual(
      posted.filter((type) => type !== 'ready' && type !== 'drawn'),
      [],
    );
  });

  it('keeps the last press on a point until the run is complete, and how the plot is looked at', async () => {
    await open(runningEarly(at.run));
    const { page } = at.panel;
    const chart = page.locator('.weights-chart');
    await chart.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await at.panel.settle();
    assert.match(await selectionWords(), /opens when the run is complete/);
    assert.deepEqual(await opened(), []);
    const [x, y] = await placeOf('.weights-chart', 0.5, 0.5);
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await at.panel.settle();
    const reset = page.getByRole('button', { name: 'Reset Zoom' });
    assert.equal(await reset.getAttribute('aria-disabled'), 'false');
    await at.panel.send({ type: 'state', state: complete(at.run) });
    const told = await opened();
    assert.deepEqual(
      told.map(({ type }) => type),
      ['select', 'openWeight'],
      'what is selected is known before it is opened',
    );
    assert.doesNotMatch(await selectionWords(), /opens when/);
    assert.match(await selectionWords(), /^\d+ weights?/);
    assert.equal(await reset.getAttribute('aria-disabled'), 'false', 'nothing jumps');
  });

  it('opens nothing when the selection was cleared, and nothing of a run that was cancelled', async () => {
    await open(runningEarly(at.run));
    const { page } = at.panel;
    const press = async () => {
      await page.locator('.weights-chart').focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      await at.panel.settle();
      assert.match(await selectionWords(), /opens when the run is complete/);
    };
    await press();
    await page.keyboard.press('Escape');
    await at.panel.settle();
    assert.match(await selectionWords(), /Nothing selected/);
    await press();
    const { title, training } = at.run;
    await at.panel.send({ type: 'state', state: { kind: 'cancelled', runId: at.run.runId, title, training } });
    const text = await at.panel.text();
    assert.match(text, /Cancelled\./);
    assert.match(text, /Not drawn: the experiment was cancelled\./);
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.deepEqual(await opened(), []);
  });
});
