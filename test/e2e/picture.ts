import type { Locator } from 'playwright-core';
import { PNG } from 'pngjs';

/** What is seen of an element, pixel by pixel. The colour that most of it has counts as its background. */
export class Picture {
  private readonly counts = new Map<number, number>();
  private readonly background: number;

  private constructor(private readonly png: PNG) {
    for (let offset = 0; offset < png.data.length; offset += 4) {
      const colour = png.data.readUInt32BE(offset);
      this.counts.set(colour, (this.counts.get(colour) ?? 0) + 1);
    }
    const [most] = [...this.counts].sort(([, one], [, other]) => other - one);
    this.background = most?.[0] ?? 0;
  }

  static async of(element: Locator): Promise<Picture> {
    await element.scrollIntoViewIfNeeded();
    return new Picture(PNG.sync.read(await element.screenshot({ animations: 'disabled' })));
  }

  get width(): number {
    return this.png.width;
  }
  get height(): number {
    return this.png.height;
  }
  /** How many colours there are. */
  get colours(): number {
    return this.counts.size;
  }

  /** Share of the pixels that are not background. */
  painted(): number {
    return 1 - (this.counts.get(this.background) ?? 0) / (this.width * this.height);
  }

  isBackground(x: number, y: number): boolean {
    return this.colourAt(x, y) === this.background;
  }

  /** Red, green and blue of a pixel. */
  rgbAt(x: number, y: number): [number, number, number] {
    const colour = this.colourAt(x, y);
    return [(colour >>> 24) & 0xff, (colour >>> 16) & 0xff, (colour >>> 8) & 0xff];
  }

  private colourAt(x: number, y: number): number {
    return this.png.data.readUInt32BE(4 * (Math.floor(y) * this.width + Math.floor(x)));
  }
}
