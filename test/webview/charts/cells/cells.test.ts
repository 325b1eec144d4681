import assert from 'node:assert/strict';
import { cellGrid } from '../../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open } from '../../browserSuite';
import { draw } from '../../drawing';

inBrowser('selected pixels', () => {
  it('are outlined: what the map says of them stays to be seen', async () => {
    await open(complete(at.run));
    const box = await frameOf('.pixels-chart');
    const { cellWidth, cellHeight } = cellGrid(box.width - 1, box.height - 1, 28, 28);
    const [column, row] = [14, 14];
    await at.panel.page.mouse.click(box.x + (column + 0.5) * cellWidth, box.y + (row + 0.5) * cellHeight);
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    await at.panel.settle();
    const alpha = await at.panel.page.evaluate(
      ([left, top, width, height]) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.pixels-chart .chart-over');
        const data = canvas?.getContext('2d')?.getImageData(left, top, width, height).data ?? [];
        const at = (x: number, y: number) => data[4 * (y * width + x) + 3] ?? 0;
        const middle = Math.floor(height / 2);
        let painted = 0;
        for (let x = 0; x < width; x++) if (at(x, middle) > 64) painted++;
        return {
          centre: at(Math.floor(width / 2), middle),
          edge: Math.max(at(0, middle), at(1, middle)),
          painted,
          width,
        };
      },
      [column * cellWidth, row * cellHeight, cellWidth, cellHeight] as const,
    );
    assert.equal(alpha.centre, 0);
    assert.ok(alpha.edge > 128);
    assert.ok(alpha.painted <= 6 && alpha.painted < alpha.width / 2, `${alpha.painted} of ${alpha.width}`);
  });

  it('are dots where the map is small, most of which stays to be seen', async () => {
    await open(complete(at.run), { width: 700, height: 798 });
    const box = await frameOf('.pixels-chart');
    assert.ok(box.width < 28 * 6, `${box.width} pixels wide`);
    const plot = await frameOf('.weights-chart');
    const corner = (share: number) => [plot.x + share * plot.width, plot.y + share * plot.height] as const;
    await draw([corner(0.15), corner(0.85)]);
    await at.panel.page.mouse.move(2, 2);
    await at.panel.settle();
    await at.panel.settle();
    const painted = await at.panel.page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.pixels-chart .chart-over');
      const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      const alpha = [...data].filter((_value, index) => index % 4 === 3);
      return alpha.reduce((sum, value) => sum + value, 0) / (255 * alpha.length);
    });
    assert.ok(painted > 0.1 && painted < 0.5, `${painted} of the map is painted over`);
  });
});
