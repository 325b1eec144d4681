import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { SMALL } from './editorWindow';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';

inWindow('the command palette', { [CONFIG]: SMALL }, () => {
  const rows = (): Locator => at.window.page.locator('.quick-input-widget:visible .monaco-list-row .label-name');

  /** The commands of the extension that are offered now, in order; as many as the list has room for. */
  async function offered(part = ''): Promise<string[]> {
    let found: string[] = [];
    await at.window.harness.untilDone('the palette lists commands', async (timeout) => {
      await at.window.page.keyboard.press('F1');
      try {
        await at.window.page
          .locator('.quick-input-widget:visible input[type="text"]')
          .fill(`>Attribution: ${part}`, { timeout });
        await rows()
          .filter({ hasText: `Attribution: ${part === '' ? 'Show Log' : part}` })
          .first()
          .waitFor({ timeout });
        found = (await rows().allInnerTexts())
          .map((title) => title.trim())
          .filter((title) => title.startsWith('Attribution: '));
      } finally {
        await at.window.page.keyboard.press('Escape');
      }
    });
    // The editor makes a command for each view.
    return found.map((title) => title.replace('Attribution: ', '')).filter((title) => title !== 'Focus on Runs View');
  }

  const WITHOUT_RUN = [
    ...[
      '▶ Start Experiment',
      'New Experiment Config',
      'New Sweep File…',
      'Open Run…',
      'Open Walkthrough',
      'Reliability over Orders…',
      'Replicate…',
    ],
    ...['Show Log', 'Show Panel', 'Sweep…', "Test the Post's Claims…"],
  ];

  it('begins with Start Experiment, and offers what needs no run', async () => {
    assert.deepEqual(await offered(), WITHOUT_RUN);
  });

  it('finds it by its name alone', async () => {
    const { page, harness } = at.window;
    await harness.untilDone('it is found', async (timeout) => {
      await page.keyboard.press('F1');
      try {
        await page
          .locator('.quick-input-widget:visible input[type="text"]')
          .fill('>Attribution: Start Experiment', { timeout });
        await page
          .locator('.quick-input-widget:visible .monaco-list-row.focused', { hasText: '▶ Start Experiment' })
          .waitFor({ timeout });
      } finally {
        await page.keyboard.press('Escape');
      }
    });
  });

  it('offers what can be done with a run once one is shown, and what needs a selection not yet', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    await at.window.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
    const now = await offered();
    const gained = now.filter((title) => !WITHOUT_RUN.includes(title));
    assert.deepEqual(gained, [
      ...['Compare Forks…', 'Export All Parameters…', 'Export Report…', 'Find Runs…', 'Note on Run…', 'Rename Run…'],
      ...['Run Causal Test', 'Tag Run…'],
    ]);
  });
});
