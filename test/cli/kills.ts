import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ExperimentConfig } from '../../src/engine/config';
import type { RandomStream } from '../../src/engine/network/random';
import { markEnded } from '../../src/engine/runs/pendingFile';
import type { ExperimentRequest } from '../../src/engine/worker/contracts';
import type { FromWorker, Role, ToWorker } from '../../src/engine/worker/protocol';
import { repositoryRoot } from '../engine/support';

/** How a run is ended by force: the command's process, or the thread of the engine. */
export const KILLS = ['SIGKILL', 'terminate', 'throw', 'out of memory'] as const;
export type Kill = (typeof KILLS)[number];

/** When: after so many milliseconds, or at so many changes that are seen in the run's folder. */
export type Moment = { readonly after: number } | { readonly changes: number };

/**
 * Half of all moments are spread over the time that the run takes, half over its writing.
 * @param whole milliseconds and changes of a run that is not killed
 */
export function anyMoment(random: RandomStream, whole: { readonly ms: number; readonly changes: number }): Moment {
  const share = random.integer(1000) / 1000;
  return random.integer(2) === 0 ? { after: share * whole.ms } : { changes: 1 + Math.floor(share * whole.changes) };
}

/** Something that makes a run, and can be ended. */
interface Making {
  readonly end: (kill: Kill) => void;
  /** Settles when it has ended, in whatever way. */
  readonly ended: Promise<unknown>;
  /** What it has said of itself. */
  readonly words: () => string;
}

/**
 * Makes or resumes a run until a moment comes; `undefined` lets it come to its end.
 * @returns milliseconds, the changes that were seen, and what was said
 */
export async function makeUntil(
  folder: string,
  config: ExperimentConfig,
  how: { readonly kill: Kill; readonly moment: Moment | undefined; readonly resume: boolean },
): Promise<{ ms: number; changes: number; words: string }> {
  const { kill, moment, resume } = how;
  const from = performance.now();
  const making = kill === 'SIGKILL' ? inProcess(folder, config, resume) : inThread(folder, config, resume);
  let changes = 0;
  const seen = () => {
    changes++;
    if (moment !== undefined && 'changes' in moment && changes === moment.changes) making.end(kill);
  };
  // The run's own folder as soon as it is there, and its appearing.
  const watchers = [watch(dirname(folder), (_event, name) => name?.includes(basename(folder)) && seen())];
  const ofRun = setInterval(() => {
    try {
      if (watchers.length === 1) watchers.push(watch(folder, seen));
    } catch {
      // Not there yet.
    }
  }, 1);
  const timer =
    moment !== undefined && 'after' in moment ? setTimeout(() => making.end(kill), moment.after) : undefined;
  await making.ended;
  clearTimeout(timer);
  clearInterval(ofRun);
  for (const watcher of watchers) watcher.close();
  return { ms: performance.now() - from, changes, words: making.words() };
}

function inProcess(folder: string, config: ExperimentConfig, resume: boolean): Making {
  const settings = Object.entries(config).flatMap(([key, value]) => ['--set', `${key}=${JSON.stringify(value)}`]);
  const args = resume ? ['resume', folder] : ['run', ...settings, '--out', folder];
  const child = spawn(process.execPath, [join(repositoryRoot(), 'dist/cli.js'), ...args, '--checkpoint', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  return { end: () => child.kill('SIGKILL'), ended: once(child, 'close'), words: () => words };
}

/** What ends the engine's thread from within, told through a port of its own. */
const FAULTY = `
  const { workerData } = require('node:worker_threads');
  workerData.faults.on('message', (kill) => {
    if (kill === 'throw') throw new Error('A fault of the thread.');
    const held = [];
    for (;;) held.push(new Array(1e5).fill(held.length));
  });
  require(workerData.file);
`;

/** As the extension host does it: whoever ends the thread, or sees it end, says so in the folder. */
function inThread(folder: string, config: ExperimentConfig, resume: boolean): Making {
  const { port1, port2 } = new MessageChannel();
  const role: Role = { role: 'engine' };
  const workerData = { ...role, faults: port2, file: join(repositoryRoot(), 'dist/worker.js') };
  const worker = new Worker(FAULTY, {
    eval: true,
    workerData,
    transferList: [port2],
    resourceLimits: { maxOldGenerationSizeMb: 96 },
    stderr: true,
  });
  const input: ExperimentRequest = {
    ...{ config, cacheFolder: folder, runFolder: folder, checkpointSeconds: 0 },
    ...(resume ? { resume } : {}),
  };
  const { memory } = new CancelFlag();
  worker.postMessage({ type: 'call', id: 1, name: 'experiment', input, cancelMemory: memory } satisfies ToWorker);
  // The error is what is tried here.
  const said: string[] = [];
  worker.on('error', (error) => said.push(error.message));
  worker.on('message', (message: FromWorker) => {
    if (message.type === 'failed') said.push(message.error.message);
    if (message.type === 'result' || message.type === 'failed') void worker.terminate();
  });
  return {
    words: () => said.join('\n'),
    end: (kill) => {
      if (kill === 'terminate') void worker.terminate();
      else port1.postMessage(kill);
    },
    ended: new Promise((resolve) => worker.on('exit', resolve)).then(async () => {
      port1.close();
      await markEnded(folder, 'interrupted', 'The thread ended.');
    }),
  };
}
