import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { PNG } from 'pngjs';
import { waitLimit } from '../harness/limits.cjs';
import { choose, SMALL } from './editorWindow';
import { eventually } from './eventually';
import { type Cluster, clickAt, clusters, layer1, placeIn } from './plots';
import { product } from './product';
import { at, inWindow } from './suite';

const CONFIG = 'left.attribution.json';

inWindow('what leaves the panel', { [CONFIG]: { ...SMALL, seed: 10 } }, () => {
  const bar = () => at.window.selection;
  let cluster: Cluster;

  const words = () => `${cluster.inputs.length} weights`;

  async function assertSelected(): Promise<void> {
    await bar().locator('strong').getByText(words(), { exact: true }).waitFor();
  }

  /** Opens the menu of what can be exported, and chooses in it. */
  async function exportPicture(kind: string): Promise<void> {
    await at.window.panel.getByText('Export', { exact: true }).click();
    await choose(at.window.panel.getByRole('combobox', { name: 'Plot', exact: true }), 'Weights of layer 1');
    await choose(at.window.panel.getByRole('combobox', { name: 'Kind of picture' }), kind);
    await at.window.button('Save Picture…').click();
  }

  it('is of a run with a selection', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    const [found] = clusters(await at.window.onlyRun());
    assert.ok(found !== undefined);
    cluster = found;
    const plot = at.window.panel.locator('.weights-chart');
    await clickAt(plot, await placeIn(plot, cluster.x, cluster.y));
    await assertSelected();
  });

  it('a picture in vectors has axes, points and words', async () => {
    await exportPicture('SVG');
    const svg = await readFile(await at.window.saveAs('Save Picture As', 'weights.svg'), 'utf8');
    assert.match(svg, /<title>Weights of layer 1</);
    assert.ok((svg.match(/<path /g)?.length ?? 0) > 20, 'there are no axes');
    for (const tick of ['0', '½', '1']) assert.ok(svg.includes(`>${tick}<`), `there is no tick ${tick}`);
    assert.match(svg, /<image [^>]*href="data:image\/png;base64,/);
  });

  it('a picture in pixels is twice as large at 2 ×, and not painted over', async () => {
    const svg = await readFile(`${at.window.folder}/weights.svg`, 'utf8');
    const [, width, height] = /<svg [^>]*width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
    await exportPicture('PNG, 2 ×');
    const png = PNG.sync.read(await readFile(await at.window.saveAs('Save Picture As', 'weights.png')));
    assert.deepEqual([png.width, png.height], [2 * Number(width), 2 * Number(height)]);
    const counts = new Map<number, number>();
    for (let offset = 0; offset < png.data.length; offset += 4) {
      const colour = png.data.readUInt32BE(offset);
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const painted = 1 - Math.max(...counts.values()) / (png.width * png.height);
    assert.ok(painted > 0.02 && painted < 0.6, `${painted} of the picture is painted`);
  });

  it('a table of the selection has its parameters and no others, to the bit', async () => {
    await at.window.pressInMenu('Export…');
    const csv = await readFile(await at.window.saveAs('Save Selection As', 'selection.csv'), 'utf8');
    const [head = [], ...rows] = csv
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)]);
    const { x, y } = layer1(await at.window.onlyRun());
    const weights = cluster.inputs.map((input) => cluster.neuron * x.inputs + input);
    assert.deepEqual(column('input').map(Number), cluster.inputs);
    assert.deepEqual(new Set(column('neuron')), new Set([String(cluster.neuron)]));
    assert.deepEqual(new Set(column('tensor')), new Set(['weight']));
    assert.deepEqual(
      column('x').map(Number),
      weights.map((weight) => x.weight[weight]),
    );
    assert.deepEqual(
      column('y').map(Number),
      weights.map((weight) => y.weight[weight]),
    );
  });

  it('a report opens in a browser by itself', async () => {
    await at.window.panel.getByText('Export', { exact: true }).click();
    await at.window.button('Report…').click();
    const path = await at.window.saveAs('Export Report', 'report.html');
    const { browser } = await product();
    const page = await browser.newPage();
    page.setDefaultTimeout(waitLimit);
    try {
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      const { href } = pathToFileURL(path);
      await page.goto(href);
      const shown = await page
        .locator('img')
        .evaluateAll((images) => images.map((image) => (image as HTMLImageElement).naturalWidth));
      assert.ok(shown.length >= 4 && shown.every((width) => width > 0), `widths of pictures: ${shown}`);
      assert.deepEqual(
        requests.filter((url) => !url.startsWith('data:')),
        [href],
      );
    } finally {
      await page.close();
    }
  });

  it('a link opens the run with the selection, also when neither is there any more', async () => {
    await at.window.writeClipboard('');
    await at.window.pressInMenu('Copy Link');
    const link = await eventually(
      () => at.window.clipboard(),
      (copied) => copied !== '',
    );
    // What was said lies over the panel.
    await at.window.run('Notifications: Clear All Notifications');
    await bar().getByRole('button', { name: 'Clear' }).click();
    await at.window.run('View: Close All Editors');
    await at.window.page.locator('iframe.webview').waitFor({ state: 'detached' });
    assert.match(link, /^[\w-]+:\/\/attribution\.attribution\/run\//);
    // It lies on the clipboard still, and is proposed.
    await at.window.run('Attribution: Open Run…');
    await at.window.pick('Open Run', 'Open a Link');
    const input = at.window.page.locator('.quick-input-widget:visible', { hasText: 'A link to a run' });
    await input.locator('input[type="text"]').press('Enter');
    await at.window.complete();
    await assertSelected();
    await bar().getByText('by a link').waitFor();
  });
});
