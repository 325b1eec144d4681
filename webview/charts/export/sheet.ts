import { readTheme, type Theme } from '../../theme';
import type { Exportable, PictureLabel } from './exportable';

/** The whole of a picture around its plot: its size, and the words above and beneath, in CSS pixels. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Where the plot begins. */
  readonly left: number;
  readonly top: number;
  /** `#1f1f1f`: a colour that any program knows. */
  readonly background: string;
  readonly fontFamily: string;
  readonly title: readonly PictureLabel[];
  readonly caption: readonly PictureLabel[];
}

const PADDING = 12;
const LINE_HEIGHT = 1.4;

export function sheetOf({ title, caption, width, height }: Exportable): Sheet {
  const theme = readTheme();
  const above = paragraph(title, width, theme, theme.fontSize, theme.foreground, PADDING);
  const top = above.bottom + PADDING / 2;
  const below = paragraph(caption, width, theme, theme.fontSize - 2, theme.subtle, top + height + PADDING / 2);
  return {
    width: width + 2 * PADDING,
    height: Math.ceil(below.bottom + PADDING),
    left: PADDING,
    top,
    background: plainColour(theme.background),
    fontFamily: theme.fontFamily,
    title: above.lines,
    caption: below.lines,
  };
}

/** Breaks a text between words into lines that fit. */
function paragraph(text: string, width: number, theme: Theme, fontSize: number, colour: string, top: number) {
  const context = contextOf(1, 1);
  context.font = `${fontSize}px ${theme.fontFamily}`;
  const texts: string[] = [];
  for (const word of text.split(' ')) {
    const longer = texts.length === 0 ? word : `${texts.at(-1)} ${word}`;
    if (texts.length === 0 || context.measureText(longer).width > width) texts.push(word);
    else texts[texts.length - 1] = longer;
  }
  const step = Math.round(fontSize * LINE_HEIGHT);
  const lines = texts.map(
    (line, index): PictureLabel => ({
      text: line,
      x: PADDING,
      y: top + (index + 0.5) * step,
      colour: plainColour(colour),
      fontSize,
    }),
  );
  return { lines, bottom: top + texts.length * step };
}

/** A colour as a canvas writes it, `#rrggbb` or `rgba(…)`, whatever notation a theme has for it. */
export function plainColour(colour: string): string {
  const context = contextOf(1, 1);
  context.fillStyle = colour;
  return context.fillStyle;
}

/** A canvas of a size in device pixels. */
export function contextOf(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width);
  canvas.height = Math.round(height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error(`No canvas of ${canvas.width} × ${canvas.height} pixels can be had here.`);
  return context;
}

/** A layer of a plot, painted on a canvas of its own, which a painter may write device pixels into. */
export function layerOf(
  { width, height }: Exportable,
  scale: number,
  paint: (context: CanvasRenderingContext2D, scale: number) => void,
): HTMLCanvasElement {
  const context = contextOf(width * scale, height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  paint(context, scale);
  return context.canvas;
}

/** @throws Error when the picture is larger than a canvas can be */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(`A picture of ${canvas.width} × ${canvas.height} pixels is too large.`);
  return blob;
}
