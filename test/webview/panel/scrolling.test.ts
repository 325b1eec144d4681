import assert from 'node:assert/strict';
import type { PersistedPanel } from '../../../src/model/panelProtocol';
import { at, complete, inBrowser, open, openTab } from '../browserSuite';

/** What scrolls, by where it is kept. */
const SCROLLED = {
  neurons: '.neurons .table-grid',
  findings: '.findings',
  measures: '.measures',
} as const;

inBrowser('how far things are scrolled', () => {
  const topOf = (selector: string) => at.panel.page.locator(selector).evaluate((element) => element.scrollTop);
  const pageTop = () => at.panel.page.evaluate('document.scrollingElement.scrollTop') as Promise<number>;

  /** Until it is so; what has come about late is as good. */
  async function until(is: () => Promise<boolean>): Promise<void> {
    while (!(await is())) await at.panel.settle();
  }

  async function scroll(name: keyof typeof SCROLLED, by: number): Promise<void> {
    await openTab(name);
    await at.panel.page.locator(SCROLLED[name]).hover();
    await at.panel.page.mouse.wheel(0, by);
    await until(async () => (await at.panel.kept())?.scroll[name] === by);
  }

  async function reload(): Promise<PersistedPanel | null> {
    const kept = await at.panel.kept();
    await at.panel.close();
    await open(complete(at.run), { state: kept, height: 480 });
    return kept;
  }

  it('is kept of the page and of every tab, and comes back with the page', async () => {
    await open(complete(at.run), { height: 480 });
    await scroll('findings', 40);
    await scroll('measures', 30);
    await scroll('neurons', 700);
    await at.panel.page.evaluate('window.scrollTo(0, 12)');
    await until(async () => (await at.panel.kept())?.scroll.page === 12);
    const { scroll: kept } = (await reload()) ?? assert.fail('something is kept');
    assert.deepEqual(kept, { findings: 40, measures: 30, neurons: 700, page: 12 });
    await until(async () => (await topOf(SCROLLED.neurons)) === 700 && (await pageTop()) === 12);
    for (const name of ['findings', 'measures'] as const) {
      await openTab(name);
      await until(async () => (await topOf(SCROLLED[name])) === kept[name]);
    }
    // Nothing of it was lost on the way.
    const { page: _page, ...tabs } = (await at.panel.kept())?.scroll ?? {};
    assert.deepEqual(tabs, { findings: 40, measures: 30, neurons: 700 });
  });

  it('comes back when a dock that was closed is opened', async () => {
    await open(complete(at.run), { height: 480 });
    await scroll('neurons', 700);
    await at.panel.page.getByRole('button', { name: 'Close the Dock' }).click();
    await reload();
    await openTab('Neurons');
    await until(async () => (await topOf(SCROLLED.neurons)) === 700);
  });

  it('is forgotten with the run', async () => {
    await open(complete(at.run), { height: 480 });
    await scroll('neurons', 700);
    const kept = await at.panel.kept();
    await at.panel.close();
    await open(complete({ ...at.run, runId: 'other' }), { state: kept, height: 480 });
    await at.panel.settle();
    assert.equal(await topOf(SCROLLED.neurons), 0);
    assert.deepEqual((await at.panel.kept())?.scroll, {});
  });
});
