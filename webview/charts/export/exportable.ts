import type { PlotName } from '../../../src/model/panelProtocol';
import type { Theme } from '../../theme';
import type { ChartOption } from '../chartOption';

/** What a picture is drawn for: the size of its plot in CSS pixels, and its colours. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
}

/** What stands around a plot: on a page beside it, in a picture above and beneath. */
export interface PlotWords {
  readonly plot: PlotName;
  /** Heads the picture: "Weights of layer 1". */
  readonly title: string;
  /** What is found in it, in figures or in a sentence: "R² 0.319". */
  readonly note?: string;
  readonly axes?: { readonly x: string; readonly y: string };
  /** What its lines are. */
  readonly lines?: readonly LineKey[];
  /** What its colours are. */
  readonly colours?: ColourKey;
  /** Stands beneath it: `runCaption`. */
  readonly caption: string;
}

export interface LineKey {
  readonly kind: 'solid' | 'dashed' | 'dotted';
  readonly words: string;
}

export interface ColourKey {
  readonly title: string;
  /** From the lowest number to the highest, in even steps. */
  stops(theme: Theme): readonly string[];
  /** At the lowest, the middle and the highest. */
  readonly ticks: readonly [string, string, string];
}

/** A plot that can leave the panel as a picture. Sizes and places are in CSS pixels of the plot. */
export interface Exportable extends PlotWords {
  /** Its size on the page. */
  readonly width: number;
  readonly height: number;
  /** Axes, lines and areas: vectors in an SVG. No points, of which there are too many. */
  option(frame: Frame): ChartOption;
  /**
   * Paints what lies under the axes, an image in an SVG. One unit of the context is one CSS pixel; its canvas has
   * `scale` device pixels to each, and begins where the plot does.
   */
  paint?(context: CanvasRenderingContext2D, scale: number, frame: Frame): void;
  /** Paints what lies over the axes, in the same way. */
  overlay?(context: CanvasRenderingContext2D, scale: number, frame: Frame): void;
  /** Words over everything, which stay words in an SVG. */
  labels?(frame: Frame): readonly PictureLabel[];
}

export interface PictureLabel {
  readonly text: string;
  /** Left edge and vertical middle. */
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly fontSize: number;
  /** Where the line ends that the words name: a hairline leads from there to them. */
  readonly from?: { readonly x: number; readonly y: number };
}

/** Device pixels for each CSS pixel of the plot. */
export type PictureScale = 1 | 2 | 3 | 4;
