import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { repositoryRoot } from '../engine/support';
import type { Ended } from './support';

/** What a standard stream leads to: a pipe that is read, one whose reader has gone, a full disk, a file opened for reading. */
export type Leads = 'read' | 'gone' | 'full' | 'unwritable';

const DEVICES = { full: { path: '/dev/full', flags: 'w' }, unwritable: { path: '/dev/null', flags: 'r' } };

/** Runs `attribution …` with standard output and error that lead there. */
export function attributionInto(
  { stdout, stderr }: Readonly<Record<'stdout' | 'stderr', Leads>>,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const opened: number[] = [];
  const stdio = [stdout, stderr].map((leads) => {
    if (leads === 'read' || leads === 'gone') return 'pipe';
    const descriptor = openSync(DEVICES[leads].path, DEVICES[leads].flags);
    opened.push(descriptor);
    return descriptor;
  });
  return new Promise((resolve, reject) => {
    const command = [join(repositoryRoot(), 'dist/cli.js'), ...args];
    const child = spawn(process.execPath, command, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', ...stdio] as ('ignore' | 'pipe' | number)[],
    });
    for (const descriptor of opened) closeSync(descriptor);
    const texts = { stdout: '', stderr: '' };
    const hear = (stream: Readable | null, leads: Leads, name: 'stdout' | 'stderr') => {
      // Long before the command has anything to say.
      if (leads === 'gone') stream?.destroy();
      else
        stream?.setEncoding('utf8').on('data', (text: string) => {
          texts[name] += text;
        });
    };
    hear(child.stdout, stdout, 'stdout');
    hear(child.stderr, stderr, 'stderr');
    child.on('error', reject).on('close', (status, signal) => resolve({ status, signal, ...texts }));
  });
}
