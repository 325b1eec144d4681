import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { at, complete, inBrowser, open } from '../browserSuite';

/** All buttons of the panel that open a sheet, by name. */
const BUTTONS = [
  'Run',
  'Export',
  'Details',
  'How it is drawn',
  'More of Weights',
  'More of Pixels',
  'More of Biases',
] as const;

inBrowser('a sheet below a button', () => {
  const button = (name: string) => at.panel.page.getByRole('button', { name, exact: true });
  const sheet = (name: string) => at.panel.page.getByRole('group', { name, exact: true });
  const hasFocus = (element: Locator) => element.evaluate((one) => one.matches(':focus'));
  const press = async (...keys: string[]) => {
    for (const key of keys) await at.panel.page.keyboard.press(key);
  };
  const isOpen = async (name: string) => {
    const [expanded, visible] = [await button(name).getAttribute('aria-expanded'), await sheet(name).isVisible()];
    assert.equal(expanded, String(visible), name);
    return visible;
  };

  it('is there for all of them', async () => {
    await open(complete(at.run));
    const names = await at.panel.page
      .locator('.drop-down > button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent));
    assert.deepEqual(names.sort(), [...BUTTONS].sort());
  });

  for (const [width, height, names] of [
    [1082, 798, BUTTONS],
    // One plot is shown at a time.
    [460, 500, BUTTONS.filter((name) => !['More of Pixels', 'More of Biases'].includes(name))],
  ] as const)
    it(`opens by a press and closes by another, by Escape and by a press elsewhere, at ${width} × ${height}`, async () => {
      await open(complete(at.run), { width, height });
      for (const name of names) {
        assert.equal(await isOpen(name), false);
        await button(name).click();
        assert.ok(await isOpen(name));
        const box = await sheet(name).boundingBox();
        assert.ok(box !== null && box.x >= 0 && box.y >= 0, name);
        assert.ok(box.x + box.width <= width && box.y + box.height <= height, `${name} reaches beyond the window`);
        await button(name).click();
        assert.equal(await isOpen(name), false);

        await button(name).click();
        await press('Escape');
        assert.equal(await isOpen(name), false);
        assert.ok(await hasFocus(button(name)), `${name} has the focus again`);

        await button(name).click();
        await at.panel.page.locator('h1').click();
        assert.equal(await isOpen(name), false);
      }
    });

  it('is entered by Tab, and closed by the one that leaves it', async () => {
    await open(complete(at.run));
    await button('Run').focus();
    await press('Enter');
    assert.ok(await isOpen('Run'));
    assert.ok(await hasFocus(button('Run')));
    await press('Tab');
    assert.ok(await hasFocus(button('Run with Seed 2')));
    await press('Shift+Tab');
    assert.ok(await hasFocus(button('Run')));
    assert.ok(await isOpen('Run'));
    await press('Tab', 'Tab', 'Tab', 'Tab', 'Tab');
    assert.ok(await hasFocus(button('Export')));
    assert.equal(await isOpen('Run'), false);
    await press('Space', 'Shift+Tab');
    assert.equal(await isOpen('Export'), false);
  });

  it('closes with what is chosen in it, and gives the focus back', async () => {
    await open(complete(at.run));
    await button('Export').click();
    await button('All Parameters…').click();
    assert.equal(await isOpen('Export'), false);
    assert.ok(await hasFocus(button('Export')));
  });

  it('closes alone by Escape, and after what is open in it', async () => {
    await open(complete(at.run));
    await at.panel.page.locator('.pixels-chart').focus();
    await press('ArrowRight', ' ');
    const selection = (await at.panel.kept())?.selection;
    assert.ok(selection);
    await button('How it is drawn').click();
    const axes = sheet('How it is drawn').getByRole('combobox', { name: 'Axes' });
    await axes.click();
    await at.panel.settle();
    assert.equal(await axes.getAttribute('aria-expanded'), 'true');
    await press('Escape');
    await at.panel.settle();
    assert.equal(await axes.getAttribute('aria-expanded'), 'false');
    assert.ok(await isOpen('How it is drawn'));
    await press('Escape');
    assert.equal(await isOpen('How it is drawn'), false);
    assert.deepEqual((await at.panel.kept())?.selection, selection);
  });

  it('lies below the explanation of what stands in it, which Escape puts away first', async () => {
    await open(complete(at.run));
    await button('Details').click();
    const explained = sheet('Details').locator('.hinted').first();
    await explained.hover();
    const tip = at.panel.page.locator('.tip');
    assert.ok(await tip.isVisible());
    const isOnTop = await tip.evaluate((element) => {
      element.style.pointerEvents = 'auto';
      const { left, top, width, height } = element.getBoundingClientRect();
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      element.style.removeProperty('pointer-events');
      return hit === element;
    });
    assert.ok(isOnTop);
    await press('Escape');
    assert.equal(await tip.isVisible(), false);
    assert.ok(await isOpen('Details'));
  });

  it('stays open when the run is sent once more, and is closed when what it belongs to goes', async () => {
    await open(complete(at.run));
    await button('Details').click();
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.ok(await isOpen('Details'));
    const { title, training } = at.run;
    await at.panel.send({ type: 'state', state: { kind: 'cancelled', runId: 'r', title, training } });
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.equal(await isOpen('Details'), false);
    await button('Details').click();
    assert.ok(await isOpen('Details'));
  });
});
