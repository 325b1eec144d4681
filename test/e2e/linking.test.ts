import assert from 'node:assert/strict';
import { groupOf, lineOpened, linesMarked, textOf } from './dump';
import { SMALL } from './editorWindow';
import { eventually } from './eventually';
import { type Cluster, clickAt, clusters, drawBox, layer1, placeIn, ringAround, selectionTitle } from './plots';
import { at, inWindow } from './suite';

const CONFIG = 'linked.attribution.json';

inWindow('panel and editor', { [CONFIG]: { ...SMALL, seed: 9 } }, () => {
  const plot = () => at.window.panel.locator('.weights-chart');
  const bar = () => at.window.selection;
  const selected = () => bar().locator('strong');
  let [one, other] = [] as (Cluster | undefined)[];
  let dump = '';

  /** What the bar says is selected, once it says this. */
  async function assertSelected(weights: number): Promise<void> {
    const words = `${weights} weight${weights === 1 ? '' : 's'}`;
    await selected().getByText(words, { exact: true }).waitFor();
  }

  const inputsOf = (cluster: Cluster | undefined) => cluster?.inputs ?? [];

  it('show one run', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    const found = clusters(await at.window.onlyRun());
    one = found[0];
    other = found.find(({ neuron }) => neuron !== one?.neuron);
    assert.ok(one !== undefined && other !== undefined);
    dump = `neuron-${String(one.neuron).padStart(3, '0')}.weights`;
  });

  it('a click on a cluster opens its neuron at one of its weights, and selects it', async () => {
    assert.ok(one !== undefined);
    const { inputs, x, y } = one;
    await clickAt(plot(), await placeIn(plot(), x, y));
    const { name } = await lineOpened(at.window, dump, (line) => line.x === x.toFixed(5));
    const [row, column] = name.map(Number) as [number, number];
    assert.ok(inputs.includes(row * 28 + column), `${name} is not of the cluster`);
    await assertSelected(inputs.length);
    await bar().getByText('by a point').waitFor();
  });

  it('a point under the pointer marks its line, which is none where the pointer leaves', async () => {
    assert.ok(one !== undefined);
    const { line } = await lineOpened(at.window, dump, () => true);
    const [x, y] = await placeIn(plot(), one.x, one.y);
    await plot().hover({ position: { x, y } });
    const marked = () => linesMarked(groupOf(at.window, dump), 'pointedLine');
    assert.deepEqual(await eventually(marked, ({ length }) => length === 1), [line]);
    await at.window.panel.getByRole('heading', { level: 1 }).hover();
    assert.deepEqual(await eventually(marked, ({ length }) => length === 0), []);
  });

  it('a box selects what is in it, and another one with Shift adds to it', async () => {
    assert.ok(one !== undefined && other !== undefined);
    await drawBox(at.window.page, plot(), one);
    await assertSelected(inputsOf(one).length);
    await at.window.page.keyboard.down('Shift');
    await drawBox(at.window.page, plot(), other);
    await at.window.page.keyboard.up('Shift');
    await assertSelected(inputsOf(one).length + inputsOf(other).length);
    const named = await bar().locator('.selection-neurons').innerText();
    assert.equal(named, `neurons ${[one.neuron, other.neuron].sort((a, b) => a - b).join(', ')}`);
  });

  it('“Open” opens exactly that as one document, by the hash of its parameters', async () => {
    const run = await at.window.onlyRun();
    const [runFolder] = await at.window.runFolders();
    assert.ok(one !== undefined && other !== undefined);
    const title = selectionTitle(run, [one, other]);
    await bar().getByRole('button', { name: 'Open', exact: true }).click();
    await at.window.tab(title).click();
    const text = await textOf(at.window, title);
    const groups = [...text.matchAll(/^# Neuron (\d+) of layer 1, (\d+) selected: /gm)];
    const wanted = [one, other].map((cluster) => [cluster?.neuron, inputsOf(cluster).length]);
    const inOrder = wanted.sort(([a = 0], [b = 0]) => a - b);
    assert.deepEqual(
      groups.map(([, neuron, count]) => [Number(neuron), Number(count)]),
      inOrder,
    );
    const count = inputsOf(one).length + inputsOf(other).length;
    assert.equal(text.split('\n').filter((line) => /^\s+\d/.test(line)).length, count);
    await at.window.run('File: Copy Path of Active File');
    const path = `/selection/${title}`;
    const copied = await eventually(
      () => at.window.clipboard(),
      (found) => found.endsWith(path),
    );
    assert.equal(copied, `/${runFolder?.split('/').at(-1)}${path}`);
  });

  it('the cursor in a dump is marked in every plot', async () => {
    assert.ok(one !== undefined && other !== undefined);
    await clickAt(plot(), await placeIn(plot(), one.x, one.y));
    const { line } = await lineOpened(at.window, dump, ({ x }) => x === one?.x.toFixed(5));
    await bar().getByRole('button', { name: 'Clear' }).click();
    await at.window.panel.getByRole('heading', { level: 1 }).hover();
    await at.window.tab(dump).click();
    await at.window.focusEditor();
    // Far enough from the cluster that was clicked.
    await at.window.page.keyboard.press('ControlOrMeta+End');
    await at.window.page.keyboard.press('ArrowUp');
    const last = await lineOpened(at.window, dump, (read) => read.line > line);
    const [row, column] = last.name.map(Number) as [number, number];
    const { x, y } = layer1(await at.window.onlyRun());
    const weight = one.neuron * x.inputs + row * 28 + column;
    const ring = () => ringAround(plot(), x.weight[weight] as number, y.weight[weight] as number);
    assert.equal(await eventually(ring, (share) => share === 1), 1);
    await at.window.page.keyboard.press('ControlOrMeta+Home');
    assert.ok((await eventually(ring, (share) => share < 1)) < 1, 'the ring stays');
    await at.window.page.keyboard.press('ControlOrMeta+End');
    await at.window.page.keyboard.press('ArrowUp');
    assert.equal(await eventually(ring, (share) => share === 1), 1);
    await at.window.panel.getByRole('heading', { name: `Neuron ${one.neuron}`, exact: true }).waitFor();
  });

  it('lines that are selected in a dump are selected in the panel, and stay so in the dump', async () => {
    const { page } = at.window;
    for (let lines = 0; lines < 4; lines++) await page.keyboard.press('Shift+ArrowUp');
    await assertSelected(4);
    await bar().getByText('by lines in the editor').waitFor();
    const marked = () => linesMarked(groupOf(at.window, dump), 'selectedLine');
    const lines = await eventually(marked, ({ length }) => length === 4);
    assert.equal(lines.length, 4);
    // Where it was drawn to, with all of it.
    const place = page.locator('.statusbar-item', { hasText: /^\s*Ln \d+, Col 1 \(\d+ selected\)/ });
    assert.match(await place.innerText(), new RegExp(`Ln ${lines[0]}, Col 1`));
    // Nothing was told back that would have changed it since.
    assert.deepEqual(await marked(), lines);
    await assertSelected(4);
  });

  describe('after a reload of the window', () => {
    it('are as they were, with what is selected and how it is looked at', async () => {
      await at.window.panel.getByRole('button', { name: 'How it is drawn' }).click();
      await at.window.panel.getByLabel('Point size').fill('4');
      await at.window.panel.getByRole('tab', { name: 'Findings' }).click();
      await at.window.keepSelection('four lines');
      await bar().getByText('kept as “four lines”').waitFor();
      await at.window.harness.reloadWindow(at.window.page);
      await at.window.complete();
      await assertSelected(4);
      await at.window.panel.locator('h1', { hasText: 'seed 9' }).waitFor();
      assert.equal(await at.window.panel.getByLabel('Point size').inputValue(), '4');
      const findings = at.window.panel.getByRole('tab', { name: 'Findings' });
      assert.equal(await findings.getAttribute('aria-selected'), 'true');
    });

    it('mark the lines of that selection in the dump', async () => {
      const marked = () => linesMarked(groupOf(at.window, dump), 'selectedLine');
      assert.equal((await eventually(marked, ({ length }) => length === 4)).length, 4);
    });

    it('know a selection by the name that it was kept by', async () => {
      await bar().getByRole('button', { name: 'Clear' }).click();
      await selected().getByText('Nothing selected').waitFor();
      await at.window.pressInMenu('four lines');
      await assertSelected(4);
      await bar().getByText('kept as “four lines”').waitFor();
    });
  });

  describe('“Go to Symbol in Workspace”', () => {
    it('opens a neuron beside the panel, and not over it', async () => {
      const { page } = at.window;
      const picked = 'neuron-003.weights';
      await at.window.panel.getByRole('heading', { level: 1 }).click();
      await at.window.run('Go to Symbol in Workspace...');
      const input = page.locator('.quick-input-widget input').first();
      await input.fill('#3');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Neuron 3 of layer 1' }).first().click();
      await groupOf(at.window, picked).locator('.monaco-editor').first().waitFor();
      assert.equal(await at.window.tab(picked).count(), 1);
      assert.ok(await plot().isVisible());
      assert.equal(await page.locator('.editor-group-container').count(), 2);
    });
  });
});
