import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { ToPanel } from '../../src/model/panelProtocol';
import { groupOf, linesMarked } from './dump';
import { SMALL } from './editorWindow';
import { eventually } from './eventually';
import { clickAt, clusters, placeIn } from './plots';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';

inWindow('a weight dump in its editor', { [CONFIG]: SMALL }, () => {
  let neuron = -1;
  let dump = '';
  const editor = (): Locator => groupOf(at.window, dump).locator('.monaco-editor').first();

  /** The line that begins with a name, of those in sight. */
  const line = (name: RegExp): Locator => editor().locator('.view-line').filter({ hasText: name }).first();

  /** What the extension has told the panel since `listen`. */
  async function heard(): Promise<ToPanel[]> {
    return at.window.panel.locator('body').evaluate(() => (window as unknown as { heard: ToPanel[] }).heard);
  }

  const selectionsHeard = async () => (await heard()).filter(({ type }) => type === 'select');

  it('is opened from the plot', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    const [cluster] = clusters(await at.window.onlyRun());
    assert.ok(cluster !== undefined);
    const plot = at.window.panel.locator('.weights-chart');
    await clickAt(plot, await placeIn(plot, cluster.x, cluster.y));
    neuron = cluster.neuron;
    dump = `neuron-${String(neuron).padStart(3, '0')}.weights`;
    await at.window.tab(dump).click();
    await editor().waitFor();
    await at.window.page.locator('.statusbar-item', { hasText: 'Attribution Weights' }).waitFor();
  });

  it('tells names, numbers and headings apart by colour', async () => {
    await at.window.focusEditor();
    await at.window.page.keyboard.press('ControlOrMeta+Home');
    const colours = await eventually(
      () =>
        line(/^\s*bias/).evaluate((element) => {
          const tokens = [...element.querySelectorAll('span > span')];
          return tokens
            .filter(({ textContent }) => textContent?.trim() !== '')
            .map((token) => getComputedStyle(token).color);
        }),
      (found) => new Set(found).size > 1,
    );
    assert.ok(new Set(colours).size > 1, colours.join());
  });

  it('keeps the titles of the columns in sight', async () => {
    for (let pages = 0; pages < 4; pages++) await at.window.page.keyboard.press('PageDown');
    const sticky = editor()
      .locator('.sticky-widget')
      .filter({ hasText: /row\s+col\s+x\s+y\s+a\s+b/ });
    await sticky.waitFor();
  });

  it('tells the panel of the line with the cursor, and of lines that are selected, once', async () => {
    await at.window.panel.locator('body').evaluate(() => {
      const holder = window as unknown as { heard: ToPanel[] };
      holder.heard = [];
      window.addEventListener('message', ({ data }: MessageEvent<ToPanel>) => holder.heard.push(data));
    });
    await at.window.page.keyboard.press('ArrowDown');
    const points = await eventually(
      async () => (await heard()).filter(({ type }) => type === 'point'),
      (found) => found.length > 0,
    );
    const [point] = points.slice(-1);
    assert.ok(point?.type === 'point' && point.parameter !== null);
    assert.deepEqual(await selectionsHeard(), []);
    for (let lines = 0; lines < 3; lines++) await at.window.page.keyboard.press('Shift+ArrowDown');
    const ones = async () => {
      const last = (await selectionsHeard()).at(-1);
      if (last?.type !== 'select') return [];
      // Typed arrays leave the page as objects.
      const bytes = Object.values(last.selection.bits as unknown as Record<string, number>);
      return bytes.flatMap((byte, index) =>
        [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1).map((bit) => 8 * index + bit),
      );
    };
    const { parameter } = point;
    const expected = [0, 1, 2].map((offset) => parameter + offset);
    assert.deepEqual(await eventually(ones, (found) => found.length === expected.length), expected);
  });

  it('marks the lines that are selected, also when the cursor has gone on', async () => {
    const before = (await selectionsHeard()).length;
    await at.window.page.keyboard.press('ArrowDown');
    const marked = () => linesMarked(groupOf(at.window, dump), 'selectedLine');
    assert.equal((await eventually(marked, ({ length }) => length === 3)).length, 3);
    assert.equal((await selectionsHeard()).length, before);
  });

  it('shows the weights of the selection, with a link to the neuron', async () => {
    await at.window.run('Attribution: Open Weights of Selection');
    const group = at.window.page.locator('.view-line', {
      hasText: new RegExp(`Neuron\\s${neuron}\\sof\\slayer\\s1,\\s3\\sselected`),
    });
    await group.waitFor();
    const link = at.window.page.locator('.view-line .detected-link', { hasText: dump });
    await link.first().waitFor();
  });

  it('compares the forks of its neuron from above its title', async () => {
    const { page } = at.window;
    const link = page.locator('.view-line .detected-link', { hasText: dump }).first();
    const shown = at.window.tab(dump).and(page.locator('.active'));
    const follow = async () => {
      const box = (await shown.count()) > 0 ? null : await link.boundingBox();
      if (box !== null) {
        // The editor draws a link anew while the key is held, so that a click may miss it.
        await page.keyboard.down('ControlOrMeta');
        await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        await page.keyboard.up('ControlOrMeta');
      }
      return await shown.count();
    };
    assert.equal(await eventually(follow, (count) => count > 0), 1);
    await editor().waitFor();
    await at.window.focusEditor();
    await page.keyboard.press('ControlOrMeta+Home');
    await editor().locator('.codelens-decoration a', { hasText: 'Compare Forks' }).click();
    await page.locator('.tab.active', { hasText: `Neuron ${neuron} of layer 1: without-1 ↔ without-7` }).waitFor();
    const diff = page.locator('.monaco-diff-editor');
    // Beside each other or below each other, as there is room.
    await diff.locator('.line-delete').first().waitFor({ state: 'attached' });
    await diff.locator('.line-insert').first().waitFor({ state: 'attached' });
  });
});
