import { h } from '../../ui/dom';
import type { RgbaImage } from './composed';

/** The canvas that lies under a chart's axes and shows a painted layer of points, one of its pixels a device pixel. */
export class PointCanvas {
  readonly element = h('canvas', { class: 'chart-points' });

  show({ width, height, data }: RgbaImage): void {
    if (this.element.width !== width || this.element.height !== height) {
      this.element.width = width;
      this.element.height = height;
    }
    this.element.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  }

  clear(): void {
    const { width, height } = this.element;
    this.element.getContext('2d')?.clearRect(0, 0, width, height);
  }
}
