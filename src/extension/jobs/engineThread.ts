import type * as vscode from 'vscode';
import type { EngineContract } from '../../engine/worker/contracts';
import { Thread } from '../../engine/worker/thread';
import { onDidChangeProxies, roleOf } from '../proxies';

/**
 * How long the thread is kept with nothing to do. A person who changes a value and starts again does so within it, and
 * whoever does not gets back the memory of a thread a core.
 */
const IDLE_MS = 60_000;

/** Between two looks at a thread that is at work. */
const LOOK_MS = 5000;

/** The engine's worker, kept from one experiment to the next, and replaced when the editor's proxies are others. */
export class EngineThread extends Thread<EngineContract> implements vscode.Disposable {
  private readonly settings: vscode.Disposable;

  /** @param workerFile the bundled `engine/worker/entry.ts` */
  constructor(workerFile: string, idleMs = IDLE_MS, lookMs = LOOK_MS) {
    super(workerFile, { workerData: () => roleOf('engine'), idleMs, lookMs });
    this.settings = onDidChangeProxies(() => this.outdate());
  }

  override dispose(): Promise<void> {
    this.settings.dispose();
    return super.dispose();
  }
}
