import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { parseFromPanel } from '../../../../src/extension/panelMessages';
import type { PictureScale } from '../../../../webview/charts/export/exportable';
import { toPixel, unitSquare } from '../../../../webview/charts/geometry';
import { testLimit } from '../../../harness/limits.cjs';
import type { PlotName } from '../../pages/pictures';
import { launch, Panel, PanelServer } from '../../panelPage';
import type { ThemeName } from '../../themes';

const SIZE = 320;
const RED = [255, 0, 0];
const GREEN = [0, 255, 0];

describe('a picture out of the panel', function () {
  this.timeout(testLimit);
  let browser: Browser;
  let server: PanelServer;
  let folder: string;
  let panel: Panel;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attribution-pictures-'));
    await copyFile(resolve('out/test/webview/pages/pictures.js'), join(folder, 'panel.js'));
    await copyFile(resolve('dist/panel.css'), join(folder, 'panel.css'));
    [browser, server] = await Promise.all([launch(), PanelServer.start(folder)]);
  });
  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    const faults = await panel.faultsFound();
    await panel.close();
    assert.deepEqual(faults, []);
  });

  const open = async (theme: ThemeName = 'dark') => {
    panel = await Panel.open(browser, server, { theme });
  };

  /** What the page hands over, as the host takes it. */
  async function handedOver(call: string) {
    const [message] = JSON.parse(await panel.page.evaluate(call)) as [unknown];
    const revived: unknown = JSON.parse(JSON.stringify(message), (key, value: unknown) =>
      key === 'bytes' || key === 'light' || key === 'dark'
        ? Uint8Array.from(Buffer.from(String(value), 'base64'))
        : value,
    );
    const intent = parseFromPanel(revived);
    assert.ok(intent !== undefined, 'The host does not take it.');
    return intent;
  }

  async function saved(name: PlotName, format: 'png' | 'svg', scale: PictureScale = 1): Promise<Buffer> {
    const intent = await handedOver(`savePicture(${JSON.stringify(name)}, '${format}', ${scale})`);
    assert.ok(intent.type === 'savePicture' && intent.format === format && intent.name === 'Weights <of> layer 1');
    return Buffer.from(intent.bytes);
  }

  const colourAt = ({ width, data }: PNG, x: number, y: number) => [
    ...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3),
  ];

  function countOf({ data }: PNG, colour: readonly number[]): number {
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (colour.every((part, channel) => data[at + channel] === part)) count++;
    return count;
  }

  /** The picture's elements, as a program for SVG sees them. */
  const structure = (svg: Buffer) =>
    panel.page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, 'image/svg+xml');
      const all = [...root.querySelectorAll('*')];
      return {
        error: root.querySelector('parsererror')?.textContent ?? null,
        names: all.map(({ localName }) => localName),
        handlers: all
          .flatMap((element) => [...element.attributes].map(({ name }) => name))
          .filter((n) => /^on/.test(n)),
        texts: [...root.querySelectorAll('text')].map(({ textContent }) => textContent),
        links: all.flatMap((element) => element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? []),
        title: root.querySelector('title')?.textContent,
        description: root.querySelector('desc')?.textContent,
        lines: root.querySelectorAll('path').length,
      };
    }, svg.toString('utf8'));

  for (const scale of [1, 2, 3, 4] as const)
    it(`has its points at ${scale} ×, each where it belongs`, async () => {
      await open();
      const png = PNG.sync.read(await saved('few', 'png', scale));
      assert.equal(countOf(png, RED), 2);
      const square = unitSquare(SIZE, SIZE);
      const [left, top] = [12 * scale, png.height];
      assert.equal(png.width, (SIZE + 24) * scale);
      assert.ok(top > SIZE * scale);
      const places: number[][] = [];
      for (let y = 0; y < png.height; y++)
        for (let x = 0; x < png.width; x++) if (String(colourAt(png, x, y)) === String(RED)) places.push([x - left, y]);
      const expected = [
        [0.6, 0.9],
        [0.2, 0.3],
      ].map(([x, y]) => toPixel(square, x as number, y as number).map((place) => Math.floor(place * scale)));
      assert.deepEqual(
        places.map(([x]) => x),
        expected.map(([x]) => x),
      );
      const apart = (list: readonly (readonly (number | undefined)[])[]) =>
        (list[1]?.[1] ?? NaN) - (list[0]?.[1] ?? NaN);
      assert.equal(apart(places), apart(expected));
    });

  it('has all of 78,400 points at 4 ×', async () => {
    await open();
    const png = PNG.sync.read(await saved('many', 'png', 4));
    assert.ok(countOf(png, RED) > 70_000, String(countOf(png, RED)));
  });

  it('has the ground of the theme, axes, and words above and beneath', async () => {
    for (const [theme, ground] of [
      ['dark', [0x1f, 0x1f, 0x1f]],
      ['light', [255, 255, 255]],
    ] as const) {
      if (theme === 'dark') await open();
      else await panel.setTheme(theme);
      const png = PNG.sync.read(await saved('lines', 'png', 2));
      assert.deepEqual(colourAt(png, 1, 1), ground);
      const painted = (from: number, to: number) => {
        let count = 0;
        for (let y = from; y < to; y++)
          for (let x = 0; x < png.width; x++) if (String(colourAt(png, x, y)) !== String(ground)) count++;
        return count;
      };
      assert.ok(painted(0, 50) > 100, 'title');
      assert.ok(painted(100, 600) > 1000, 'axes');
      assert.ok(painted(png.height - 50, png.height) > 100, 'caption');
    }
  });

  it('has marks over the axes', async () => {
    await open();
    assert.equal(countOf(PNG.sync.read(await saved('marked', 'png', 3)), GREEN), 36);
  });

  it('is an SVG whose axes and words are vectors, and whose points are one image', async () => {
    await open();
    const { error, names, handlers, texts, links, title, description, lines } = await structure(
      await saved('few', 'svg'),
    );
    assert.equal(error, null);
    assert.deepEqual(handlers, []);
    for (const name of ['script', 'foreignObject', 'style', 'use', 'a', 'animate', 'set'])
      assert.ok(!names.includes(name), name);
    assert.equal(names.filter((name) => name === 'image').length, 1);
    assert.equal(title, 'Weights <of> layer 1');
    assert.match(description ?? '', /^config 0123456789ab · seed 1 · <MNIST> & 1, 7 \| 6, 8 · Attribution 0\.1\.0$/);
    assert.deepEqual(texts.filter((text) => text === '0' || text === '½' || text === '1').sort(), [
      '0',
      '0',
      '1',
      '1',
      '½',
      '½',
    ]);
    assert.equal(texts.filter((text) => !/^[01½]$/.test(text ?? '')).join(' '), `${title} ${description}`);
    assert.ok(lines >= 5, 'axis lines and the line of the chart');
    assert.equal(links.length, 1);
    const png = PNG.sync.read(Buffer.from((links[0] ?? '').replace('data:image/png;base64,', ''), 'base64'));
    assert.equal(png.width, 3 * SIZE);
    assert.equal(countOf(png, RED), 2);
  });

  it('is an SVG without an image where nothing is painted, and with words for labels', async () => {
    await open('highContrastLight');
    const plain = await structure(await saved('lines', 'svg'));
    assert.ok(!plain.names.includes('image'));
    const marked = await structure(await saved('marked', 'svg'));
    assert.equal(marked.names.filter((name) => name === 'image').length, 2);
    assert.ok(marked.texts.includes('without 7'));
  });

  for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight'] as const)
    it(`is an SVG with colours that any program knows: ${theme}`, async () => {
      await open(theme);
      const svg = (await saved('few', 'svg')).toString('utf8');
      assert.doesNotMatch(svg, /var\(|--vscode|currentColor|color-mix/);
      const colours = [...svg.matchAll(/\b(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? '');
      assert.ok(colours.length > 5);
      for (const colour of colours) assert.match(colour, /^(none|transparent|#[0-9a-f]{3,8}|rgba?\([\d., ]+\))$/i);
    });

  it('is an SVG of less than 2 MB with all of 78,400 points, and looks as the PNG does', async () => {
    await open();
    const svg = await saved('many', 'svg');
    assert.ok(svg.length < 2_000_000, `${svg.length} bytes`);
    const drawn = await panel.page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/svg+xml;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let red = 0;
      for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > (data[at + 1] ?? 0) + 10) red++;
      return { width: canvas.width, height: canvas.height, red };
    }, svg.toString('base64'));
    const png = PNG.sync.read(await saved('many', 'png', 1));
    assert.equal(drawn.width, png.width);
    assert.equal(drawn.height, png.height);
    assert.ok(drawn.red > 30_000, `${drawn.red} red pixels`);
  });

  it('says what its axes, its lines and its colours are, and what is found in it', async () => {
    await open();
    const { texts, names } = await structure(await saved('explained', 'svg'));
    const words = texts.join(' ');
    for (const part of [
      'R² 0.319',
      '↑ difference made by leaving out 1s or 7s',
      'updating due to 1s and 7s →',
      'least squares, slope 0.35',
      'its 95 % band',
      '-0.9 0 0.9',
    ])
      assert.ok(words.includes(part), `${part}: ${words}`);
    // The ground, and the steps of the scale.
    assert.ok(names.filter((name) => name === 'rect').length > 30);
    const [explained, bare] = await Promise.all([saved('explained', 'png'), saved('lines', 'png')]);
    assert.ok(PNG.sync.read(explained).height > PNG.sync.read(bare).height + 60);
  });

  it('comes with its title for a report, light and dark, without words of the run around it', async () => {
    await open();
    const intent = await handedOver("postReport(['few', 'lines'])");
    assert.ok(intent.type === 'exportReport');
    assert.deepEqual(
      intent.pictures.map(({ title }) => title),
      ['Weights <of> layer 1', 'Weights <of> layer 1'],
    );
    for (const { light, dark } of intent.pictures) {
      for (const [svg, ground] of [
        [light, '#ffffff'],
        [dark, '#1f1f1f'],
      ] as const) {
        const { error, texts } = await structure(Buffer.from(svg));
        assert.equal(error, null);
        assert.ok(
          texts.every((text) => /^[01½]$/.test(text ?? '')),
          texts.join(),
        );
        assert.ok(Buffer.from(svg).toString('utf8').includes(`fill="${ground}"`));
      }
    }
  });
});
