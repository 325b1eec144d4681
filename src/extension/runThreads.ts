import type * as vscode from 'vscode';
import type { OpenedRunContract, RunToOpen } from '../engine/worker/contracts';
import { type Call, type CallOptions, Thread } from '../engine/worker/thread';
import { roleOf } from './proxies';
import { layerMemory } from './settings';

/** How long a run is kept open with nothing asked of it. */
const IDLE_MS = 60_000;

/** Runs that are open at a time, the latest used last: each takes a thread, and one of the default size some 20 MB. */
const MOST_OPEN = 4;

type Questions = OpenedRunContract;

/** What is asked of a run; which one is said beside. */
export type Question<Name extends keyof Questions> = Omit<Questions[Name]['input'], 'run'>;

/** The threads that own the runs that are open, one a run. This side holds nothing of the size of a layer. */
export class RunThreads implements vscode.Disposable {
  private readonly threads = new Map<string, Thread<Questions>>();

  /**
   * @param workerFile the bundled `engine/worker/entry.ts`
   * @param dataFolder where downloaded data is kept
   */
  constructor(
    private readonly workerFile: string,
    private readonly dataFolder: () => string,
    private readonly idleMs = IDLE_MS,
  ) {}

  /** Asks for something of a run, which is read with the first question. */
  start<Name extends keyof Questions>(
    { folder, mayWrite }: { readonly folder: string; readonly mayWrite: boolean },
    name: Name,
    question: Question<Name>,
    options?: CallOptions<Questions[Name]['event']>,
  ): Call<Questions[Name]['result']> {
    const run: RunToOpen = { runFolder: folder, mayWrite, cacheFolder: this.dataFolder(), memory: layerMemory() };
    // Of a union of inputs, each without its run, the compiler does not see that this is the one of this name.
    const input = { ...question, run } as Questions[Name]['input'];
    return this.threadOf(folder).start(name, input, options);
  }

  /** The folders of the runs whose threads are there. */
  get open(): string[] {
    return [...this.threads].filter(([, { threadId }]) => threadId !== undefined).map(([folder]) => folder);
  }

  /** Lets go of a run; it is read anew when it is next asked for. */
  async close(folder: string): Promise<void> {
    const thread = this.threads.get(folder);
    this.threads.delete(folder);
    await thread?.dispose();
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.threads.keys()].map((folder) => this.close(folder)));
  }

  private threadOf(folder: string): Thread<Questions> {
    const thread =
      this.threads.get(folder) ??
      new Thread<Questions>(this.workerFile, { workerData: () => roleOf('run'), idleMs: this.idleMs });
    this.threads.delete(folder);
    this.threads.set(folder, thread);
    const idle = [...this.threads].filter(([, other]) => other !== thread && other.isIdle).map(([other]) => other);
    for (const oldest of idle.slice(0, Math.max(0, this.threads.size - MOST_OPEN))) void this.close(oldest);
    return thread;
  }
}
