import type { ControlName, Controls } from '../../model/metrics';
import type { LayerView, RunView } from '../../model/runView';

/** What is said of one finding: never a number without the words that say what it is. */
export interface FindingWords {
  readonly value: string;
  readonly note: string;
  readonly sentence: string;
  readonly alarming?: boolean;
}

/** Something that is found of a run, as a page tells of it. */
export interface Finding {
  readonly name: string;
  /** The control that it tells of, where it is one: until that is made, it is awaited. */
  readonly of?: ControlName;
  readonly label: () => string;
  /** What a high or a low number would say, whatever this one is. */
  readonly meaning: () => string;
  /** Null where the run does not hold what it is made of: then it has no place. */
  readonly words: (run: RunView, layer1: LayerView) => FindingWords | null;
}

/** A control in words. */
export interface ControlText<Name extends ControlName> {
  /** What a terminal calls it, and what it says of it, in English; nothing where there is nothing to say. */
  readonly terminal: readonly [name: string, words: (finding: Controls[Name]) => string | null | undefined];
  /** Undefined where the page does not tell of it. */
  readonly page?: Finding;
}

/** Whether a finding of a run is still being made. */
export function isAwaited({ of }: Finding, { awaited }: RunView): boolean {
  return of !== undefined && awaited.includes(of);
}

/** A p below this is called small. */
export const SMALL_P = 0.05;

/** A number for a terminal. */
export function digits(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}
