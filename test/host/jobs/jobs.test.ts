import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { CancelledError, DataError } from '../../../src/engine/errors';
import { Job } from '../../../src/extension/jobs/job';
import { Jobs } from '../../../src/extension/jobs/jobs';
import { StatusBar } from '../../../src/extension/jobs/statusBar';

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

  it('that was asked to stop says that alone, until it has', async () => {
    const heard: string[] = [];
    job.start();
    job.onProgress(({ stage }) => heard.push(stage));
    job.cancel();
    job.say(0.5);
    job.cancel();
    equal(job.stopping, true);
    job.reject(new CancelledError());
    await job.finished;
    equal(job.stopping, false);
    deepEqual(heard, ['Cancelling']);
  });

  describe('in a window', () => {
    const shown = new Set<string>();
    const keys: unknown[] = [];
    let items: vscode.StatusBarItem[] = [];
    let statusBar: StatusBar;
    let told: string[] = [];
    let visible = true;
    const undo: (() => void)[] = [];

    beforeEach(() => {
      shown.clear();
      keys.length = 0;
      items = [];
      told = [];
      visible = true;
      const { createStatusBarItem, showWarningMessage, showErrorMessage } = vscode.window;
      const { executeCommand } = vscode.commands;
      Object.assign(vscode.window, {
        createStatusBarItem: (id: string) => {
          const item = { id, show: () => shown.add(id), hide: () => shown.delete(id), dispose: () => {} };
          items.push(item as unknown as vscode.StatusBarItem);
          return item;
        },
        showWarningMessage: async (_question: string, yes: string) => yes,
        showErrorMessage: async (message: string) => void told.push(message),
      });
      Object.assign(vscode.commands, {
        executeCommand: async (_command: string, key: string, value: unknown) => keys.push([key, value]),
      });
      undo.push(() => {
        Object.assign(vscode.window, { createStatusBarItem, showWarningMessage, showErrorMessage });
        Object.assign(vscode.commands, { executeCommand });
      });
      statusBar = new StatusBar();
      undo.push(() => statusBar.dispose());
    });
    afterEach(() => {
      for (const action of undo.splice(0).reverse()) action();
    });

    function jobsCalled(name: string): Jobs<TestJob> {
      const jobs = new Jobs<TestJob>(
        {
          name,
          cancelWords: `Cancel ${name}`,
          contextKey: 'test.running',
          isVisible: () => visible,
          completeWords: () => 'Complete.',
          show: () => ['Show', () => told.push(`shows ${name}`)],
          failedWords: (message) => message,
          remedies: () => [],
        },
        statusBar,
        log,
      );
      undo.push(() => jobs.dispose());
      return jobs;
    }

    it('stands in the status bar while it runs, sets its key, and makes room when a person says so', async () => {
      const jobs = jobsCalled('one');
      equal(await jobs.madeRoom('Is there room?'), true);
      jobs.follow(job);
      job.start();
      job.say(0.5);
      deepEqual([...shown], ['attribution.progress', 'attribution.progress.cancel']);
      equal(items[0]?.text, '$(sync~spin) Testing · 50 %');
      equal(items[1]?.tooltip, 'Cancel one');
      await statusBar.choose(undefined);
      deepEqual(told, ['shows one']);
      equal(await jobs.madeRoom('Is there room?'), true);
      equal(job.status.kind, 'cancelled');
      deepEqual([...shown], []);
      deepEqual(keys, [
        ['test.running', true],
        ['test.running', false],
      ]);
    });

    it('has its line beside others, of which a person chooses one to cancel', async () => {
      const other = new TestJob(log);
      undo.push(() => other.dispose());
      jobsCalled('one').follow(job);
      jobsCalled('other').follow(other);
      for (const one of [job, other]) one.start();
      job.say(0.5);
      other.say(0.25);
      equal(items[0]?.text, '$(sync~spin) 2 running · Testing · 50 %');
      equal(items[0]?.tooltip, 'one · Testing · half\nother · Testing · half');
      const { createQuickPick } = vscode.window;
      const [accepted, hidden] = [new vscode.EventEmitter<void>(), new vscode.EventEmitter<void>()];
      const never = new vscode.EventEmitter<never>();
      Object.assign(vscode.window, {
        createQuickPick: () => ({
          items: [] as readonly vscode.QuickPickItem[],
          onDidTriggerItemButton: never.event,
          onDidAccept: accepted.event,
          onDidHide: hidden.event,
          dispose: () => {},
          hide: () => hidden.fire(),
          get selectedItems() {
            return this.items.filter(({ label }) => label === 'other');
          },
          show: () => accepted.fire(),
        }),
      });
      undo.push(() => Object.assign(vscode.window, { createQuickPick }));
      await statusBar.choose('cancel');
      other.reject(new CancelledError());
      await other.finished;
      equal(other.status.kind, 'cancelled');
      equal(job.running, true);
      equal(items[0]?.text, '$(sync~spin) Testing · 50 %');
    });

    for (const inSight of [true, false])
      it(`that fails is told by a message only where no page says it: ${inSight ? 'in' : 'out of'} sight`, async () => {
        visible = inSight;
        jobsCalled('one').follow(job);
        job.start();
        job.reject(new Error('broken'));
        await job.finished;
        deepEqual(told, inSight ? [] : ['broken']);
        deepEqual([...shown], []);
      });
  });
});
