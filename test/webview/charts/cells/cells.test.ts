import assert from 'node:assert/strict';
import { cellGrid } from '../../../../webview/charts/geometry';
import { at, complete, frameOf, inBrowser, open } from '../../browserSuite';

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
});
