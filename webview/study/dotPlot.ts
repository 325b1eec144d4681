import { nearestInDirection } from '../charts/gestures/nearestInDirection';
import { type Pointer, pointing } from '../charts/gestures/pointing';
import { viewportOf } from '../charts/viewport';
import { h } from '../ui/dom';
import { svg } from '../ui/svg';

/** What stands for a cell of a study, in CSS pixels of its plot. */
export interface Dot {
  readonly cell: number;
  readonly x: number;
  readonly y: number;
  /**
   * Whether it has a place on the axis, if only one that says nothing, since training failed; else why not: training
   * diverged, or the metric is not defined.
   */
  readonly status: 'done' | 'failed' | 'diverged' | 'undefined';
}

export interface Drawing {
  /** What lies under the dots. */
  readonly under: readonly SVGElement[];
  readonly dots: readonly Dot[];
  /** The plot in words. */
  readonly label: string;
}

export interface DotPlotTarget {
  /** Draws it at a size in CSS pixels. */
  draw(width: number, height: number): Drawing;
  /** A dot comes under the pointer or the keys; null: none is. */
  point(cell: number | null, byKey: boolean): void;
  open(cell: number): void;
}

/** Dots nearer than this to the pointer are hit. */
const REACH = 10;
const RADIUS = 3.5;
/** Units are pixels, so that directions are those of the screen. */
const PIXELS = viewportOf({ left: 0, top: 0, width: 1, height: 1 });

/** A small plot of which every dot is a cell: pointed at and opened by pointer and by keys alike. */
export class DotPlot {
  readonly element = h('div', { class: 'dot-plot' });
  private readonly drawing = svg('svg', { 'aria-hidden': 'true' });
  private readonly observer = new ResizeObserver(() => this.redraw());
  private readonly pointer: Pointer;
  private dots: readonly Dot[] = [];
  private marked: number | null = null;

  constructor(
    className: string,
    private readonly target: DotPlotTarget,
  ) {
    this.element.classList.add(className);
    this.element.append(this.drawing);
    this.pointer = pointing(this.element, {
      viewport: () => PIXELS,
      find: (x, y) => this.find(x, y),
      point: (index, byKey) => target.point(this.dots[index]?.cell ?? null, byKey),
      open: (index) => {
        const dot = this.dots[index];
        if (dot !== undefined) target.open(dot.cell);
      },
      step: (from, key) => {
        if (from < 0) return this.dots.length > 0 ? 0 : -1;
        const x = this.dots.map((dot) => dot.x);
        const y = this.dots.map((dot) => -dot.y);
        const to = nearestInDirection({ x: Float64Array.from(x), y: Float64Array.from(y) }, PIXELS, from, key);
        return to < 0 ? from : to;
      },
      choose: () => {},
      clear: () => {},
    });
    this.observer.observe(this.element);
  }

  redraw(): void {
    const { clientWidth, clientHeight } = this.element;
    if (clientWidth === 0 || clientHeight === 0) return;
    const { under, dots, label } = this.target.draw(clientWidth, clientHeight);
    this.pointer.point(-1, false);
    this.dots = dots;
    this.drawing.setAttribute('viewBox', `0 0 ${clientWidth} ${clientHeight}`);
    this.drawing.replaceChildren(...under, ...dots.map((dot) => this.shape(dot)));
    this.element.setAttribute('aria-label', label);
  }

  /** Puts a ring around the dot of a cell that is pointed at anywhere. */
  mark(cell: number | null): void {
    if (cell === this.marked) return;
    this.marked = cell;
    for (const [index, dot] of this.dots.entries()) {
      const shape = this.drawing.children[this.drawing.children.length - this.dots.length + index];
      shape?.classList.toggle('marked', dot.cell === cell);
    }
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private shape({ cell, x, y, status }: Dot): SVGElement {
    const marked = cell === this.marked ? ' marked' : '';
    if (status === 'done' || status === 'undefined')
      return svg('circle', { class: `dot ${status}${marked}`, cx: x, cy: y, r: RADIUS });
    const size = RADIUS;
    const cross = `M${x - size} ${y - size}L${x + size} ${y + size}M${x - size} ${y + size}L${x + size} ${y - size}`;
    return svg('path', { class: `dot ${status}${marked}`, d: cross });
  }

  private find(x: number, y: number): number {
    let best = -1;
    let least = REACH;
    for (const [index, dot] of this.dots.entries()) {
      const distance = Math.hypot(dot.x - x, dot.y - y);
      if (distance < least) [best, least] = [index, distance];
    }
    return best;
  }
}
