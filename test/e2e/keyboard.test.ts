import assert from 'node:assert/strict';
import { SMALL } from './editorWindow';
import { eventually } from './eventually';
import { at, inWindow } from './suite';

const CONFIG = 'keys.attribution.json';
/** Stops of the Tab key before the first plot; a wrong order would be found at the latest here. */
const MOST_STOPS = 40;

inWindow('by keys alone', { [CONFIG]: { ...SMALL, seed: 11 } }, () => {
  const plot = () => at.window.panel.locator('.weights-chart');
  const readout = () => at.window.panel.locator('.weights .readout:not(.idle)');
  const selected = () => at.window.selection.locator('strong');
  const press = (key: string) => at.window.page.keyboard.press(key);
  let words = '';

  /** Opens the palette by a key, and picks what it offers first for a text. */
  async function pick(key: string, text: string): Promise<void> {
    const { page, harness } = at.window;
    const row = page.locator('.quick-input-widget:visible .monaco-list-row.focused');
    // It closes again when an editor takes the focus while it opens.
    await harness.untilDone(`the palette offers ${text} first`, async (timeout) => {
      // No Escape: in the panel it would clear what is selected. The palette's own key begins it anew.
      await press(key);
      await page.locator('.quick-input-widget:visible input[type="text"]:focus').waitFor({ timeout });
      await page.keyboard.type(text);
      await row.filter({ has: page.locator('.label-name').getByText(text, { exact: true }) }).waitFor({ timeout });
    });
    await press('Enter');
  }

  const command = (title: string) => pick('F1', title);

  it('an experiment is started and its panel gets the focus', async () => {
    await pick('ControlOrMeta+P', CONFIG);
    await at.window.tab(CONFIG).waitFor();
    // The tab is there before its editor is the one that commands are about.
    await at.window.harness.waitForCursor(at.window.page, 1);
    await command('Attribution: ▶ Start Experiment');
    await at.window.complete();
    await command('Attribution: Show Panel');
    const focused = () => at.window.page.evaluate(() => document.activeElement?.classList.contains('webview') === true);
    assert.ok(await eventually(focused, (there) => there), 'the panel has no focus');
  });

  it('the weights plot is reached, and read point by point', async () => {
    for (let stop = 0; stop < MOST_STOPS && (await plot().and(at.window.panel.locator(':focus')).count()) === 0; stop++)
      await press('Tab');
    await press('ArrowRight');
    const first = await readout().innerText();
    assert.match(first, /^neuron \d+ · pixel row \d+, column \d+ · x 0\.\d{3} · y 0\.\d{3}/);
    await press('ArrowRight');
    const second = await eventually(
      () => readout().innerText(),
      (text) => text !== first,
    );
    assert.notEqual(second, first);
  });

  it('two points are selected', async () => {
    await press(' ');
    await selected()
      .getByText(/^\d+ weights?$/)
      .waitFor();
    const before = await selected().innerText();
    await press('ArrowUp');
    await press(' ');
    words = await eventually(
      () => selected().innerText(),
      (text) => text !== before,
    );
    assert.match(words, /^\d+ weights$/);
  });

  it('and opened as one document, which then has the cursor', async () => {
    await command('Attribution: Open Weights of Selection');
    const count = words.split(' ')[0];
    const heading = at.window.page.locator('.view-line', {
      hasText: new RegExp(`Selection\\s[0-9a-f]{16}:\\s${count}\\s`),
    });
    await heading.waitFor();
    await command('View: Focus First Editor Group');
    await at.window.harness.waitForCursor(at.window.page, 1);
    assert.match(await at.window.harness.activeTab(at.window.page), /^[0-9a-f]{16}\.weights$/);
  });
});
