import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { CancelledError, DataError } from '../../../src/engine/errors';
import { Job } from '../../../src/extension/jobs/job';
import { Jobs } from '../../../src/extension/jobs/jobs';

/** A job whose thread does what a test says. */
class TestJob extends Job {
  resolve = () => {};
  reject = (_error: Error) => {};
  /** What went wrong where its end was to be kept. */
  fault: Error | undefined;
  heardOf = 0;

  constructor(log: vscode.LogOutputChannel) {
    super('Test', log, { kind: 'interrupted' });
  }

  start(): void {
    const result = new Promise<void>((resolve, reject) => Object.assign(this, { resolve, reject }));
    this.run(() => ({ result, giveUp: async () => this.reject(new CancelledError()) }));
  }

  say(share: number): void {
    this.tell({ stage: 'Testing', detail: 'half', share, secondsLeft: null });
  }

  protected override async afterError(): Promise<void> {
    this.heardOf++;
    if (this.fault !== undefined) throw this.fault;
  }
}

describe('a job', () => {
  let log: vscode.LogOutputChannel;
  let job: TestJob;

  beforeEach(() => {
    log = vscode.window.createOutputChannel(`Test ${randomUUID()}`, { log: true });
    job = new TestJob(log);
  });
  afterEach(() => {
    job.dispose();
    log.dispose();
  });

  it('runs, tells its progress, and is complete', async () => {
    const heard: string[] = [];
    job.onState(() => heard.push(job.status.kind));
    job.onProgress(({ share }) => heard.push(`${share}`));
    job.start();
    job.say(0.5);
    job.resolve();
    await job.finished;
    // What comes afterwards is not heard.
    job.say(1);
    deepEqual(heard, ['running', '0.5', 'complete']);
  });

  it('ends, whatever goes wrong where its end is to be kept', async () => {
    job.fault = new Error('The disk is full.');
    job.start();
    job.reject(new DataError({ path: 'images', found: 'nothing', expected: 'images' }));
    await job.finished;
    const { status } = job;
    ok(status.kind === 'failed' && status.message.includes('images') && !status.inLog, JSON.stringify(status));
    equal(job.heardOf, 1);
  });

  it('ends even where its thread does not listen', async () => {
    job.start();
    job.cancel();
    await job.finished;
    equal(job.status.kind, 'cancelled');
  });

  it('is not heard of after the window is closed, when its log is gone too', async () => {
    job.start();
    job.dispose();
    log.dispose();
    await job.finished;
    equal(job.heardOf, 0);
  });

  it('stands in the status bar while it runs, sets its key, and makes room when a person says so', async () => {
    const { createStatusBarItem, showWarningMessage } = vscode.window;
    const { executeCommand } = vscode.commands;
    const items: vscode.StatusBarItem[] = [];
    const shown = new Set<string>();
    const keys: unknown[] = [];
    Object.assign(vscode.window, {
      createStatusBarItem: (id: string) => {
        const item = { id, show: () => shown.add(id), hide: () => shown.delete(id), dispose: () => {} };
        items.push(item as unknown as vscode.StatusBarItem);
        return item;
      },
      showWarningMessage: async (_question: string, yes: string) => yes,
    });
    Object.assign(vscode.commands, {
      executeCommand: async (_command: string, key: string, value: unknown) => keys.push([key, value]),
    });
    const jobs = new Jobs<TestJob>(
      {
        statusBar: { id: 'test', name: 'Test', cancelWords: 'Cancel it', cancel: 'test.cancel', show: 'test.show' },
        contextKey: 'test.running',
        isVisible: () => true,
        completeWords: () => 'Complete.',
        show: () => ['Show', () => {}],
        failedWords: (message) => message,
        remedies: () => [],
      },
      log,
    );
    try {
      equal(await jobs.madeRoom('Is there room?'), true);
      jobs.follow(job);
      job.start();
      job.say(0.5);
      deepEqual([...shown], ['test', 'test.cancel']);
      equal(items[0]?.text, '$(sync~spin) Testing · 50 %');
      equal(items[1]?.command, 'test.cancel');
      equal(await jobs.madeRoom('Is there room?'), true);
      equal(job.status.kind, 'cancelled');
      deepEqual([...shown], []);
      deepEqual(keys, [
        ['test.running', true],
        ['test.running', false],
      ]);
    } finally {
      jobs.dispose();
      Object.assign(vscode.window, { createStatusBarItem, showWarningMessage });
      Object.assign(vscode.commands, { executeCommand });
    }
  });
});
