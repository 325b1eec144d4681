import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/** How long a candidate's own loop took, in seconds: of processor time, and by the clock. */
export interface Taken {
  readonly cpu: number;
  readonly wall: number;
}

/** One thread for every library that would take more: these operations are too small to be shared out. */
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
/** So that Python leaves nothing beside its scripts. */
const NO_BYTECODE = { PYTHONDONTWRITEBYTECODE: '1' };

/** A candidate, running in a process of its own until it is stopped. */
export class CandidateProcess {
  /** What it says it is: `PyTorch 1.13.1`. */
  version = '';
  /** The end of what it wrote to standard error. */
  complaints = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
  ) {
    const note = (text: string) => {
      this.complaints = (this.complaints + text).slice(-2000);
    };
    child.stderr.on('data', (chunk: Buffer) => note(chunk.toString()));
    child.on('error', (error) => note(error.message));
    // A request to one that has ended: its answer will say so.
    child.stdin.on('error', (error) => note(error.message));
  }

  /** @throws Error when it ends before it is ready */
  static async start(command: readonly string[]): Promise<CandidateProcess> {
    const [program, ...args] = command as [string, ...string[]];
    const child = spawn(program, args, { env: { ...process.env, ...ONE_THREAD, ...NO_BYTECODE } });
    const candidate = new CandidateProcess(child, linesOf(createInterface({ input: child.stdout })));
    const first = await candidate.lines.next();
    if (first.done) throw new Error(candidate.complaints.trim() || `${program} ended before it was ready`);
    candidate.version = (JSON.parse(first.value) as { version: string }).version;
    return candidate;
  }

  /**
   * Trains a fresh copy of the initial network on the first `steps` examples.
   * @param resultFile where parameters and tallies are written, outside of the time taken
   */
  async train(steps: number, tallying: boolean, resultFile = '-'): Promise<Taken> {
    this.child.stdin.write(`${steps} ${tallying ? 1 : 0} ${resultFile}\n`);
    const answer = await this.lines.next();
    if (answer.done) throw new Error('It ended before it had answered.');
    return JSON.parse(answer.value) as Taken;
  }

  stop(): void {
    this.child.stdin.end();
  }
}

/** Lines that look like answers; libraries may print lines of their own. */
async function* linesOf(lines: Interface): AsyncGenerator<string, undefined> {
  for await (const line of lines) if (line.startsWith('{')) yield line;
  return undefined;
}
