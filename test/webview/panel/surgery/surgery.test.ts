import assert from 'node:assert/strict';
import { runSync } from '../../../../src/engine/cancellation';
import type { Surgery } from '../../../../src/engine/surgery/surgery';
import type { FromPanel } from '../../../../src/model/panelProtocol';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import { ParameterSet } from '../../../../src/model/parameterSet';
import type { LayerView } from '../../../../src/model/runView';
import type { OperateIntent, SurgeryMessage } from '../../../../src/model/surgeryProtocol';
import { surgeryVerdict } from '../../../../src/text/surgeryWords';
import { testLimit } from '../../../harness/limits.cjs';
import { violations } from '../../axe';
import { at, complete, inBrowser, open } from '../../browserSuite';
import { tinySurgery } from '../../runs';
import { THEMES, type ThemeName } from '../../themes';

inBrowser('the tab of live surgery', () => {
  let surgery: Surgery;

  before(async () => {
    surgery = await tinySurgery();
  });

  const order = () => new ParameterOrder(at.run.layers);
  /** All that some neurons of layer 1 read by. */
  const neurons = (...chosen: number[]) => {
    const { count } = order();
    return ParameterSet.of(
      count,
      chosen.flatMap((neuron) => Array.from({ length: 784 }, (_, input) => 784 * neuron + input)),
    );
  };

  async function select(set: ParameterSet): Promise<void> {
    const selection = { runId: at.run.runId, bits: set.bits, primary: null };
    await at.panel.send({ type: 'select', selection, from: 'editor' });
  }

  const requests = async () =>
    (await at.panel.posted()).filter((one: FromPanel): one is OperateIntent => one.type === 'operate');

  /** A set's bits as the page posted them: an object of numbers by position. */
  const membersOf = ({ bits }: OperateIntent) =>
    ParameterSet.fromBits(order().count, Uint8Array.from(Object.values(bits))).members();

  async function latest(): Promise<OperateIntent> {
    const last = (await requests()).at(-1);
    assert.ok(last !== undefined, 'nothing was asked for');
    return last;
  }

  async function answer(intent: OperateIntent, ...kinds: ('metrics' | 'comparisons')[]): Promise<void> {
    const { runId, request, operation } = intent;
    const members = membersOf(intent);
    const send = (answer: SurgeryMessage['answer']) => at.panel.send({ type: 'surgery', runId, request, answer });
    if (kinds.includes('metrics')) await send({ kind: 'metrics', metrics: surgery.metrics(operation, members) });
    if (kinds.includes('comparisons'))
      await send({ kind: 'comparisons', comparisons: runSync(surgery.comparisons(operation, members)) });
  }

  const tab = () => at.panel.page.getByRole('tab', { name: 'Surgery' });
  const words = async () => (await at.panel.page.locator('.surgery-words p').allInnerTexts()).join('\n');
  const cells = async () => at.panel.page.locator('.surgery-table tbody tr').allInnerTexts();

  it('asks for nothing until somebody looks and something is selected', async () => {
    await open(complete(at.run));
    await select(neurons(3));
    assert.deepEqual(await requests(), []);
    await tab().click();
    await at.panel.settle();
    const { operation, runId, request } = await latest();
    assert.deepEqual([operation, runId, request], ['reset', at.run.runId, 1]);
    assert.deepEqual(membersOf(await latest()), neurons(3).members());
  });

  it('says what to do while nothing is selected', async () => {
    await open(complete(at.run));
    await tab().click();
    await at.panel.settle();
    const surgery = at.panel.page.getByRole('region', { name: 'Surgery' });
    assert.match(await surgery.innerText(), /^Select weights – a cluster, a lasso, a neuron/);
    assert.equal(await surgery.getByRole('table').count(), 0, 'there are rows without a figure');
    assert.deepEqual(await requests(), []);
    assert.deepEqual(await violations(at.panel), []);
    await surgery.getByRole('button', { name: 'Choose a Neuron' }).click();
    assert.equal(await at.panel.page.getByRole('tab', { name: 'Neurons' }).getAttribute('aria-selected'), 'true');
    assert.ok(
      await at.panel.page
        .getByRole('grid')
        .first()
        .evaluate((grid) => grid === document.activeElement),
    );
  });

  it('selects the largest cluster at a press, and goes on from there', async () => {
    await open(complete(at.run));
    await tab().click();
    const { clusterOf, multiplicity, inputs } = at.run.layers[0] as LayerView;
    const most = Math.max(...multiplicity);
    const cluster = multiplicity.indexOf(most);
    const members = [...clusterOf.keys()].filter((weight) => clusterOf[weight] === cluster);
    const neuron = Math.floor((members[0] as number) / inputs);
    const label = `Select the Largest Cluster: ${most} Weights of Neuron ${neuron}`;
    await at.panel.page.getByRole('button', { name: label }).click();
    await at.panel.settle();
    assert.deepEqual([...membersOf(await latest())], members);
    assert.ok(await at.panel.page.getByRole('region', { name: 'Surgery' }).getByRole('table').isVisible());
    assert.notEqual(await at.panel.page.evaluate(() => document.activeElement?.tagName), 'BODY');
    await answer(await latest(), 'metrics');
    assert.match(await words(), /\S/);
  });

  it('is opened by the button of the selection bar', async () => {
    await open(complete(at.run));
    await select(neurons(3));
    await at.panel.page.getByRole('button', { name: 'What breaks?' }).click();
    await at.panel.settle();
    assert.equal(await tab().getAttribute('aria-selected'), 'true');
    assert.equal((await requests()).length, 1);
  });

  it('is opened by the command', async () => {
    await open(complete(at.run));
    await at.panel.send({ type: 'showTab', tab: 'surgery' });
    assert.equal(await tab().getAttribute('aria-selected'), 'true');
  });

  it('shows the figures at once and the comparisons when they come, and nothing moves', async () => {
    await open(complete(at.run));
    await tab().click();
    await select(neurons(...Array(50).keys()));
    const box = () => at.panel.page.locator('.surgery-table').boundingBox();
    const before = await box();
    const intent = await latest();
    await answer(intent, 'metrics');
    const metrics = surgery.metrics('reset', membersOf(intent));
    const pending = surgeryVerdict('reset', metrics, null);
    assert.equal(await words(), `${pending.effect}\nHeld against sets of its size …`);
    const margin = (label: string) => metrics.after.byClass[label]?.margin.toFixed(3).replace('-', '−') ?? '';
    const rows = await cells();
    assert.ok(
      rows.some((row) => row.startsWith('1\t') && row.includes(margin('1')) && row.endsWith('…')),
      rows.join('\n'),
    );
    assert.deepEqual(await box(), before);
    await answer(intent, 'comparisons');
    const verdict = surgeryVerdict('reset', metrics, runSync(surgery.comparisons('reset', membersOf(intent))));
    assert.equal(await words(), `${verdict.effect}\n${verdict.comparison}`);
    assert.ok((await cells()).every((row) => !row.includes('…')));
    assert.deepEqual(await box(), before);
  });

  it('has one request without its figures at a time, and then asks for the latest selection', async () => {
    await open(complete(at.run));
    await tab().click();
    for (const neuron of [3, 4, 5]) await select(neurons(neuron));
    assert.equal((await requests()).length, 1);
    const first = await latest();
    await answer(first, 'metrics');
    await at.panel.settle();
    assert.equal((await requests()).length, 2);
    assert.deepEqual(membersOf(await latest()), neurons(5).members());
    // What comes late of the first is not taken for the second's.
    await answer(first, 'comparisons');
    assert.doesNotMatch(await words(), /random/);
    await answer(await latest(), 'metrics', 'comparisons');
    assert.match(await words(), /random/);
  });

  it('asks again when another operation is chosen', async () => {
    await open(complete(at.run));
    await tab().click();
    await select(neurons(3));
    await answer(await latest(), 'metrics', 'comparisons');
    await at.panel.page.locator('.surgery-choice vscode-dropdown').focus();
    for (const operation of ['zero', 'mean', 'graft']) {
      await at.panel.page.keyboard.press('ArrowDown');
      await at.panel.settle();
      const intent = await latest();
      assert.equal(intent.operation, operation);
      await answer(intent, 'metrics');
    }
    assert.equal(await at.panel.page.locator('.surgery-table thead th').first().innerText(), 'initial');
  });

  it('shows images that changed sides, each with its class and its margin before and after', async () => {
    await open(complete(at.run));
    await tab().click();
    await select(neurons(...Array(100).keys()));
    const intent = await latest();
    await answer(intent, 'metrics');
    const { lost, gained } = surgery.metrics('reset', membersOf(intent)).sides;
    assert.ok(lost.count + gained.count > 0);
    const headings = await at.panel.page.locator('.turned h3').allInnerTexts();
    assert.deepEqual(headings, [`Right before, wrong now: ${lost.count}`, `Wrong before, right now: ${gained.count}`]);
    const pictures = at.panel.page.locator('.turned canvas');
    assert.equal(await pictures.count(), lost.images.length + gained.images.length);
    const [shown] = [...lost.images, ...gained.images];
    assert.ok(shown !== undefined);
    assert.ok(
      (await pictures.first().getAttribute('aria-label'))?.startsWith(
        `A ${shown.label}, held-out image ${shown.row}: `,
      ),
    );
    const ink = await pictures.first().evaluate((canvas: HTMLCanvasElement) => {
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, 28, 28);
      return data.filter((_, index) => index % 4 === 0).join();
    });
    assert.equal(ink, shown.pixels.join());
  });

  it('shows a kept result before it is made anew, and a failure in words', async () => {
    await open(complete(at.run));
    await tab().click();
    await select(neurons(7));
    const intent = await latest();
    const { runId, request } = intent;
    const { sides, ...metrics } = surgery.metrics('reset', membersOf(intent));
    const count = ({ count: all }: typeof sides.lost) => ({ count: all, images: [] });
    const kept = {
      kind: 'kept',
      metrics: { ...metrics, sides: { lost: count(sides.lost), gained: count(sides.gained) } },
      comparisons: runSync(surgery.comparisons('reset', membersOf(intent))),
    } as const;
    await at.panel.send({ type: 'surgery', runId, request, answer: kept });
    const said = await words();
    assert.match(said, /random/);
    await answer(intent, 'metrics');
    assert.equal(await words(), said);
    await at.panel.send({
      type: 'surgery',
      runId,
      request,
      answer: { kind: 'failed', reason: 'The images are gone.' },
    });
    assert.match(await words(), /The images are gone\./);
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      await open(complete(at.run), { theme });
      await tab().click();
      await select(neurons(...Array(100).keys()));
      await answer(await latest(), 'metrics', 'comparisons');
      assert.deepEqual(await violations(at.panel), []);
    });
  }

  it('is announced once it is whole', async () => {
    await open(complete(at.run));
    await tab().click();
    await select(neurons(3));
    const intent = await latest();
    await answer(intent, 'metrics', 'comparisons');
    const said = await at.panel.page.locator('[role="status"]').innerText();
    assert.match(said, /random sets/);
  });
});
