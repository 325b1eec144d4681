import assert from 'node:assert/strict';
import { ParameterSet } from '../../../../src/model/parameterSet';
import { testLimit } from '../../../harness/limits.cjs';
import { violations } from '../../axe';
import {
  at,
  complete,
  inBrowser,
  open,
  openTab,
  placeOf,
  pressInMenu,
  selectionEntry,
  selectionWords,
} from '../../browserSuite';
import { draw, order, selected } from '../../drawing';
import { runningState } from '../../runs';
import { THEMES, type ThemeName } from '../../themes';

const WIDTHS = [460, 541, 700, 1082, 1440];

inBrowser('the row of the selection', () => {
  const bar = () => at.panel.page.getByRole('region', { name: 'Selection' });
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await at.panel.page.keyboard.press(key);
    await at.panel.settle();
  };
  const field = () => bar().getByRole('textbox', { name: 'Name of the selection' });
  const dialog = () => bar().getByRole('dialog');
  const posted = async (type: string) => (await at.panel.posted()).filter((one) => one.type === type);

  /** Selects parameters, as an editor would. */
  async function select(...parameters: readonly number[]): Promise<void> {
    const { bits } = ParameterSet.of(order().count, parameters);
    await at.panel.send({ type: 'select', selection: { runId: at.run.runId, bits, primary: null }, from: 'editor' });
  }

  async function keep(name: string): Promise<void> {
    await pressInMenu('Keep…');
    await field().fill(name);
    await press('Enter');
  }

  /** Where the row and its controls stand, as far as they are there. */
  async function places(): Promise<Record<string, readonly number[]>> {
    const all = await at.panel.page.evaluate(() => {
      const row = document.querySelector<HTMLElement>('.selection-bar');
      const controls = row?.querySelectorAll<HTMLElement>('.selection-actions > .button, .icon-button') ?? [];
      return [row as HTMLElement, ...controls]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .map((element): [string, number[]] => {
          const { x, width, height } = element.getBoundingClientRect();
          return [element.getAttribute('aria-label') ?? element.textContent ?? '', [x, width, height]];
        });
    });
    return Object.fromEntries(all);
  }

  for (const width of WIDTHS)
    it(`is one row, whose controls stand still whatever is selected, ${width} px wide`, async () => {
      await open(complete(at.run), { width, height: 798 });
      await select(5);
      const before = await places();
      assert.deepEqual(Object.keys(before), ['Selection', 'Open', 'What breaks?', 'More of the selection', 'Clear']);
      const [, , height = 0] = before['Selection'] ?? [];
      assert.ok(height >= 28 && height <= 33, `${height} px high`);
      const words = await bar().locator('.selection-words').boundingBox();
      assert.ok(words !== null && words.height < 30, 'the words take a second row');
      const doing: readonly (readonly [string, () => Promise<void>])[] = [
        [
          'a box',
          async () =>
            await draw([await placeOf('.weights-chart', 0.3, 0.8), await placeOf('.weights-chart', 0.6, 0.2)]),
        ],
        ['Keep', async () => await keep('one with a name that is long enough to want much room')],
        ['Invert', async () => await pressInMenu('Invert')],
        ['Undo', async () => await pressInMenu('Undo')],
        ['Keep by another name', async () => await keep('b')],
        ['Forget', async () => await pressInMenu('Forget “b”')],
        ['Redo', async () => await pressInMenu('Redo')],
        ['Clear', async () => await bar().getByRole('button', { name: 'Clear' }).click()],
      ];
      for (const [name, act] of doing) {
        await act();
        await at.panel.settle();
        for (const [control, place] of Object.entries(await places()))
          assert.deepEqual(place, before[control], `${control} after ${name}`);
      }
      const overflow = await at.panel.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} px too wide`);
    });

  it('has its place before there is a run, and says how to select when there is one', async () => {
    await open(runningState(at.run));
    const before = await at.panel.page.locator('.selection-bar').boundingBox();
    assert.equal(await bar().count(), 0);
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.equal((await at.panel.page.locator('.selection-bar').boundingBox())?.height, before?.height);
    assert.match(await selectionWords(), /^Nothing selected Click a point, drag over the plot/);
    for (const name of ['Open', 'What breaks?', 'Clear'])
      assert.equal(await bar().getByRole('button', { name, exact: true }).count(), 0, `${name} does nothing yet`);
    await select(5);
    assert.match(await selectionWords(), /^1 weight neuron 0/);
  });

  it('names the neurons, each a link, and keeps the focus on a link while the selection grows', async () => {
    await open(complete(at.run));
    await select(5, 784 * 3, 784 * 7, 784 * 9);
    assert.match(await selectionWords(), /^4 weights neurons 0, 3, 7 and 1 more/);
    await bar().getByRole('button', { name: '3', exact: true }).click();
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: 3 });
    await select(5, 784 * 3, 784 * 3 + 1, 784 * 7, 784 * 9);
    assert.match(await selectionWords(), /^5 weights neurons 3, 0, 7/);
    assert.notEqual(await at.panel.page.evaluate(() => document.activeElement?.tagName), 'BODY');
  });

  it('has a menu by keys: it opens, wraps, goes to both ends and by letters, and gives the focus back', async () => {
    await open(complete(at.run));
    await select(5);
    const more = bar().getByRole('button', { name: 'More of the selection' });
    const entry = () => at.panel.page.evaluate(() => document.activeElement?.querySelector('.menu-label')?.textContent);
    assert.equal(await more.getAttribute('aria-haspopup'), 'menu');
    await more.focus();
    await press('ArrowDown');
    assert.equal(await more.getAttribute('aria-expanded'), 'true');
    assert.equal(await entry(), 'Keep…');
    await press('ArrowUp');
    assert.equal(await entry(), 'Copy Link');
    await press('ArrowDown');
    assert.equal(await entry(), 'Keep…');
    await press('End');
    assert.equal(await entry(), 'Copy Link');
    await press('Home', 'r');
    assert.equal(await entry(), 'Redo');
    await press('Escape');
    assert.equal(await bar().getByRole('menu').count(), 0);
    assert.equal(await more.getAttribute('aria-expanded'), 'false');
    assert.ok(await more.evaluate((button) => button === document.activeElement));
    assert.deepEqual(await selected(), [5], 'Escape closes the menu alone');
    await press('ArrowUp');
    assert.equal(await entry(), 'Copy Link');
    await press('Enter');
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'copyLink' });
    assert.ok(await more.evaluate((button) => button === document.activeElement));
    await press('Space');
    assert.equal(await entry(), 'Keep…');
    await at.panel.page.mouse.click(5, 5);
    assert.equal(await bar().getByRole('menu').count(), 0);
    // What can do nothing now is there, and does nothing.
    const redo = await selectionEntry('Redo');
    assert.equal(await redo.getAttribute('aria-disabled'), 'true');
    await redo.click({ force: true });
    assert.match(await selectionWords(), /^1 weight/);
    await press('Tab');
    assert.equal(await bar().getByRole('menu').count(), 0);
  });

  it('keeps a selection by a name, shows it at once, and asks before another is replaced', async () => {
    await open(complete(at.run));
    await select(5, 6);
    await keep('');
    assert.equal(await dialog().locator('.field-mistake').innerText(), 'Found nothing; expected a name.');
    assert.equal(await field().getAttribute('aria-invalid'), 'true');
    assert.deepEqual(await posted('keepSelection'), []);
    await field().fill('  the arc ');
    await press('Enter');
    assert.deepEqual(await posted('keepSelection'), [{ type: 'keepSelection', name: 'the arc' }]);
    assert.equal(await dialog().count(), 0);
    assert.match(await selectionWords(), /kept as “the arc”$/);
    assert.equal(await (await selectionEntry('the arc')).getAttribute('aria-checked'), 'true');
    await press('Escape');

    await select(7, 8, 9);
    assert.doesNotMatch(await selectionWords(), /kept as/);
    await keep('the arc');
    assert.equal(
      await dialog().locator('.field-mistake').innerText(),
      '“the arc” is in use, for 2 parameters. Replace it, or choose another name.',
    );
    assert.equal((await posted('keepSelection')).length, 1, 'it was replaced without a question');
    // A second press where the first was does not replace it either.
    await dialog().getByRole('button', { name: 'Keep' }).click({ force: true });
    assert.equal((await posted('keepSelection')).length, 1);
    await field().fill('the arcs');
    assert.equal(await dialog().getByRole('button', { name: 'Replace' }).count(), 0);
    await field().fill('the arc');
    await press('Enter');
    await dialog().getByRole('button', { name: 'Replace' }).click();
    await at.panel.settle();
    assert.equal((await posted('keepSelection')).length, 2);
    assert.match(await selectionWords(), /^3 weights .*kept as “the arc”$/);
    assert.equal(await (await selectionEntry('the arc')).getAttribute('aria-checked'), 'true');
    await press('Escape');

    // What the host could not do it says, and sends what is kept.
    await at.panel.send({ type: 'named', runId: at.run.runId, selections: [] });
    assert.doesNotMatch(await selectionWords(), /kept as/);
    await keep('again');
    await keep('again');
    assert.equal(await dialog().count(), 0, 'the same by the same name is no question');
  });

  it('shows the name that was just kept, also where the same is kept by another', async () => {
    await open(complete(at.run));
    await select(5, 6);
    await keep('first');
    await keep('second');
    assert.match(await selectionWords(), /kept as “second”$/);
    await pressInMenu('Forget “second”');
    assert.match(await selectionWords(), /kept as “first”$/);
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'forgetSelection', name: 'second' });
  });

  it('hears Escape, undo and redo wherever the focus is, and leaves fields their own', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    const size = async () => (await selectionWords()).split(' ')[0];
    await select(5);
    await select(5, 6);
    const focus: readonly (readonly [string, () => Promise<void>])[] = [
      ['the row', async () => await bar().getByRole('button', { name: 'Open' }).focus()],
      ['a tab', async () => await at.panel.page.getByRole('tab', { name: 'Neurons' }).focus()],
      ['a table', async () => await at.panel.page.getByRole('grid').first().focus()],
      ['a plot', async () => await at.panel.page.locator('.biases-chart').focus()],
      ['a choice', async () => await at.panel.page.locator('.weights .select[aria-label="Layer"]').focus()],
      ['nothing', async () => await at.panel.page.evaluate(() => (document.activeElement as HTMLElement).blur())],
    ];
    for (const [where, go] of focus) {
      await go();
      await press('Control+z');
      assert.equal(await size(), '1', `undo in ${where}`);
      await press('Control+y');
      assert.equal(await size(), '2', `redo in ${where}`);
      await press('Control+z', 'Control+Shift+z');
      assert.equal(await size(), '2', `redo by Shift in ${where}`);
      await go();
      // A tip that shows is put away first.
      await press('Escape', 'Escape');
      assert.equal(await size(), 'Nothing', `Escape in ${where}`);
      await press('Control+z');
      assert.equal(await size(), '2', `undo of Escape in ${where}`);
    }
    const filter = at.panel.page.getByRole('textbox', { name: 'Filter' }).last();
    await filter.fill('x');
    await press('Control+z', 'Escape');
    assert.equal(await filter.inputValue(), '');
    assert.equal(await size(), '2');
  });

  for (const theme of Object.keys(THEMES) as ThemeName[])
    it(`has no fault that axe knows of, its menu and its question open, in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      await open(complete(at.run), { theme });
      await select(5, 6);
      await keep('a');
      await select(7);
      await selectionEntry('Keep…');
      assert.deepEqual(await violations(at.panel), [], 'the menu');
      await press('Escape');
      await keep('a');
      assert.deepEqual(await violations(at.panel), [], 'the question');
    });
});
