/** Which line of a dump stands for which parameter, by its number in `ParameterOrder`. Lines count from 0. */
export class DumpLines {
  private readonly lineByParameter = new Map<number, number>();

  /** @param parameterByLine null for a line that stands for none */
  constructor(private readonly parameterByLine: readonly (number | null)[]) {
    for (const [line, parameter] of parameterByLine.entries())
      if (parameter !== null) this.lineByParameter.set(parameter, line);
  }

  get count(): number {
    return this.parameterByLine.length;
  }

  /** The parameter that a line stands for; undefined for headings, comments, and lines beyond the last. */
  parameterAt(line: number): number | undefined {
    return this.parameterByLine[line] ?? undefined;
  }

  /** The line that stands for a parameter; undefined when none does. */
  lineOf(parameter: number): number | undefined {
    return this.lineByParameter.get(parameter);
  }

  /** The parameters that a block of lines stands for, from top to bottom. */
  parametersIn(first: number, last: number): number[] {
    return this.parameterByLine.slice(first, last + 1).filter((parameter) => parameter !== null);
  }

  /** All of them. */
  get parameters(): number[] {
    return [...this.lineByParameter.keys()];
  }
}
