import type { NumberColumns } from './columns';
import { DumpLines } from './dumpLines';

/** What a section of a dump is about. */
export type SectionTopic =
  /** A column heading and what stands below it. */
  | { readonly kind: 'bias' }
  | { readonly kind: 'biases' }
  | { readonly kind: 'weights' }
  | { readonly kind: 'layer'; readonly layer: number }
  | { readonly kind: 'pictures' }
  /** A row of pixels. */
  | { readonly kind: 'row'; readonly row: number }
  /** The selected parameters of one neuron. */
  | { readonly kind: 'neuron'; readonly layer: number; readonly neuron: number };

/** Lines of a dump that belong together, from the one that says what they are. */
export interface DumpSection {
  readonly topic: SectionTopic;
  /** First and last line, from 0. */
  readonly first: number;
  readonly last: number;
  readonly parts: readonly DumpSection[];
}

/** A generated document about some parameters, and where in it they stand. */
export interface WeightDump {
  readonly text: string;
  readonly lines: DumpLines;
  readonly sections: readonly DumpSection[];
  readonly columns: NumberColumns;
  /** The character at which the columns of numbers begin. */
  readonly numbersFrom: number;
}

/** Puts a dump together line by line. */
export class DumpBuilder {
  private readonly texts: string[] = [];
  private readonly parameters: (number | null)[] = [];
  private sections: DumpSection[] = [];

  /** @param nameWidth characters of what a line of numbers begins with, after two of margin */
  constructor(
    private readonly columns: NumberColumns,
    private readonly nameWidth: number,
  ) {}

  comment(...texts: readonly string[]): void {
    for (const text of texts) this.add(text === '' ? '#' : `# ${text}`, null);
  }

  /** The titles of the columns. */
  heading(name: string): void {
    this.comment(`${name.padEnd(this.nameWidth)}${this.columns.heading}`);
  }

  /** A parameter's line of numbers. */
  parameter(name: string, parameter: number): void {
    this.add(`  ${name.padEnd(this.nameWidth)}${this.columns.line(parameter)}`, parameter);
  }

  /** Makes everything that is added meanwhile one section. */
  section(topic: SectionTopic, fill: () => void): void {
    const [outer, first] = [this.sections, this.texts.length];
    this.sections = [];
    fill();
    outer.push({ topic, first, last: this.texts.length - 1, parts: this.sections });
    this.sections = outer;
  }

  build(): WeightDump {
    const { columns, sections } = this;
    const lines = new DumpLines(this.parameters);
    return { text: `${this.texts.join('\n')}\n`, lines, sections, columns, numbersFrom: 2 + this.nameWidth };
  }

  private add(text: string, parameter: number | null): void {
    this.texts.push(text);
    this.parameters.push(parameter);
  }
}
