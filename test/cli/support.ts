import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from '../engine/support';

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Spawning {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with what has come on standard error so far. */
  readonly onStderr?: (text: string, child: ChildProcess) => void;
  /** Called when it has been started. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a command to its end. */
export function execute(
  command: string,
  args: readonly string[],
  { cwd, env, onStderr, onStart }: Spawning,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    onStart?.(child);
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      onStderr?.(stderr, child);
    });
    child.on('error', reject).on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

/** Runs `attribution …` as it is built in dist/. */
export function attribution(args: readonly string[], spawning: Spawning): Promise<Ended> {
  return execute(process.execPath, [join(repositoryRoot(), 'dist/cli.js'), ...args], spawning);
}

/** Options that make an experiment on the drawn digits take well under a second. */
export const SMALL = ['--set', 'phase1.rows=300', '--set', 'forks.untilRow=800', '--set', 'network.hidden=[12]'];
