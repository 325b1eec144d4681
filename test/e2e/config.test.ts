import assert from 'node:assert/strict';
import { at, inWindow } from './suite';

const NOTES = 'notes.txt';
const WRONG = 'wrong.attribution.json';
const NEW = 'new.attribution.json';

const FILES = {
  [NOTES]: 'Not a config.\n',
  [WRONG]: '{\n  "seed": 7,\n  "phase1": {\n    "tally": "first-half"\n  }\n}\n',
  [NEW]: '{\n  "seed": 7,\n  \n}\n',
};

inWindow('a config', FILES, () => {
  describe('that cannot be run', () => {
    const refused = /phase1\.tally: found "first-half"; expected one of "second-half", "whole"/;

    it('is refused by naming the key, what was found, and what is allowed', async () => {
      await at.window.openFile(WRONG);
      await at.window.startExperiment();
      await at.window.notification(refused);
    });

    it('is marked where the mistake stands', async () => {
      await at.window.page.locator('.monaco-editor .squiggly-error').first().waitFor();
      await at.window.run('View: Toggle Problems');
      const problem = at.window.page.locator('.markers-panel .monaco-list-row', { hasText: refused });
      await problem.filter({ hasText: 'Attribution' }).filter({ hasText: '[Ln 4, Col 5]' }).waitFor();
      await at.window.run('View: Toggle Problems');
    });

    it('is shown with the cursor at the mistake', async () => {
      await at.window.openFile(NOTES);
      const toast = await at.window.notification(refused);
      await toast.getByRole('button', { name: 'Show in Config' }).click();
      // The whole of it is selected; the cursor stands at its end.
      await at.window.harness.waitForCursor(at.window.page, 4, 26);
      assert.equal(await at.window.harness.activeTab(at.window.page), WRONG);
    });

    it('makes neither a panel nor a run', async () => {
      assert.equal(await at.window.page.locator('iframe.webview').count(), 0);
      assert.equal(await at.window.groups(), 1);
      assert.deepEqual(await at.window.runFolders(), []);
      assert.equal(await at.window.progress.isVisible(), false);
    });

    it('is no longer marked once it is changed', async () => {
      await at.window.harness.runCommand(at.window.page, 'View: Focus Active Editor Group');
      await at.window.page.keyboard.press('Delete');
      // As a whole: typed by keys, the quotes would be doubled.
      await at.window.page.keyboard.insertText('"tally": "whole"');
      await at.window.page.locator('.monaco-editor .squiggly-error').first().waitFor({ state: 'detached' });
      await at.window.page.keyboard.press('ControlOrMeta+s');
      await at.window.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    });
  });

  describe('in the editor', () => {
    const key = 'learningRate';

    it('is completed from the schema', async () => {
      const { page, harness } = at.window;
      await at.window.openFile(NEW);
      // A file is in sight before its editor takes keys.
      await at.window.focusEditor();
      const steps = [
        ['ControlOrMeta+Home', 1, 1],
        ['ArrowDown', 2, 1],
        ['ArrowDown', 3, 1],
        ['End', 3, 3],
      ] as const;
      for (const [press, line, column] of steps) {
        await page.keyboard.press(press);
        await harness.waitForCursor(page, line, column);
      }
      await page.keyboard.type('"');
      const suggestion = page.locator('.suggest-widget.visible .monaco-list-row', { hasText: key }).first();
      // Until the language service has read the schema, words of other files are all that is suggested.
      await harness.untilDone(`"${key}" is suggested`, async (timeout) => {
        await page.keyboard.press('Escape');
        await at.window.run('Trigger Suggest');
        await suggestion.waitFor({ timeout });
      });
      await suggestion.click();
      await at.window.page.locator('.view-line', { hasText: `"${key}": 0.0001` }).waitFor();
    });

    it('explains its keys', async () => {
      const word = at.window.page.locator('.view-line span', { hasText: `"${key}"` }).last();
      const explanation = 'R² depends on it more than on anything else';
      const hover = at.window.page.locator('.monaco-hover:visible', { hasText: explanation });
      // The editor asks for it once, when the pointer comes to rest: a change of the text in the meantime calls it off.
      await at.window.harness.untilDone('the key is explained', async (timeout) => {
        await at.window.tab(NEW).hover({ timeout });
        await word.hover({ timeout });
        await hover.first().waitFor({ timeout });
      });
    });
  });
});
