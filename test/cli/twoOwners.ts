import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { RandomStream } from '../../src/engine/network/random';
import { repositoryRoot } from '../engine/support';

/** How one of two commands on a folder ended. */
export interface Ending {
  readonly pid: number | undefined;
  /** Null for one that was killed. */
  readonly status: number | null;
  readonly words: string;
}

/**
 * Begins the same command twice, one a random part of the time that it takes after the other, and kills one of them, or
 * none, at a random instant.
 * @param ms that the command takes alone
 */
export async function twoAtOnce(args: readonly string[], cwd: string, random: RandomStream, ms: number) {
  const anyTime = () => wait((random.integer(1000) / 1000) * ms);
  const victim = random.integer(3);
  const [between, until] = [random.integer(2) === 0 ? Promise.resolve() : anyTime(), anyTime()];
  const first = begin(args, cwd);
  await between;
  const second = begin(args, cwd);
  await until;
  [first, second][victim]?.child.kill('SIGKILL');
  return await Promise.all([first.ended, second.ended]);
}

/** Runs a command to its end. */
export function alone(args: readonly string[], cwd: string): Promise<Ending> {
  return begin(args, cwd).ended;
}

function begin(args: readonly string[], cwd: string): { child: ChildProcess; ended: Promise<Ending> } {
  const child = spawn(process.execPath, [join(repositoryRoot(), 'dist/cli.js'), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  const ended = once(child, 'close').then(() => ({ pid: child.pid, status: child.exitCode, words }));
  return { child, ended };
}
