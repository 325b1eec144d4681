import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What forks.program.ts prints. */
export interface ForksFinding {
  readonly threads: number;
  readonly taken: readonly { readonly one: number; readonly all: number; readonly idle: number }[];
}

/** What scaling.program.ts prints. */
export interface ScalingFinding {
  readonly widths: readonly {
    readonly width: number;
    readonly plain: number;
    readonly tally: number;
    readonly networkBytes: number;
    readonly allBytes: number;
  }[];
  readonly lengths: readonly { readonly steps: number; readonly plain: number }[];
  readonly seeds: readonly { readonly count: number; readonly plain: number }[];
}

/** What stretches.program.ts prints. */
interface Stretches {
  /** Milliseconds. */
  readonly longest: number;
  readonly peakBytes: number;
}

export interface StretchesFinding extends Stretches {
  /** The network it was asked about. */
  readonly title: string;
}

const FEW_ROWS = { phase1: { rows: 200 }, forks: { untilRow: 400 } };
const CHUNKS = [
  { title: '100', config: { network: { hidden: [100] } } },
  { title: '1600', config: { network: { hidden: [1600] }, ...FEW_ROWS } },
  { title: '1600, 400', config: { network: { hidden: [1600, 400] }, ...FEW_ROWS } },
  { title: '4000', config: { network: { hidden: [4000] }, ...FEW_ROWS } },
  {
    title: '4000, Adam',
    config: { network: { hidden: [4000] }, optimiser: { name: 'adam' }, ...FEW_ROWS },
  },
];

/** The longest stretches of whole runs, each in a process of its own. */
export async function measureStretches(folder: string): Promise<StretchesFinding[]> {
  const findings: StretchesFinding[] = [];
  for (const { title, config } of CHUNKS)
    findings.push({ title, ...(await measuredBy<Stretches>('stretches', folder, JSON.stringify(config))) });
  return findings;
}

/** What progress.program.ts prints. */
interface Progress {
  readonly events: number;
  /** Milliseconds from one progress of a network to its next. */
  readonly median: number;
  readonly longest: number;
}

export interface ProgressFinding extends Progress {
  /** Hidden neurons. */
  readonly width: number;
}

/** How often whole runs tell of their progress, each in a process of its own. */
export async function measureProgress(folder: string): Promise<ProgressFinding[]> {
  const findings: ProgressFinding[] = [];
  for (const width of [100, 1600]) {
    const config = JSON.stringify({ network: { hidden: [width] } });
    findings.push({ width, ...(await measuredBy<Progress>('progress', folder, config)) });
  }
  return findings;
}

/** Runs a measuring program in a process of its own. @returns the JSON that it prints */
export async function measuredBy<Finding>(name: string, ...args: string[]): Promise<Finding> {
  const command = [join(__dirname, `${name}.program.js`), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout) as Finding;
}
