import type { ChartOption } from '../chartOption';

/** A plot that can leave the panel as a picture. Sizes and places are in CSS pixels of the plot. */
export interface Exportable {
  /** Heads the picture: "Weights of layer 1". */
  readonly title: string;
  /** Stands beneath it: `runCaption`. */
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  /** Axes, lines and areas: vectors in an SVG. No points, of which there are too many. */
  option(): ChartOption;
  /**
   * Paints what lies under the axes, an image in an SVG. One unit of the context is one CSS pixel; its canvas has
   * `scale` device pixels to each, and begins where the plot does.
   */
  paint?(context: CanvasRenderingContext2D, scale: number): void;
  /** Paints what lies over the axes, in the same way. */
  overlay?(context: CanvasRenderingContext2D, scale: number): void;
  /** Words over everything, which stay words in an SVG. */
  labels?(): readonly PictureLabel[];
}

export interface PictureLabel {
  readonly text: string;
  /** Left edge and vertical middle. */
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly fontSize: number;
}

/** Device pixels for each CSS pixel of the plot. */
export type PictureScale = 1 | 2 | 3 | 4;
