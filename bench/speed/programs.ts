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

/** Runs a measuring program in a process of its own. @returns the JSON that it prints */
export async function measuredBy<Finding>(name: string, ...args: string[]): Promise<Finding> {
  const command = [join(__dirname, `${name}.program.js`), ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout) as Finding;
}
