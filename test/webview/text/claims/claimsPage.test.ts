import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { claimsViewOf } from '../../../../src/engine/claims/claimsView';
import { type Evidence, parseEvidence } from '../../../../src/engine/claims/evidence';
import type { ClaimsView } from '../../../../src/model/claimsView';
import { claimsPage } from '../../../../src/text/claims/claimsPage';
import { type HtmlExtras, pageHtml } from '../../../../src/text/page/html';
import { pageMarkdown } from '../../../../src/text/page/markdown';
import { testLimit } from '../../../harness/limits.cjs';
import { launch } from '../../panelPage';
import { THEMES, type ThemeName } from '../../themes';

const HOSTILE = `"><script>window.hit = 1</script><img src=x onerror='window.hit = 2'> | & \u0007 </style></pre> \`\`\``;

describe('the claims page', function () {
  this.timeout(testLimit);
  let browser: Browser;
  let folder: string;
  let evidence: Evidence;
  let axe: string;
  let page: Page;
  let requests: string[];
  let faults: string[];

  before(async () => {
    const require = createRequire(resolve('package.json'));
    folder = await mkdtemp(join(tmpdir(), 'attribution-claims-'));
    evidence = parseEvidence(await readFile('docs/claims-mnist.json', 'utf8'), 'claims-mnist.json');
    [browser, axe] = await Promise.all([launch(), readFile(require.resolve('axe-core/axe.min.js'), 'utf8')]);
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
  afterEach(async () => {
    await page.close();
    assert.deepEqual(faults, []);
  });

  async function open(view: ClaimsView, extras: HtmlExtras = {}): Promise<string> {
    const html = pageHtml(claimsPage(view), extras);
    assert.match(html, /Content-Security-Policy" content="[^"]*; base-uri &#39;none&#39;; form-action &#39;none&#39;"/);
    const file = join(folder, 'claims.html');
    await writeFile(file, html);
    await page.goto(pathToFileURL(file).href);
    return html;
  }

  /** What is known before anything has been run. */
  const pending = () => {
    const { rates, matched, ...rest } = evidence;
    return claimsViewOf({ ...rest, parts: {} });
  };
  const inEditor: HtmlExtras = {
    nonce: 'n0',
    status: 'Running.',
    actions: [['Cancel', 'command:attribution.cancelClaims']],
    sectionActions: { provenance: [['Open seed 1', 'command:attribution.openClaimsSeed?%5B1%5D']] },
  };

  async function violations(): Promise<string[]> {
    await page.evaluate(axe);
    const { violations: found } = (await page.evaluate(
      'axe.run(document, { resultTypes: ["violations"] })',
    )) as AxeResults;
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
    );
  }

  it('is well-formed, also as XML, and means the same either way', async () => {
    const html = await open(claimsViewOf(evidence));
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
    assert.deepEqual(asHtml, asXml);
    assert.equal(mode, 'CSS1Compat');
  });

  for (const theme of Object.keys(THEMES) as ThemeName[]) {
    it(`has no fault that axe knows of in the editor, in ${THEMES[theme].name}, running and complete`, async () => {
      const { bodyClass, variables } = THEMES[theme];
      for (const view of [pending(), claimsViewOf(evidence)]) {
        await open(view, inEditor);
        const ground = await page.evaluate(
          ([name, values]) => {
            for (const [key, value] of Object.entries(values))
              document.documentElement.style.setProperty(`--vscode-${key}`, value);
            document.body.className = name;
            return getComputedStyle(document.body).backgroundColor;
          },
          [bodyClass, variables] as const,
        );
        assert.notEqual(ground, 'rgba(0, 0, 0, 0)');
        assert.deepEqual(await violations(), []);
      }
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no fault that axe knows of as a file, ${colorScheme}, and none goes out of a narrow window`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 480, height: 800 });
      await open(claimsViewOf(evidence));
      assert.deepEqual(await violations(), []);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      assert.equal(scrollWidth, clientWidth);
      // A verdict of a dozen words is no column of single words.
      const widths = await page
        .locator('#about td:has(> .verdict)')
        .evaluateAll((cells) => cells.map((cell) => cell.clientWidth));
      assert.ok(widths.length > 10 && Math.min(...widths) > 200, widths.join(', '));
    });
  }

  it('leads from every line to its claim, with quote, verdict, measure, rule, and a dot for every seed', async () => {
    await open(claimsViewOf(evidence));
    const found = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLAnchorElement>('#about tbody a')].map(({ hash }) => {
        const section = document.querySelector(hash);
        const first = section?.querySelector('svg.strip');
        return {
          quote: (section?.querySelector('blockquote')?.textContent ?? '').length > 5,
          verdict: (section?.querySelector('p.verdict')?.textContent ?? '').length > 5,
          rule: [...(section?.querySelectorAll('p') ?? [])].some(({ textContent }) => textContent?.startsWith('Rule:')),
          dots: first?.querySelectorAll('circle').length,
          label: (first?.getAttribute('aria-label') ?? '').length > 5,
        };
      }),
    );
    assert.equal(found.length, 12);
    for (const one of found) assert.deepEqual(one, { quote: true, verdict: true, rule: true, dots: 20, label: true });
    const marks = await page.locator('#weights-size svg .mark').count();
    assert.ok(marks > 5);
  });

  it('puts dots, intervals and marks where their numbers are', async () => {
    await open(claimsViewOf(evidence));
    const { places, values } = {
      values: evidence.parts['seeds']?.figures['layer1.weight.r2'] ?? [],
      places: await page.evaluate(() =>
        [...(document.querySelector('#weights svg.strip')?.querySelectorAll('circle') ?? [])].map((circle) => {
          const { x, width } = circle.getBoundingClientRect();
          return x + width / 2;
        }),
      ),
    };
    // The two that lie furthest apart.
    const order = [...values.keys()].sort((one, other) => (values[one] ?? 0) - (values[other] ?? 0));
    const ends = [order[0] ?? 0, order.at(-1) ?? 0];
    const [first, second] = ends.map((seed) => ({ at: places[seed] ?? 0, value: values[seed] ?? 0 }));
    assert.ok(first !== undefined && second !== undefined && values.length === 20);
    const scale = (second.at - first.at) / (second.value - first.value);
    assert.ok(scale > 0);
    for (const [seed, value] of values.entries())
      assert.ok(Math.abs((places[seed] ?? 0) - first.at - scale * ((value ?? 0) - first.value)) < 1);
  });

  it('runs nothing and loads nothing, whatever names it is given', async () => {
    const view = claimsViewOf(evidence);
    const hostile: ClaimsView = {
      ...view,
      dataName: HOSTILE,
      command: HOSTILE,
      config: HOSTILE,
      engine: HOSTILE,
      configHash: HOSTILE,
      checksums: { [HOSTILE]: HOSTILE },
      claims: view.claims.map((claim) => ({ ...claim, quote: HOSTILE })),
    };
    await open(hostile, { ...inEditor, status: HOSTILE, actions: [[HOSTILE, HOSTILE]] });
    await page.waitForLoadState('networkidle');
    const found = await page.evaluate(() => ({
      hit: (window as { hit?: number }).hit ?? null,
      scripts: document.scripts.length,
      images: document.images.length,
      styles: document.querySelectorAll('style').length,
      handlers: [...document.querySelectorAll('*')].flatMap((element) =>
        [...element.attributes].filter(({ name }) => name.startsWith('on')),
      ).length,
    }));
    assert.deepEqual(found, { hit: null, scripts: 0, images: 0, styles: 1, handlers: 0 });
    assert.deepEqual(
      requests.map((url) => new URL(url).protocol),
      ['file:'],
    );
    const markdown = pageMarkdown(claimsPage(hostile));
    // Outside of fences nothing is left that Markdown would take for HTML or for the end of a cell.
    const fence = /^(````*)\n[\s\S]*?\n\1$/gm;
    assert.equal(markdown.match(fence)?.length, 2);
    assert.doesNotMatch(markdown.replace(fence, ''), /(?<!\\)<|(?<!\\)`/);
  });
});
