import assert from 'node:assert/strict';
import type { CausalView } from '../../../src/model/causal';
import type { PanelState } from '../../../src/model/panelProtocol';
import { testLimit } from '../../harness/limits.cjs';
import { violations } from '../axe';
import { at, complete, inBrowser, open, openTab, pressInMenu } from '../browserSuite';
import { runningState, tinyCausalTest } from '../runs';
import { THEMES, type ThemeName } from '../themes';

inBrowser('access to the panel', () => {
  let causal: CausalView;

  before(async function () {
    this.timeout(testLimit);
    causal = await tinyCausalTest();
  });

  function states(): readonly (readonly [string, PanelState])[] {
    const { title, training } = at.run;
    return [
      ['empty', { kind: 'empty' }],
      ['running', runningState(at.run)],
      ['complete', complete(at.run)],
      ['cancelled', { kind: 'cancelled', runId: 'r', title, training }],
      [
        'failed',
        { kind: 'failed', title, training, message: 'data: found nothing; expected images.', inLog: true, runId: null },
      ],
      ['missing', { kind: 'missing', runId: 'r-17', reason: 'Its folder is gone.' }],
    ];
  }

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of, in any state, in ${THEMES[theme].name}`, async function () {
      // axe asks for the colours of every element: seconds a state on a busy machine.
      this.timeout(testLimit);
      await open(null, { theme });
      for (const [name, state] of states()) {
        await at.panel.send({ type: 'state', state });
        assert.deepEqual(await violations(at.panel), [], name);
      }
      await at.panel.send({ type: 'state', state: complete(at.run) });
      await openTab('Neurons');
      await at.panel.page.locator('.neurons .table-row').nth(2).click();
      assert.deepEqual(await violations(at.panel), [], 'a neuron is selected');
      await at.panel.page.getByRole('tab', { name: 'Findings' }).click();
      assert.deepEqual(await violations(at.panel), [], 'findings');
      await at.panel.page.getByRole('tab', { name: 'Measures' }).click();
      assert.deepEqual(await violations(at.panel), [], 'measures');
      await at.panel.page.getByRole('tab', { name: 'Causal test' }).click();
      assert.deepEqual(await violations(at.panel), [], 'no causal test yet');
      await at.panel.send({ type: 'causal', runId: at.run.runId, result: causal, fault: 'Cancelled.' });
      assert.deepEqual(await violations(at.panel), [], 'a causal test');
      await at.panel.page.getByRole('tab', { name: 'Training' }).click();
      await at.panel.page.locator('.training .toggle').click();
      assert.deepEqual(await violations(at.panel), [], 'the table of the training');
    });
  }

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of in what opens over it, in ${THEMES[theme].name}`, async function () {
      this.timeout(testLimit);
      await open(complete(at.run), { theme });
      const { page } = at.panel;
      await page.locator('.pixels-chart').focus();
      for (const key of ['ArrowDown', 'ArrowRight', ' ']) await page.keyboard.press(key);
      const sheets = await page.locator('.drop-down > button').all();
      const menus = await page.locator('.menu-place > button').all();
      // Run, Export, Details, How it is drawn, the ⋯ of three plots; the menu of the selection.
      assert.deepEqual([sheets.length, menus.length], [7, 1]);
      for (const button of [...sheets, ...menus]) {
        const name = (await button.getAttribute('aria-label')) ?? (await button.innerText());
        await button.click();
        await at.panel.settle();
        assert.equal(await page.locator('.popup:popover-open').count(), 1, name);
        assert.deepEqual(await violations(at.panel), [], name);
        await page.keyboard.press('Escape');
      }
      await page.locator('.weights .section-more > button').click();
      await page.locator('.selection-form summary').click();
      assert.deepEqual(await violations(at.panel), [], 'the form that selects by values');
      await page.keyboard.press('Escape');
      await pressInMenu('Keep…');
      assert.equal(await page.getByRole('dialog').count(), 1);
      assert.deepEqual(await violations(at.panel), [], 'the dialog that asks for a name');
    });
  }

  it('is gone through by Tab from the top to the bottom, each part once', async () => {
    await open(complete(at.run));
    const stops: string[] = [];
    for (let step = 0; step < 80; step++) {
      await at.panel.page.keyboard.press('Tab');
      const stop = await at.panel.page.evaluate(() => {
        const { activeElement } = document;
        if (activeElement === null || activeElement === document.body) return null;
        const part = activeElement.closest('.head, .strip, .weights, .pixels, .neuron, .biases, .selection-bar, .tabs');
        return part?.classList[part.classList.length - 1] ?? 'elsewhere';
      });
      if (stop === null) break;
      stops.push(stop);
    }
    const parts = stops.filter((name, index) => name !== stops[index - 1]);
    assert.deepEqual(parts, ['head', 'strip', 'weights', 'pixels', 'neuron', 'biases', 'selection-bar', 'tabs']);
  });

  it('lets a neuron be opened, selected and let go of by keys alone', async () => {
    await open(complete(at.run));
    const focused = () =>
      at.panel.page.evaluate(
        () => document.activeElement?.getAttribute('role') ?? document.activeElement?.tagName ?? '',
      );
    const reached = async (role: string) => {
      for (let step = 0; step < 80; step++) {
        if ((await focused()) === role) return;
        await at.panel.page.keyboard.press('Tab');
      }
      assert.fail(`Tab does not reach a ${role}.`);
    };
    await reached('tab');
    await at.panel.page.keyboard.press('Enter');
    await reached('grid');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await at.panel.page.keyboard.press(key);
    assert.deepEqual((await at.panel.posted()).at(-1), { type: 'openBias', layer: 1, neuron: 2 });
    await at.panel.page.keyboard.press(' ');
    assert.notEqual((await at.panel.kept())?.selection, null);
    await at.panel.page.keyboard.press('Escape');
    assert.equal((await at.panel.kept())?.selection, null);
  });
});
