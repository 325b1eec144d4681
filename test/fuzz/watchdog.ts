import { Worker } from 'node:worker_threads';

/** An input that is not done after this long never will be: the process is ended, with the input's number. */
const HANG_S = 120;

/** Watches from another thread, since a parser that hangs lets nothing else run on its own. */
const WATCHING = `
const { workerData: { words, hang } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
let [seen, since] = [-1, Date.now()];
setInterval(() => {
  const now = Atomics.load(words, 0);
  if (now !== seen || now === 0) [seen, since] = [now, Date.now()];
  else if (Date.now() - since > 1000 * hang) {
    writeSync(2, 'Input ' + now + ' has not come to an end in ' + hang + ' s.\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000);
`;

export class Watchdog {
  private readonly words = new Int32Array(new SharedArrayBuffer(4));
  private readonly worker = new Worker(WATCHING, { eval: true, workerData: { words: this.words, hang: HANG_S } });

  constructor() {
    this.worker.unref();
  }

  /** @param input from 1; 0 while there is none */
  beginning(input: number): void {
    Atomics.store(this.words, 0, input);
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }
}
