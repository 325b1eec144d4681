import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { IdentityFinding } from '../../../src/model/metrics';
import type { CompleteRun } from '../../../src/model/runView';
import { inkSentence } from '../../../src/text/controls/inkAlone';
import { shuffledSentence } from '../../../src/text/controls/permutations';
import { residualSentence } from '../../../src/text/controls/residual';
import { dateAndTime } from '../../../src/text/format';
import { type PictureText, type ReportDetails, reportHtml } from '../../../src/text/report';
import { headlineSentence, identitySentence } from '../../../src/text/sentences';
import { testLimit } from '../../harness/limits.cjs';
import { launch } from '../panelPage';
import { tinyRun } from '../runs';

const HOSTILE = `"><script>window.hit = 1</script><img src=x onerror='window.hit = 2'> & \u0007 </style></pre>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100"><script>window.hit = 3</script><rect width="200" height="100" fill="#ff0000"/><text font-family="&#34;A&#34;" x="9" y="20">100 % #1</text></svg>`;

describe('the report of a run', function () {
  this.timeout(testLimit);
  let browser: Browser;
  let folder: string;
  let run: CompleteRun;
  let page: Page;
  let requests: string[];
  let faults: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attribution-report-'));
    [browser, run] = await Promise.all([launch(), tinyRun([12, 8])]);
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 900, height: 800 } });
    [requests, faults] = [[], []];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
  });
  afterEach(() => page.close());

  const details: ReportDetails = {
    config: '{\n  "seed": 1\n}',
    data: [
      ['name', 'drawn digits'],
      ['seed', '1'],
    ],
    started: '2026-01-02T03:04:05.000Z',
    seconds: 12.34,
  };
  const DARK = SVG.replace('#ff0000', '#0000ff');
  const picture: PictureText = { plot: 'weights', title: 'Weights of layer 1', note: 'R² 0.3', light: SVG, dark: DARK };

  async function open(html: string): Promise<void> {
    assert.match(html, /Content-Security-Policy" content="[^"]*; base-uri &#39;none&#39;; form-action &#39;none&#39;"/);
    const file = join(folder, 'report.html');
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href);
  }

  it('is well-formed, also as XML, and means the same either way', async () => {
    const html = reportHtml(run, details, [picture]);
    await open(html);
    const { error, asXml, asHtml, mode } = await page.evaluate((text) => {
      const names = (root: Document) => [...root.querySelectorAll('*')].map(({ localName }) => localName);
      const xml = text.replace('<!DOCTYPE html>', '').replace('<html ', '<html xmlns="http://www.w3.org/1999/xhtml" ');
      const parsed = new DOMParser().parseFromString(xml.trim(), 'application/xhtml+xml');
      return {
        error: parsed.querySelector('parsererror')?.textContent ?? null,
        asXml: names(parsed),
        asHtml: names(new DOMParser().parseFromString(text, 'text/html')),
        mode: document.compatMode,
      };
    }, html);
    assert.equal(error, null);
    // Nothing was moved, closed or made up by the parser, which forgives everything.
    assert.deepEqual(asHtml, asXml);
    assert.equal(mode, 'CSS1Compat');
    assert.ok(asHtml.includes('dd') && asHtml.includes('tbody'));
  });

  it('has headings in order, a language, a title, and words for its pictures', async () => {
    await open(reportHtml(run, details, [picture, { ...picture, plot: 'biases', title: 'Biases' }]));
    const found = await page.evaluate(() => ({
      language: document.documentElement.lang,
      title: document.title,
      levels: [...document.querySelectorAll('h1, h2, h3, h4')].map(({ localName }) => Number(localName[1])),
      headings: [...document.querySelectorAll('h2')].map(({ textContent }) => textContent),
      alts: [...document.images].map(({ alt, naturalWidth, complete }) => [alt, naturalWidth, complete]),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }));
    assert.equal(found.language, 'en');
    assert.equal(found.title, `${run.title.network} · ${run.title.data}`);
    assert.deepEqual(found.levels, [1, ...found.headings.map(() => 2)]);
    assert.deepEqual(found.headings, ['Plots', 'Figures', 'Controls', 'Training', 'Tensors', 'Data', 'Run']);
    assert.deepEqual(found.alts, [
      ['Weights of layer 1', 200, true],
      ['Biases', 200, true],
    ]);
    assert.equal(found.wide, false);
  });

  it('says every figure with its sentence, and what the run was', async () => {
    await open(reportHtml(run, details, []));
    const text = await page.innerText('body');
    const layer1 = run.layers[0] as CompleteRun['layers'][number];
    const { configHash, seed, data, engine } = run.title;
    for (const part of [
      headlineSentence(layer1, run.metrics),
      inkSentence(run.metrics.controls.inkAlone),
      residualSentence(run.metrics.controls.residual.r),
      identitySentence(run.metrics.identity as IdentityFinding),
      shuffledSentence(layer1.weights.r2, run.metrics.controls.neuronPermutation),
      `config ${configHash} · seed ${seed} · ${data} · Attribution ${engine}`,
      'layer3.bias',
      'without-7',
      'drawn digits',
      dateAndTime('2026-01-02T03:04:05.000Z', 'en'),
      'took 12 s',
      'a stand-in for MNIST',
    ])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('Plots'));
    assert.ok(!text.includes('2026-01-02T'));
    assert.equal(text.split(`config ${configHash}`).length, 2, 'The config’s hash stands there once.');
    assert.doesNotMatch(text, /\d[eE][+−-]?\d/);
    // The verdict and its numbers come before everything else.
    const [verdict, numbers, controls] = [
      shuffledSentence(layer1.weights.r2, run.metrics.controls.neuronPermutation),
      'R² of the network',
      'Controls',
    ].map((part) => text.indexOf(part));
    assert.deepEqual(
      [verdict, numbers, controls],
      [verdict, numbers, controls].toSorted((one, other) => Number(one) - Number(other)),
    );
  });

  it('runs nothing and loads nothing, whatever names it is given', async () => {
    const hostile: CompleteRun = {
      ...run,
      runId: HOSTILE,
      title: { ...run.title, network: HOSTILE, data: HOSTILE, configHash: HOSTILE, engine: HOSTILE },
      layers: run.layers.map((layer) => ({ ...layer, name: HOSTILE })),
      training: { ...run.training, networks: run.training.networks.map((one) => ({ ...one, name: HOSTILE })) },
    };
    const words = { config: HOSTILE, data: [[HOSTILE, HOSTILE]], started: HOSTILE, seconds: 1 } as const;
    const bad: PictureText = {
      plot: 'causal',
      title: HOSTILE,
      note: HOSTILE,
      light: SVG + HOSTILE,
      dark: SVG + HOSTILE,
    };
    await open(reportHtml(hostile, words, [bad, picture]));
    await page.waitForLoadState('networkidle');
    const found = await page.evaluate(() => ({
      hit: (window as { hit?: number }).hit ?? null,
      scripts: document.scripts.length,
      images: document.images.length,
      handlers: [...document.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].filter(({ name }) => name.startsWith('on')),
      ).length,
      tables: document.querySelectorAll('main table').length,
    }));
    assert.deepEqual(found, { hit: null, scripts: 0, images: 2, handlers: 0, tables: 3 });
    assert.deepEqual(
      requests.filter((url) => !url.startsWith('data:')).map((url) => new URL(url).protocol),
      ['file:'],
    );
    assert.deepEqual(faults, []);
  });

  it('keeps the config shut until it is wanted', async () => {
    await open(reportHtml(run, details, []));
    assert.equal(await page.locator('pre').isVisible(), false);
    await page.getByText('Config', { exact: true }).click();
    assert.match(await page.locator('pre').innerText(), /"seed": 1/);
  });

  it('has its plots two in a row, the causal test three, and one under the other where there is no room', async () => {
    const pictures = [
      ...(['weights', 'pixels', 'neuron', 'biases'] as const).map((plot) => ({ ...picture, plot, title: plot })),
      ...[1, 2, 3, 4, 5, 6].map((index) => ({ ...picture, plot: 'causal' as const, title: `margin ${index}` })),
    ];
    const rows = () =>
      page
        .locator('.figures')
        .evaluateAll((all) =>
          all.map((one) => new Set([...one.children].map((child) => child.getBoundingClientRect().left)).size),
        );
    await page.setViewportSize({ width: 1200, height: 800 });
    await open(reportHtml(run, details, pictures));
    assert.deepEqual(await rows(), [2, 3]);
    await page.setViewportSize({ width: 380, height: 800 });
    assert.deepEqual(await rows(), [1, 1]);
    await page.setViewportSize({ width: 720, height: 900 });
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(await rows(), [2, 3]);
  });

  it('has the dark picture on a dark screen, and the light one on a light screen and on paper', async () => {
    const shown = async (media: 'screen' | 'print', colorScheme: 'light' | 'dark') => {
      await page.emulateMedia({ media, colorScheme });
      await open(reportHtml(run, details, [picture]));
      const source = await page.locator('img').evaluate((image) => (image as HTMLImageElement).currentSrc);
      return decodeURIComponent(source).includes('#0000ff') ? 'dark' : 'light';
    };
    assert.equal(await shown('screen', 'dark'), 'dark');
    assert.equal(await shown('screen', 'light'), 'light');
    assert.equal(await shown('print', 'dark'), 'light');
  });

  it('is light or dark as the reader’s system is', async () => {
    const grounds = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await open(reportHtml(run, details, []));
      const shot = await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
      grounds.push(shot.toString('base64'));
    }
    assert.notEqual(grounds[0], grounds[1]);
    assert.deepEqual(faults, []);
  });
});
