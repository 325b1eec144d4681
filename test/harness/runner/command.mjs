// @ts-check
// Runs a program, shows or keeps what it says, and ends it when it goes beyond its limit or this process ends first.
import { spawn } from 'node:child_process';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * @typedef {object} CommandOptions
 * @property {string} cwd
 * @property {Record<string, string>} [env]  Over the variables of this process.
 * @property {((text: string) => void) | undefined} [hear]  Takes what it says, piece by piece; left out: it is shown at once.
 * @property {number} [limit]  In milliseconds; without one it may take for ever.
 */

/** How long a program may take to end when asked to, in milliseconds: servers and browsers of its own end with it. */
const graceful = 20_000;

/** How long the last of what it said may take to get here, in milliseconds. */
const lastWords = 5_000;

/** @type {Set<ChildProcess>} */
const running = new Set();

process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/**
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<{ status: number, cut: boolean }>}  `cut`: it was ended at its limit. A signal is status 1.
 */
export function runCommand(command, args, { cwd, env = {}, hear, limit }) {
  return new Promise((resolve, reject) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = hear === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'];
    /** @type {ChildProcess} */
    const child = spawn(command, args, { cwd, stdio, env: { ...process.env, ...env } });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => hear?.(text));
    }
    let cut = false;
    /** @type {NodeJS.Timeout | undefined} */
    let forced;
    const ending =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            cut = true;
            child.kill('SIGTERM');
            forced = setTimeout(() => child.kill('SIGKILL'), graceful);
          }, limit);
    const settle = () => {
      running.delete(child);
      clearTimeout(ending);
      clearTimeout(forced);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code) => {
      settle();
      const ended = () => resolve({ status: code ?? 1, cut });
      // The last of what it has said comes after its end; a process that it left behind may hold the pipes for longer.
      child.once('close', ended);
      setTimeout(ended, lastWords).unref();
    });
  });
}
