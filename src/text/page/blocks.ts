/** A page as blocks, of which both its forms, HTML and Markdown, are made. Texts are plain; each form escapes them. */
export interface Page {
  readonly title: string;
  readonly language: string;
  readonly sections: readonly Section[];
  /** Under all sections. */
  readonly footer?: string;
}

export interface Section {
  /** For links to it; ASCII letters and hyphens. */
  readonly id: string;
  /** None for the first, which stands under the title. */
  readonly heading?: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'paragraph'; readonly text: string }
  /** What the page says in one sentence, larger than a paragraph. */
  | { readonly kind: 'lead'; readonly text: string }
  /** Smaller than a paragraph: says what it stands under. */
  | { readonly kind: 'caption'; readonly text: string }
  | { readonly kind: 'quote'; readonly text: string }
  /** With a title it is shut until it is wanted. */
  | { readonly kind: 'code'; readonly title?: string; readonly text: string }
  /** Numbers beside one another, each with what it is. */
  | { readonly kind: 'numbers'; readonly numbers: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [term: string, text: string])[] }
  | { readonly kind: 'verdict'; readonly tone: Tone; readonly text: string }
  /** Pictures beside one another, so many in a row as long as there is room. */
  | { readonly kind: 'figures'; readonly inRow: 1 | 2 | 3; readonly figures: readonly Figure[] }
  | Table;

/** A picture. */
export interface Figure {
  readonly title: string;
  /** May be empty. */
  readonly note: string;
  /** The text of the file, for a light page and for a dark one. */
  readonly light: string;
  readonly dark: string;
}

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  /** Where the heading over it says as much, its caption is read out and not shown. */
  readonly captionHidden?: boolean;
  /** How its strips are read, where they are drawn. */
  readonly key?: string;
  /** Empty where its columns need no names. */
  readonly head: readonly string[];
  /** The first cell of each row names it. */
  readonly rows: readonly (readonly TableCell[])[];
}

export type TableCell =
  | string
  /** Within the page, to a section. */
  | { readonly kind: 'link'; readonly text: string; readonly to: string }
  | { readonly kind: 'verdict'; readonly tone: Tone; readonly text: string }
  | Strip;

/** How a verdict is marked, beside its words. */
export type Tone = 'holds' | 'explained' | 'depends' | 'fails' | 'undecided' | 'pending';

/** A dot for each seed, an interval, and what they are held against, on an axis that the strips of a table share. */
export interface Strip {
  readonly kind: 'strip';
  /** The same in words. */
  readonly text: string;
  readonly values: readonly (number | null)[];
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly mark: number | null;
  readonly axis: readonly [low: number, high: number];
}
