/** A page as blocks, of which both its forms, HTML and Markdown, are made. Texts are plain; each form escapes them. */
export interface ClaimsPage {
  readonly title: string;
  readonly language: string;
  readonly sections: readonly Section[];
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
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'terms'; readonly terms: readonly (readonly [term: string, text: string])[] }
  | { readonly kind: 'verdict'; readonly tone: Tone; readonly text: string }
  | Table;

export interface Table {
  readonly kind: 'table';
  readonly caption: string;
  /** How its strips are read, where they are drawn. */
  readonly key?: string;
  readonly head: readonly string[];
  /** The first cell of each row names it. */
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell =
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
