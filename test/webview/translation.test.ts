import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { PanelState, ToPanel } from '../../src/model/panelProtocol';
import { reportHtml } from '../../src/text/report';
import { at, complete, inBrowser, openMore } from './browserSuite';
import { Panel, PanelServer } from './panelPage';
import { runningState } from './runs';
import { namesIn, textsOf, untranslated, wrappedTexts } from './wrapped';

/** What the host says in the panel's own states. */
const SAID = ['Training phase 1', '0 of 243', 'Its folder is gone.', 'found nothing'];

describe('a text in another language', () => {
  it('is judged by a rule that finds what was left out', () => {
    assert.deepEqual(untranslated(['⟦a ⟦b⟧ c⟧', '784–100 ⟦x⟧', 'R² 0.3', 'Show ⟦Log⟧'], ['784–100']), ['Show ⟦Log⟧']);
  });
});

inBrowser('the panel in another language', () => {
  let server: PanelServer;

  before(async () => {
    server = await PanelServer.start(resolve('dist'), { language: 'qps-ploc', bundle: await wrappedTexts() });
  });
  after(() => server.stop());

  async function open(state: PanelState): Promise<void> {
    at.panel = await Panel.open(at.browser, server, {});
    await at.panel.send({ type: 'state', state });
  }

  async function allTranslated(what: string): Promise<void> {
    const texts = await textsOf(at.panel.page);
    assert.ok(texts.some((text) => text.includes('⟦')));
    assert.deepEqual(untranslated(texts, [...SAID, ...namesIn(at.run), ...namesIn(at.deep)]), [], what);
  }

  it('says which language it is in', async () => {
    await open({ kind: 'empty' });
    assert.equal(await at.panel.page.getAttribute('html', 'lang'), 'qps-ploc');
  });

  it('has every text of every state translated', async () => {
    const { title, training } = at.run;
    const states: readonly PanelState[] = [
      { kind: 'empty' },
      { kind: 'missing', runId: at.run.runId, reason: 'Its folder is gone.' },
      runningState(at.run),
      { kind: 'cancelled', runId: 'r', title, training },
      { kind: 'failed', title, training, message: 'found nothing', inLog: true, runId: null },
      complete(at.run),
      complete(at.deep),
    ];
    await open({ kind: 'empty' });
    for (const state of states) {
      await at.panel.send({ type: 'state', state });
      await allTranslated(state.kind);
    }
  });

  it('has tables, readouts, a selection and what the form answers translated', async () => {
    await open(complete(at.run));
    const { page } = at.panel;
    for (const button of await page.locator('.toggle').all()) await button.evaluate((one: HTMLElement) => one.click());
    await page.locator('.export-menu > button').click();
    await page.keyboard.press('Escape');
    await page.locator('.tab').first().click();
    await page.locator('.neurons .table-row').nth(2).click();
    await at.panel.settle();
    await allTranslated('tables and a selected neuron');

    const bits = new Uint8Array(Math.ceil((784 * 100 + 100 + 200 + 2) / 8)).fill(3, 0, 40);
    const named: ToPanel = { type: 'named', runId: at.run.runId, selections: [{ name: 'η', bits }] };
    await at.panel.send(named);
    await page.locator('.selection-actions .icon-button').first().click();
    await allTranslated('a kept selection');
    await page.getByRole('menuitem').first().click();
    await page.keyboard.press('Enter');
    await allTranslated('no name to keep the selection by');
    await page.keyboard.press('Escape');

    await openMore('weights');
    const summary = page.locator('.selection-form summary');
    await summary.evaluate((one: HTMLElement) => one.click());
    for (const asked of ['5-x', '0-3']) {
      await page.locator('.selection-form .list input').first().fill(asked);
      await page.locator('.selection-form .button').last().click();
      await allTranslated(`the form, asked for ${asked}`);
    }
    for (const filter of ['z>1', 'x>x', 'word', 'x>0.9']) {
      await page.locator('.neurons .table-bar input').fill(filter);
      await at.panel.settle();
      await allTranslated(`the filter ${filter}`);
    }
  });

  it('reads out points in it', async () => {
    await open(complete(at.run));
    for (const plot of ['.weights-chart', '.biases-chart', '.pixels-chart']) {
      await at.panel.page.locator(plot).focus();
      await at.panel.page.keyboard.press('ArrowRight');
      await at.panel.settle();
      await allTranslated(plot);
    }
  });

  it('has the words of its pictures translated', async () => {
    await open(complete(at.deep));
    await at.panel.send({ type: 'makeReport' });
    const report = await at.panel.answer('exportReport');
    const texts = report.pictures.flatMap(({ title, note, light }) => {
      const file = new TextDecoder().decode(Uint8Array.from(Object.values(light)));
      const words = [...file.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text as string);
      return [title, note, ...words];
    });
    assert.ok(texts.length > 10);
    assert.deepEqual(untranslated(texts, namesIn(at.deep)), []);
  });

  it('has a report in it, which is in English again afterwards', async () => {
    await open({ kind: 'empty' });
    const details = { config: '{}', data: [], started: '2026-01-02', seconds: 1, language: 'qps-ploc' };
    const page = await at.browser.newPage();
    l10n.config({ contents: await wrappedTexts() });
    try {
      await page.setContent(reportHtml(at.deep, details, []));
    } finally {
      l10n.config({ contents: {} });
    }
    assert.equal(await page.getAttribute('html', 'lang'), 'qps-ploc');
    const names = [...namesIn(at.deep), details.started];
    assert.deepEqual(
      untranslated(await textsOf(page), [...names, ...at.deep.training.networks.map(({ name }) => name)]),
      [],
    );
    await page.close();
    assert.match(reportHtml(at.deep, details, []), /<h2>Figures<\/h2>/);
  });
});
