import { isRecord } from '../../model/guards';
import { ConfigError, DataError, type Mistake } from '../errors';

/** What is no fault, but has not been checked either. */
export interface Note {
  readonly path: string;
  readonly note: string;
}

/** Faults of one file that are reported one by one. */
const MOST_DIFFERENCES = 10;

/** What came out of verifying. */
export class Findings {
  runs = 0;
  cells = 0;
  readonly faults: Mistake[] = [];
  readonly notes: Note[] = [];

  fault(path: string, found: string, expected: string): void {
    this.faults.push({ path, found, expected });
  }

  note(path: string, note: string): void {
    this.notes.push({ path, note });
  }

  /**
   * @returns what the work returns; undefined where what is wrong with a file stopped it, which is then a fault
   * @throws whatever else the work throws
   */
  async attempt<Result>(path: string, work: () => Result | Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DataError) this.faults.push(...error.mistakes);
      else if (error instanceof ConfigError)
        for (const { path: key, found, expected } of error.mistakes) this.fault(`${path} ${key}`, found, expected);
      else throw error;
      return undefined;
    }
  }

  /**
   * Holds what a file says against what was made again.
   * @param key where in the file that stands; '' for all of it
   * @param tell what becomes of a difference; a fault when it is left out
   */
  compare(
    path: string,
    key: string,
    found: unknown,
    made: unknown,
    tell: (path: string, found: string, expected: string) => void = (...one) => this.fault(...one),
  ): void {
    const all = [...differences(found, made, key)];
    for (const { key: at, found: is, made: was } of all.slice(0, MOST_DIFFERENCES))
      tell(
        at === '' ? path : `${path} ${at}`,
        worded(is),
        `${worded(was)}, which is what comes out when it is made again`,
      );
    if (all.length > MOST_DIFFERENCES)
      tell(
        path,
        `${all.length - MOST_DIFFERENCES} more values that are others`,
        'those that come out when they are made again',
      );
  }
}

interface Difference {
  readonly key: string;
  readonly found: unknown;
  readonly made: unknown;
}

/** Every value that is another in two values of JSON, or that only one of them has. */
function* differences(found: unknown, made: unknown, key: string): Generator<Difference> {
  if (!isRecord(found) || !isRecord(made) || Array.isArray(found) !== Array.isArray(made)) {
    if (inJson(found) !== inJson(made)) yield { key, found, made };
    return;
  }
  for (const name of new Set([...Object.keys(found), ...Object.keys(made)])) {
    const [one, other] = [found, made].map((object) => (Object.hasOwn(object, name) ? object[name] : undefined));
    yield* differences(one, other, key === '' ? name : `${key}.${name}`);
  }
}

/** As a file has it: what is no number as null, and nothing for what is not defined. */
function inJson(value: unknown): string | undefined {
  return JSON.stringify(value);
}

function worded(value: unknown): string {
  return inJson(value) ?? 'nothing';
}
