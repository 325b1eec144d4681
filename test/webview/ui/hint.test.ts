import assert from 'node:assert/strict';
import { at, complete, inBrowser, open, openTab } from '../browserSuite';

inBrowser('what has an explanation', () => {
  const tip = () => at.panel.page.locator('.tip:popover-open');
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await at.panel.page.keyboard.press(key);
    await at.panel.settle();
  };

  it('shows that it has one, on every element with a description of its own', async () => {
    await open(complete(at.run));
    await at.panel.page.getByRole('tab', { name: 'Neurons' }).click();
    const unmarked = await at.panel.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[aria-describedby]:not(input)')]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .filter((element) => {
          const mark = element.matches('.hinted') ? element : element.querySelector('.hinted');
          return mark === null || !getComputedStyle(mark).textDecorationStyle.includes('dotted');
        })
        .map(({ textContent }) => textContent),
    );
    assert.deepEqual(unmarked, []);
  });

  it('tells it by the keys, and Escape puts it away before it does anything else', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    await at.panel.page.locator('.neurons .table-row').nth(2).click();
    const kept = async () => (await at.panel.kept())?.selection ?? null;
    assert.notEqual(await kept(), null);
    await at.panel.page.locator('.neurons').getByRole('grid').focus();
    await press('Home', 'ArrowUp', 'ArrowRight');
    assert.match(await tip().innerText(), /^Of its bias: x = a/);
    await press('Escape');
    assert.equal(await tip().count(), 0);
    assert.notEqual(await kept(), null);
    await press('ArrowDown', 'Escape');
    assert.equal(await kept(), null);
  });

  it('a control that Tab comes to shows what it does, until it is used', async () => {
    await open(complete(at.run));
    await openTab('Neurons');
    const filter = at.panel.page.locator('.neurons').getByRole('textbox', { name: 'Filter' });
    await filter.focus();
    assert.equal(await tip().count(), 0, 'it was not reached by Tab');
    await press('Tab');
    assert.equal(await tip().innerText(), 'Selects what all shown rows stand for');
    await press('Shift+Tab');
    assert.match(await tip().innerText(), /^For example: neuron=1/);
    await at.panel.page.keyboard.type('x');
    assert.equal(await tip().count(), 0);
  });
});
