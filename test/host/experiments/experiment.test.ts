import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type ConfigInput, parseConfig } from '../../../src/engine/config';
import { DataError, NO_MIRROR } from '../../../src/engine/errors';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import { plainError } from '../../../src/engine/worker/protocol';
import { Experiment } from '../../../src/extension/experiments/experiment';
import { Command } from '../../../src/extension/ids';
import { EngineThread } from '../../../src/extension/jobs/engineThread';
import type { Controls } from '../../../src/model/metrics';
import type { PanelState } from '../../../src/model/panelProtocol';
import type { RunView } from '../../../src/model/runView';
import { emptyWorkspace, eventually, large, panelTabs, services, small, start, workerFile } from '../support';

/**
 * Milliseconds that this thread has worked, where its version of Node knows: on a busy machine more goes by without that
 * it has anything to do with it.
 */
function timeOfThread(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => { user: number; system: number } };
  if (threadCpuUsage === undefined) return performance.now();
  const { user, system } = threadCpuUsage.call(process);
  return (user + system) / 1000;
}

describe('an experiment', () => {
  const workspace = emptyWorkspace();
  const parts = services();

  function experimentOn(config: ConfigInput, engine = parts.engine): Experiment {
    const experiment = new Experiment(parseConfig(config), undefined, { ...parts, engine });
    workspace.atEnd(() => experiment.dispose());
    return experiment;
  }

  /** An engine of its own for a test, in another worker than the extension's. */
  function engineOf(file: string): EngineThread {
    const engine = new EngineThread(file);
    workspace.atEnd(() => engine.dispose());
    return engine;
  }

  /** Runs with a worker of this code instead of the extension's own. */
  async function endWith(code: string): Promise<PanelState> {
    const experiment = experimentOn(small, engineOf(await workspace.write('worker.js', code)));
    experiment.start();
    await experiment.finished;
    return experiment.state;
  }

  const stage = (experiment: Experiment, beginning: string) =>
    new Promise<void>((resolve) => {
      experiment.onProgress((progress) => {
        if (progress.stage.startsWith(beginning)) resolve();
      });
    });

  /** Longest time, in milliseconds, for which the host did nothing else while something went on. */
  async function longestGap(during: () => Promise<void>): Promise<number> {
    let last = timeOfThread();
    let longest = 0;
    const tick = () => {
      const now = timeOfThread();
      longest = Math.max(longest, now - last);
      last = now;
    };
    const timer = setInterval(tick, 10);
    try {
      await during();
      tick();
    } finally {
      clearInterval(timer);
    }
    return longest;
  }

  it('tells its progress, its points, and at the end its run', async () => {
    const experiment = experimentOn(small);
    const stages = new Set<string>();
    const steps: string[] = [];
    const shares: number[] = [];
    const networks = new Map<string, number>();
    experiment.onProgress(({ stage, detail, share }) => {
      stages.add(stage);
      if (stage === 'Comparing the forks' || stage === 'Computing the controls') steps.push(detail);
      if (steps.length > 0 && share !== null) shares.push(share);
    });
    experiment.onPoints(({ network, points }) => networks.set(network, (networks.get(network) ?? 0) + points.length));
    experiment.start();
    await experiment.finished;
    const { state } = experiment;
    ok(state.kind === 'complete', JSON.stringify(state));
    equal(state.run.runId, experiment.runId);
    deepEqual(await workspace.inRunsFolder(), [experiment.runId]);
    ok(stages.has('Comparing the forks'), [...stages].join());
    // The end is counted: no bar stands at its end while there is something to do.
    ok(new Set(steps).size > 3, steps.join());
    match(steps[0] ?? '', /^step 1 of \d+$/);
    ok(
      shares.every((share, index) => share < 1 && share >= (shares[index - 1] ?? 0)),
      shares.join(),
    );
    ok(stages.has('Reading the run'), [...stages].join());
    for (const { name, points } of state.run.training.networks) equal(networks.get(name), points.length, name);
    deepEqual([...networks.keys()].sort(), ['phase1', 'without-1', 'without-6', 'without-7', 'without-8']);
  });

  describe('whose controls are being made', () => {
    const wide: ConfigInput = { ...small, network: { hidden: [100] } };

    it('can be looked at, has each of them as it comes, and is in the end what it was', async () => {
      const experiment = experimentOn(wide);
      const looked: RunView[] = [];
      const made: Partial<Controls>[] = [];
      const awaited: string[] = [];
      experiment.onState(() => {
        const { state } = experiment;
        if (state.kind === 'running' && state.run !== null) looked.push(state.run);
      });
      experiment.onControls((some) => made.push(some));
      experiment.onProgress((progress) => {
        const { state } = experiment;
        // Status bar and panel are told the same.
        ok(state.kind === 'running');
        equal(state.progress, progress);
        if (progress.stage === 'Computing the controls') awaited.push(progress.detail);
      });
      experiment.start();
      await experiment.finished;
      const { state } = experiment;
      ok(state.kind === 'complete', JSON.stringify(state));
      equal(looked.length, 1, 'the whole is told once; what follows by itself');
      const [early] = looked as [RunView];
      deepEqual({ ...early, metrics: null, awaited: [] }, { ...state.run, metrics: null });
      ok(early.awaited.includes('neuronPermutation') || 'neuronPermutation' in early.metrics.controls);
      deepEqual(Object.assign({}, early.metrics.controls, ...made), state.run.metrics.controls);
      match(awaited[0] ?? '', /^neurons shuffled, ink alone, x adds to the ink, residual r, /);
      ok(new Set(awaited).size > 3, awaited.join(' | '));
    });

    it('is cancelled as at any other time: nothing can be looked at any more, and it can be resumed', async () => {
      const experiment = experimentOn(wide);
      experiment.onState(() => {
        const { state } = experiment;
        if (state.kind === 'running' && state.run !== null) experiment.cancel();
      });
      experiment.start();
      await experiment.finished;
      equal(experiment.state.kind, 'cancelled');
      ok(!('run' in experiment.state));
      equal(await statusOf(join(workspace.runsFolder, experiment.runId)), 'cancelled');
    });
  });

  describe('that is cancelled', () => {
    it('by the command, can be resumed, and makes room for the next one', async () => {
      await workspace.openConfig(large);
      await start();
      equal(workspace.running, true);
      await eventually('the panel', () => panelTabs().length === 1);
      // Somewhere into the data or the training; where exactly does not matter.
      await eventually('its folder', async () =>
        (await workspace.inRunsFolder()).some((name) => !name.startsWith('.')),
      );
      await vscode.commands.executeCommand(Command.cancelExperiment);
      await eventually('the end', () => !workspace.running);
      const [cancelled = ''] = await workspace.inRunsFolder();
      equal(await statusOf(join(workspace.runsFolder, cancelled)), 'cancelled');
      await workspace.openConfig({ ...small, seed: 3 });
      await start();
      equal((await workspace.configOfRun()).seed, 3);
      // The one that was cancelled can be resumed in its own.
      await eventually('both panels', () => panelTabs().length === 2);
    });

    for (const [when, config] of [
      ['Training phase 1', large],
      ['Training 4 forks', { ...large, phase1: { rows: 100 } }],
    ] as const)
      it(`during "${when}", leaves what it has shown, and can be resumed`, async () => {
        const experiment = experimentOn(config);
        experiment.start();
        await stage(experiment, when);
        await eventually('points', () => {
          const { state } = experiment;
          return state.kind === 'running' && state.training.networks.some(({ points }) => points.length > 0);
        });
        experiment.cancel();
        await experiment.finished;
        const { state } = experiment;
        ok(state.kind === 'cancelled', JSON.stringify(state));
        equal(state.training.networks.length, 5);
        ok(state.training.networks.some(({ points }) => points.length > 0));
        equal(state.runId, experiment.runId);
        deepEqual(await workspace.inRunsFolder(), [experiment.runId]);
        deepEqual(
          (await parts.library.entriesNow()).map(({ id, state }) => [id, state]),
          [[experiment.runId, 'cancelled']],
        );
      });

    it('before it has begun, leaves nothing but what can be begun again', async () => {
      const experiment = experimentOn(large);
      experiment.start();
      experiment.cancel();
      await experiment.finished;
      equal(experiment.state.kind, 'cancelled');
      // Its thread may have made the folder before it was told.
      const left = await workspace.inRunsFolder();
      for (const id of left) equal(await statusOf(join(workspace.runsFolder, id)), 'cancelled');
      ok(left.length <= 1);
    });

    it('ends even where its worker does not listen', async () => {
      const experiment = experimentOn(small, engineOf(await workspace.write('worker.js', 'for (;;);')));
      experiment.start();
      experiment.cancel();
      await experiment.finished;
      equal(experiment.state.kind, 'cancelled');
    });
  });

  it('that was cancelled goes on in the same folder, to the same run', async () => {
    // The defaults: a second of training, in which there is time to cancel it.
    const whole = experimentOn({});
    whole.start();
    await whole.finished;
    const cancelled = experimentOn({});
    cancelled.start();
    await stage(cancelled, 'Training phase 1');
    cancelled.cancel();
    await cancelled.finished;
    equal(cancelled.state.kind, 'cancelled');
    const run = await parts.runs.unfinishedRun(cancelled.runId);
    ok(run !== undefined);
    const resumed = new Experiment(run.file.config, undefined, parts, run);
    workspace.atEnd(() => resumed.dispose());
    resumed.start();
    await resumed.finished;
    const { state } = resumed;
    ok(state.kind === 'complete', JSON.stringify(state));
    equal(state.run.runId, cancelled.runId);
    const [expected, found] = await Promise.all([whole, cancelled].map(({ runId }) => parts.runs.load(runId)));
    deepEqual(found?.file.checksums, expected?.file.checksums);
    deepEqual(found?.file.metrics, expected?.file.metrics);
    ok((await parts.library.entriesNow()).every(({ state }) => state === 'complete'));
  });

  describe('after another one', () => {
    async function complete(config: ConfigInput): Promise<number | undefined> {
      const experiment = experimentOn(config);
      experiment.start();
      await experiment.finished;
      equal(experiment.state.kind, 'complete');
      return parts.engine.threadId;
    }

    it('runs on the same thread', async () => {
      const thread = await complete(small);
      ok(thread !== undefined);
      equal(await complete({ ...small, seed: 2 }), thread);
    });

    it('that was cancelled, too', async () => {
      const thread = await complete(small);
      const cancelled = experimentOn(large);
      cancelled.start();
      await stage(cancelled, 'Training phase 1');
      cancelled.cancel();
      await cancelled.finished;
      equal(cancelled.state.kind, 'cancelled');
      equal(await complete(small), thread);
    });
  });

  describe('whose worker', () => {
    const failed = (state: PanelState) => {
      ok(state.kind === 'failed', JSON.stringify(state));
      return state;
    };

    it('throws, fails with what was thrown', async () => {
      const { message, inLog } = failed(await endWith("throw new Error('boom');"));
      match(message, /boom/);
      equal(inLog, true);
    });

    it('rejects without anybody listening, fails with the reason', async () => {
      const { message, inLog } = failed(
        await endWith("Promise.reject(new TypeError('bang')); setTimeout(() => {}, 1e6);"),
      );
      match(message, /bang/);
      equal(inLog, true);
    });

    for (const [title, code, status] of [
      ['ends early', '', 0],
      ['exits', 'process.exit(3);', 3],
    ] as const)
      it(`${title}, fails and says so`, async () => {
        const { message, inLog } = failed(await endWith(code));
        match(message, new RegExp(`worker.* ended .*${status}`));
        equal(inLog, true);
      });

    it('finds no mirror, fails in words, with the addresses beside them', async () => {
      const found = `${NO_MIRROR} (https://example.org/train.gz: fetch failed (getaddrinfo ENOTFOUND example.org))`;
      const mistake = { path: 'data', found, expected: 'a connection to one of them' };
      const error = { ...plainError(new DataError(mistake)), stack: '' };
      const state = failed(
        await endWith(`
          const { parentPort } = require('node:worker_threads');
          parentPort.on('message', ({ id }) =>
            parentPort.postMessage({ type: 'failed', id, error: ${JSON.stringify(error)} }));`),
      );
      equal(state.message, 'MNIST could not be downloaded. Is there a connection to the network?');
      match(state.details ?? '', /ENOTFOUND example\.org/);
      equal(state.inLog, false);
      deepEqual(state.ways, { hasConfigFile: false, lacksImages: true, before: null });
    });

    it('ends in the midst of a run, fails with a run that can be resumed', async () => {
      const code = `
        const { parentPort } = require('node:worker_threads');
        const post = parentPort.postMessage.bind(parentPort);
        parentPort.postMessage = (told) => {
          post(told);
          if (told.type === 'event' && told.event.type === 'training') setImmediate(() => { throw new Error('boom'); });
        };
        require(${JSON.stringify(workerFile())});`;
      const experiment = experimentOn(large, engineOf(await workspace.write('worker.js', code)));
      experiment.start();
      await experiment.finished;
      equal(failed(experiment.state).runId, experiment.runId);
      const run = await parts.runs.unfinishedRun(experiment.runId);
      equal(run?.status, 'interrupted');
      equal(run?.file.reason, 'boom');
    });

    it('is not there, fails', async () => {
      const experiment = experimentOn(small, engineOf(`${workspace.folder}/no-worker.js`));
      experiment.start();
      await experiment.finished;
      const { message, inLog } = failed(experiment.state);
      match(message, /no-worker/);
      equal(inLog, true);
    });

    it('says that a run is complete which it has not written, fails', async () => {
      const code = `
        const { parentPort } = require('node:worker_threads');
        parentPort.on('message', ({ id }) => parentPort.postMessage({ type: 'result', id }));`;
      match(failed(await endWith(code)).message, /no run of this name/);
    });

    it('has failed, does not stop the next experiment', async () => {
      failed(await endWith("throw new Error('boom');"));
      const experiment = experimentOn(small);
      experiment.start();
      await experiment.finished;
      equal(experiment.state.kind, 'complete');
    });
  });

  describe('that cannot be finished', () => {
    for (const [title, config, message] of [
      ['data that is not there', { ...small, data: '/nowhere/at/all' }, /\/nowhere\/at\/all/],
      ['a learning rate that makes it diverge', { ...small, learningRate: 1e150 }, /diverged.*smaller learningRate/],
      ['rows beyond the data', { phase1: { rows: 59_999 }, forks: { untilRow: 70_000 } }, /untilRow/],
    ] as const)
      it(`for ${title}, says so to the person, not to the log`, async () => {
        const experiment = experimentOn(config);
        experiment.start();
        await experiment.finished;
        const { state } = experiment;
        ok(state.kind === 'failed', JSON.stringify(state));
        match(state.message, message);
        equal(state.inLog, false);
        equal(state.runId, null);
        // A run that diverged stays as one that failed; what could not be begun leaves nothing.
        const left = await workspace.inRunsFolder();
        deepEqual(left, 'learningRate' in config ? [experiment.runId] : []);
        for (const id of left) equal(await statusOf(join(workspace.runsFolder, id)), 'failed');
      });
  });

  it('leaves the host free, from the start to the run that is shown', async () => {
    const experiment = experimentOn({});
    const gap = await longestGap(async () => {
      experiment.start();
      await experiment.finished;
    });
    equal(experiment.state.kind, 'complete');
    ok(gap < 1000, `The host was busy for ${gap} ms.`);
  });
});
