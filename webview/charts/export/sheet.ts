import type { Theme } from '../../theme';
import type { ColourKey, Exportable, Frame, LineKey, PictureLabel } from './exportable';

/** The whole of a picture around its plot: its size, and what stands above and beneath, in CSS pixels. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Where the plot begins. */
  readonly left: number;
  readonly top: number;
  /** `#1f1f1f`: a colour that any program knows. */
  readonly background: string;
  readonly fontFamily: string;
  readonly texts: readonly PictureLabel[];
  /** Pieces of lines, level, and fields of one colour: the keys. */
  readonly strokes: readonly Stroke[];
  readonly fields: readonly Field[];
}

interface Stroke {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly width: number;
  readonly colour: string;
  /** Lengths of strokes and gaps by turns; empty for an unbroken one. */
  readonly dashes: readonly number[];
}

interface Field {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: string;
}

const PADDING = 12;
const LINE_HEIGHT = 1.4;
/** Of the key of a line, with the space after it. */
const SAMPLE = { length: 20, room: 26 } as const;
const BAR = { width: 200, height: 8 } as const;

const STROKES = {
  solid: { width: 1.5, dashes: [] },
  dashed: { width: 1, dashes: [4, 3] },
  dotted: { width: 1, dashes: [1, 2] },
} as const satisfies Record<LineKey['kind'], Pick<Stroke, 'width' | 'dashes'>>;

/** @param bare without the title, the note and the caption, which a report has beside its pictures */
export function sheetOf(exportable: Exportable, { width, height, theme }: Frame, bare: boolean): Sheet {
  const { title, note, axes, lines = [], colours, caption } = exportable;
  const composer = new Composer(width, theme, bare ? 4 : PADDING);
  const small = theme.fontSize - 2;
  if (!bare) {
    composer.write(title, theme.fontSize, theme.foreground);
    if (note !== undefined) composer.write(note, small, theme.subtle);
    composer.skip(PADDING / 2);
  }
  if (axes !== undefined) composer.write(`\u2191 ${axes.y}`, small, theme.subtle);
  const top = composer.top;
  composer.skip(height);
  if (axes !== undefined) composer.write(`${axes.x} \u2192`, small, theme.subtle, 'right');
  for (const line of lines) composer.line(line, small);
  if (colours !== undefined) composer.colours(colours, small);
  if (!bare) {
    composer.skip(PADDING / 2);
    composer.write(caption, small, theme.subtle);
  }
  return { ...composer.sheet, left: composer.padding, top };
}

/** Puts words and keys one under the other. */
class Composer {
  private readonly texts: PictureLabel[] = [];
  private readonly strokes: Stroke[] = [];
  private readonly fields: Field[] = [];
  /** Only asked how wide words are, and what colours are. */
  private readonly context = contextOf(1, 1);
  private next: number;

  constructor(
    private readonly width: number,
    private readonly theme: Theme,
    readonly padding: number,
  ) {
    this.next = padding;
  }

  get top(): number {
    return this.next;
  }

  get sheet(): Omit<Sheet, 'left' | 'top'> {
    const { padding, width, theme, texts, strokes, fields } = this;
    return {
      width: width + 2 * padding,
      height: Math.ceil(this.next + padding),
      background: plainColour(theme.background),
      fontFamily: theme.fontFamily,
      texts,
      strokes,
      fields,
    };
  }

  skip(height: number): void {
    this.next += height;
  }

  /** Breaks a text between words into lines that fit. */
  write(text: string, fontSize: number, colour: string, side: 'left' | 'right' = 'left', indent = 0): void {
    const room = this.width - indent;
    const lines: string[] = [];
    for (const word of text.split(' ')) {
      const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
      if (lines.length === 0 || this.measure(longer, fontSize) > room) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    for (const line of lines) {
      const offset = side === 'left' ? indent : Math.max(indent, this.width - this.measure(line, fontSize));
      this.put(line, this.padding + offset, fontSize, colour);
      this.next += stepOf(fontSize);
    }
  }

  line({ kind, words }: LineKey, fontSize: number): void {
    const { padding, theme } = this;
    const colour = plainColour(kind === 'dotted' ? theme.subtle : theme.foreground);
    this.strokes.push({ x: padding, y: this.middle(fontSize), length: SAMPLE.length, colour, ...STROKES[kind] });
    this.write(words, fontSize, theme.subtle, 'left', SAMPLE.room);
  }

  /** A bar with its title beside it, and numbers beneath. */
  colours({ title, stops, ticks }: ColourKey, fontSize: number): void {
    const { padding, theme } = this;
    const breadth = Math.min(BAR.width, this.width);
    this.next += 4;
    this.write(title, fontSize, theme.subtle);
    const all = stops(theme);
    for (const [index, colour] of all.entries()) {
      const place = { x: padding + (index * breadth) / all.length, y: this.next };
      // A breath wider than its share, so that no gap is seen between two.
      this.fields.push({
        ...place,
        width: breadth / all.length + 0.5,
        height: BAR.height,
        colour: plainColour(colour),
      });
    }
    this.next += BAR.height + 2;
    for (const [index, tick] of ticks.entries()) {
      const span = this.measure(tick, fontSize);
      this.put(tick, padding + (breadth - span) * (index / 2), fontSize, theme.subtle);
    }
    this.next += stepOf(fontSize);
  }

  private put(text: string, x: number, fontSize: number, colour: string): void {
    this.texts.push({ text, x, y: this.middle(fontSize), colour: plainColour(colour), fontSize });
  }

  private middle(fontSize: number): number {
    return this.next + stepOf(fontSize) / 2;
  }

  private measure(text: string, fontSize: number): number {
    this.context.font = `${fontSize}px ${this.theme.fontFamily}`;
    return this.context.measureText(text).width;
  }
}

function stepOf(fontSize: number): number {
  return Math.round(fontSize * LINE_HEIGHT);
}

/** The hairline from the end of a line to its name. */
export const LEADER = { width: 0.75, gap: 2 } as const;

/** A label of the plot where it lies on the sheet. */
export function placedAt(label: PictureLabel, { left, top }: Sheet): PictureLabel {
  const { x, y, from } = label;
  const place = { ...label, x: x + left, y: y + top };
  return from === undefined ? place : { ...place, from: { x: from.x + left, y: from.y + top } };
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
export function layerOf(frame: Frame, scale: number, paint: NonNullable<Exportable['paint']>): HTMLCanvasElement {
  const context = contextOf(frame.width * scale, frame.height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  paint(context, scale, frame);
  return context.canvas;
}

/** @throws Error when the picture is larger than a canvas can be */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(`A picture of ${canvas.width} × ${canvas.height} pixels is too large.`);
  return blob;
}
