import { BarChart, HeatmapChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Theme } from '../theme';
import { h } from '../ui/dom';
import type { ChartOption } from './chartOption';
import type { Exportable, Frame, PictureLabel, PlotWords } from './export/exportable';
import type { RgbaImage } from './points/composed';
import { PointCanvas } from './points/pointCanvas';

use([ScatterChart, LineChart, HeatmapChart, BarChart, GridComponent, MarkAreaComponent, CanvasRenderer]);

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ChartPainter {
  /** The whole chart, with the same series ids each time: what did not change is kept. */
  option(size: Size, theme: Theme): ChartOption;
  /** Points that lie under the axes, painted anew with the chart and by `redrawPoints`; null where there are none. */
  points?(size: Size, pixelRatio: number, theme: Theme): RgbaImage | null;
  /** What lies over the chart and changes with every move of the pointer. */
  overlay?(context: CanvasRenderingContext2D, size: Size, theme: Theme): void;
}

/** Of the picture of a plot that is not in sight. */
const HIDDEN_SIZE: Size = { width: 420, height: 420 };

/** Shared by all charts: nothing moves by itself, nothing listens by itself, nothing writes styles into the page. */
export const STILL: ChartOption = { animation: false, stateAnimation: { duration: 0 } };

/**
 * One ECharts canvas that fills its frame; under it a canvas of our own for points without number, over it one for
 * highlights. Redrawing these costs milliseconds, where any change to the chart draws all of its series again.
 */
export class Chart {
  readonly element: HTMLElement;
  private readonly ground = h('div', { class: 'chart-ground' });
  private readonly points = new PointCanvas();
  private readonly over = h('canvas', { class: 'chart-over' });
  private readonly observer: ResizeObserver;
  private echarts: ECharts | null = null;
  private pixelRatio = 0;
  private size: Size = { width: 0, height: 0 };
  private frame = 0;
  private overlayFrame = 0;
  private pointsFrame = 0;

  constructor(
    className: string,
    private theme: Theme,
    private readonly painter: ChartPainter,
  ) {
    const points = painter.points === undefined ? [] : [this.points.element];
    this.element = h('div', { class: `chart ${className}` }, ...points, this.ground, this.over);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.redraw();
  }

  /** Draws again in the next frame, however often it is asked for within this one. */
  redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.drawNow());
  }

  redrawOverlay(): void {
    cancelAnimationFrame(this.overlayFrame);
    this.overlayFrame = requestAnimationFrame(() => this.drawOverlayNow());
  }

  /** The points alone: the axes stay as they are. */
  redrawPoints(): void {
    cancelAnimationFrame(this.pointsFrame);
    this.pointsFrame = requestAnimationFrame(() => this.drawPointsNow());
  }

  /**
   * The plot as it is now, for a picture.
   * @param labels the words that lie over it, where they are all that does
   */
  exportable(words: PlotWords, labels?: (size: Size, theme: Theme) => readonly PictureLabel[]): Exportable {
    const { size, painter } = this;
    const { points, overlay } = painter;
    return {
      ...words,
      // Where it is not in sight it has no size.
      ...(size.width > 0 && size.height > 0 ? size : HIDDEN_SIZE),
      option: (frame) => painter.option(frame, frame.theme),
      ...(points === undefined
        ? {}
        : {
            paint: (context: CanvasRenderingContext2D, scale: number, frame: Frame) => {
              const image = points(frame, scale, frame.theme);
              if (image !== null) context.putImageData(new ImageData(image.data, image.width, image.height), 0, 0);
            },
          }),
      ...(labels === undefined
        ? {
            overlay: (context: CanvasRenderingContext2D, _scale: number, frame: Frame) =>
              overlay?.(context, frame, frame.theme),
          }
        : { labels: (frame: Frame) => labels(frame, frame.theme) }),
    };
  }

  dispose(): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    cancelAnimationFrame(this.overlayFrame);
    cancelAnimationFrame(this.pointsFrame);
    this.echarts?.dispose();
    this.echarts = null;
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.element;
    const unchanged = clientWidth === this.size.width && clientHeight === this.size.height;
    if (unchanged && window.devicePixelRatio === this.pixelRatio) return;
    this.size = { width: clientWidth, height: clientHeight };
    // The observer calls before the frame is painted: drawn now, nothing is ever seen stretched.
    this.drawNow();
  }

  private drawNow(): void {
    const { width, height } = this.size;
    if (width === 0 || height === 0) return;
    if (this.echarts !== null && this.pixelRatio !== window.devicePixelRatio) {
      // A canvas keeps the resolution it was made with, and this window has moved to another screen or was zoomed.
      this.echarts.dispose();
      this.echarts = null;
    }
    this.pixelRatio = window.devicePixelRatio;
    if (this.echarts === null) {
      this.echarts = init(this.ground, null, { width, height, devicePixelRatio: this.pixelRatio });
    } else if (this.echarts.getWidth() !== width || this.echarts.getHeight() !== height) {
      this.echarts.resize({ width, height, silent: true });
    }
    const option: ChartOption = { ...STILL, ...this.painter.option(this.size, this.theme) };
    this.echarts.setOption(option, { replaceMerge: ['series'], lazyUpdate: false, silent: true });
    this.drawPointsNow();
    this.drawOverlayNow();
  }

  private drawPointsNow(): void {
    if (this.painter.points === undefined || this.size.width === 0 || this.size.height === 0) return;
    const image = this.painter.points(this.size, this.pixelRatio, this.theme);
    if (image === null) this.points.clear();
    else this.points.show(image);
  }

  private drawOverlayNow(): void {
    const { width, height } = this.size;
    const [pixelWidth, pixelHeight] = [Math.round(width * this.pixelRatio), Math.round(height * this.pixelRatio)];
    if (this.over.width !== pixelWidth || this.over.height !== pixelHeight) {
      this.over.width = pixelWidth;
      this.over.height = pixelHeight;
    }
    const context = this.over.getContext('2d');
    if (context === null) return;
    context.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.painter.overlay?.(context, this.size, this.theme);
  }
}
