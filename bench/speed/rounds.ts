import { join } from 'node:path';
import { CandidateProcess } from './candidateProcess';
import { CANDIDATES, type Candidate, ownCommand } from './candidates';
import { deviation, worst } from './check';
import { median } from './numbers';

/** A candidate's medians. */
export interface Measured {
  readonly version: string;
  readonly deviation: number;
  readonly plain: Speed;
  readonly tally: Speed;
}

export interface Speed {
  /** Its time a step in µs. */
  readonly microseconds: number;
  /** Median over the rounds of its time divided by the fast kernel's, taken just before it. */
  readonly ratio: number;
  /** The smallest and the largest of those. */
  readonly spread: readonly [number, number];
}

export type Finding =
  | { readonly candidate: Candidate; readonly measured: Measured }
  | { readonly candidate: Candidate; readonly missing: string }
  | { readonly candidate: Candidate; readonly wrong: string };

/** Steps of the fast kernel before each candidate's. */
const FAST_STEPS = 10_000;

/**
 * Checks every candidate against the reference kernel on the very steps it is timed over, then times them in turn, the
 * fast kernel before each: only ratios of neighbours mean something on a machine that changes its speed.
 */
export async function measureAll(
  work: string,
  scratch: string,
  rounds: number,
  only: readonly string[],
  say: (line: string) => void,
): Promise<{ fast: Measured; findings: Finding[] }> {
  const expected = new References(work, scratch);
  const fast = await CandidateProcess.start(ownCommand('fast', work));
  const fastOff = await off(fast, 20_000, join(scratch, 'fast'), await expected.of('reference', 20_000));
  say(`fast kernel: off by ${fastOff.toExponential(1)} from the reference over 20,000 steps`);
  if (!(fastOff <= 1e-10))
    throw new Error('The fast kernel does not agree with the reference: there is nothing to time.');

  const findings: Finding[] = [];
  const running: { candidate: Candidate; process: CandidateProcess; off: number }[] = [];
  for (const candidate of CANDIDATES.filter(({ id }) => only.length === 0 || only.includes(id))) {
    const { title, steps, reference, tolerance } = candidate;
    let process: CandidateProcess;
    try {
      process = await CandidateProcess.start(candidate.command(work));
    } catch (error) {
      const missing =
        String(error instanceof Error ? error.message : error)
          .trim()
          .split('\n')
          .pop() ?? '';
      findings.push({ candidate, missing });
      say(`${title}: missing (${missing})`);
      continue;
    }
    const correct = await expected.of(reference, steps);
    let found = Number.NaN;
    try {
      found = await off(process, steps, join(scratch, candidate.id), correct);
    } catch (error) {
      say(`${title}: ${String(error)} ${process.complaints}`);
    }
    say(`${title}: ${process.version}, off by ${found.toExponential(1)} over ${steps} steps`);
    if (found <= tolerance) {
      running.push({ candidate, process, off: found });
    } else {
      findings.push({ candidate, wrong: Number.isNaN(found) ? 'it failed' : `off by ${found.toExponential(1)}` });
      process.stop();
    }
  }
  expected.stop();

  const taken = running.map(() => ({ plain: new Samples(), tally: new Samples() }));
  for (let round = -1; round < rounds; round++) {
    for (const [index, { candidate, process }] of running.entries()) {
      for (const form of ['plain', 'tally'] as const) {
        const own = await fast.train(FAST_STEPS, form === 'tally');
        const its = await process.train(candidate.steps, form === 'tally');
        // The first round warms up: compilers, caches, allocators.
        if (round >= 0) taken[index]?.[form].add(own.cpu / FAST_STEPS, its.cpu / candidate.steps);
      }
    }
    if (round >= 0) say(`round ${round + 1} of ${rounds}`);
  }
  for (const [index, { candidate, process, off: found }] of running.entries()) {
    const { plain, tally } = taken[index] as (typeof taken)[number];
    const measured = { version: process.version, deviation: found, plain: plain.speed, tally: tally.speed };
    findings.push({ candidate, measured });
    process.stop();
  }
  const all = (form: 'plain' | 'tally') => taken.flatMap((samples) => samples[form].own);
  const version = fast.version;
  fast.stop();
  const ownSpeed = (form: 'plain' | 'tally'): Speed => ({
    microseconds: 1e6 * median(all(form)),
    ratio: 1,
    spread: [1, 1],
  });
  const order = CANDIDATES.map(({ id }) => id);
  findings.sort((one, other) => order.indexOf(one.candidate.id) - order.indexOf(other.candidate.id));
  return { fast: { version, deviation: fastOff, plain: ownSpeed('plain'), tally: ownSpeed('tally') }, findings };
}

/** Seconds a step, ours and theirs, pair after pair. */
class Samples {
  readonly own: number[] = [];
  private readonly its: number[] = [];

  add(own: number, its: number): void {
    this.own.push(own);
    this.its.push(its);
  }

  get speed(): Speed {
    const ratios = this.its.map((value, index) => value / (this.own[index] as number));
    return {
      microseconds: 1e6 * median(this.its),
      ratio: median(ratios),
      spread: [Math.min(...ratios), Math.max(...ratios)],
    };
  }
}

async function off(process: CandidateProcess, steps: number, file: string, expected: string): Promise<number> {
  await process.train(steps, true, file);
  return worst(deviation(file, expected));
}

/** Results of the reference kernel, made once for each number of steps. */
class References {
  private readonly processes = new Map<string, Promise<CandidateProcess>>();
  private readonly files = new Map<string, Promise<string>>();

  constructor(
    private readonly work: string,
    private readonly scratch: string,
  ) {}

  of(reference: string, steps: number): Promise<string> {
    const key = `${reference}-${steps}`;
    const known = this.files.get(key) ?? this.make(reference, steps, join(this.scratch, key));
    this.files.set(key, known);
    return known;
  }

  stop(): void {
    for (const process of this.processes.values()) void process.then((running) => running.stop());
  }

  private async make(reference: string, steps: number, file: string): Promise<string> {
    const process = this.processes.get(reference) ?? CandidateProcess.start(ownCommand(reference, this.work));
    this.processes.set(reference, process);
    await (await process).train(steps, true, file);
    return file;
  }
}
