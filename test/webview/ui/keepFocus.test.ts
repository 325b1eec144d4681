import assert from 'node:assert/strict';
import type { PanelState } from '../../../src/model/panelProtocol';
import { ParameterSet } from '../../../src/model/parameterSet';
import { testLimit } from '../../harness/limits.cjs';
import { at, complete, inBrowser, open } from '../browserSuite';
import { order } from '../drawing';
import { runningState } from '../runs';

/** What can be pressed. */
const CONTROLS = 'button, summary, vscode-button, [role=tab], [role=grid], input';

inBrowser('the focus', () => {
  const focused = () =>
    at.panel.page.evaluate(() => {
      const { activeElement } = document;
      return activeElement === null || activeElement === document.body
        ? 'the page'
        : (activeElement.getAttribute('aria-label') ?? activeElement.textContent ?? activeElement.tagName);
    });

  async function select(...parameters: readonly number[]): Promise<void> {
    const { bits } = ParameterSet.of(order().count, parameters);
    await at.panel.send({ type: 'select', selection: { runId: at.run.runId, bits, primary: null }, from: 'editor' });
  }

  for (const [name, state] of [
    ['a finished run', () => complete(at.run)],
    ['a run that goes on', () => runningState(at.run)],
  ] as const satisfies readonly (readonly [string, () => PanelState])[])
    it(`is on something after every control of ${name} was pressed by keys`, async function () {
      this.timeout(testLimit);
      await open(state());
      const all = await at.panel.page.evaluate((controls) => document.querySelectorAll(controls).length, CONTROLS);
      assert.ok(all > 20, `${all} controls`);
      let pressed = 0;
      for (let index = 0; index < all; index++) {
        // By their number: what is pressed may add others, which come to their turn too.
        const there = await at.panel.page.evaluate(
          ([controls, place]) => {
            const control = document.querySelectorAll<HTMLElement>(controls)[place];
            control?.focus();
            return control !== undefined && document.activeElement === control;
          },
          [CONTROLS, index] as const,
        );
        if (!there) continue;
        const what = await focused();
        // Escape then takes buttons away: those of what is selected.
        if (state().kind === 'complete') await select(5, 784 * 3 + index);
        for (const key of ['Enter', 'Escape']) {
          await at.panel.page.keyboard.press(key);
          await at.panel.settle();
          assert.notEqual(await focused(), 'the page', `after ${key} on ${what}`);
        }
        pressed++;
      }
      assert.ok(pressed > 5, `${pressed} were pressed`);
    });

  it('goes to what is nearest when its element is hidden', async () => {
    await open(complete(at.run));
    await select(5);
    const bar = at.panel.page.getByRole('region', { name: 'Selection' });
    await bar.getByRole('button', { name: 'Clear' }).focus();
    await at.panel.page.keyboard.press('Enter');
    await at.panel.settle();
    assert.equal(await focused(), 'More of the selection');
  });

  it('goes on when the page shows something else altogether', async () => {
    await open({ kind: 'empty' });
    await at.panel.page.getByRole('button', { name: 'Start Experiment' }).focus();
    await at.panel.send({ type: 'state', state: runningState(at.run) });
    assert.notEqual(await focused(), 'the page');
    await at.panel.send({ type: 'state', state: complete(at.run) });
    assert.notEqual(await focused(), 'the page');
    await at.panel.send({ type: 'state', state: { kind: 'missing', runId: 'r-17', reason: 'Its folder is gone.' } });
    assert.equal(await focused(), 'Start Experiment');
  });

  it('is left on nothing where somebody has pressed on nothing', async () => {
    await open(complete(at.run));
    await at.panel.page.getByRole('tab', { name: 'Findings' }).focus();
    await at.panel.page.mouse.click(2, 2);
    await select(5);
    assert.equal(await focused(), 'the page');
  });
});
