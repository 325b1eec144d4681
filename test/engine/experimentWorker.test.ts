import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ExperimentConfig } from '../../src/engine/config';
import { openDrawnDigits } from '../../src/engine/data/drawnDigits';
import { readRun } from '../../src/engine/runs/runStore';
import type { FromExperiment, Role } from '../../src/engine/worker/protocol';
import { buildCommandLine, repositoryRoot, run, smallConfig, temporaryFolders } from './support';

describe('a worker that runs an experiment', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();
  before(buildCommandLine);

  /** Everything that the worker says, until it ends by itself. */
  function messagesOf(config: ExperimentConfig, cancelAt?: (message: FromExperiment) => boolean) {
    const cancel = new CancelFlag();
    const folders = { cacheFolder: join(parent(), 'cache'), runFolder: join(parent(), 'run') };
    const role: Role = { role: 'experiment', config, ...folders, cancelMemory: cancel.memory };
    return new Promise<FromExperiment[]>((resolve, reject) => {
      const messages: FromExperiment[] = [];
      const worker = new Worker(join(repositoryRoot(), 'dist/worker.js'), { workerData: role });
      worker.on('message', (message: FromExperiment) => {
        messages.push(message);
        if (cancelAt?.(message)) cancel.raise();
      });
      worker.on('error', reject).on('exit', () => resolve(messages));
    });
  }

  it('tells its events in order and then that it is complete; the run is that of any other thread', async () => {
    const messages = await messagesOf(smallConfig());
    const order = messages.map((message) => (message.type === 'training' ? message.name : message.type));
    const firsts = [...new Set(order)].filter((name) => !name.startsWith('without-'));
    assert.deepEqual(firsts, ['preparing', 'planned', 'phase1', 'comparing', 'complete']);
    assert.equal(order.at(-1), 'complete');
    assert.deepEqual(await readdir(parent()), ['run']);
    const stored = await readRun(join(parent(), 'run'));
    const direct = await run(smallConfig(), openDrawnDigits(1));
    assert.deepEqual(stored.file.metrics, JSON.parse(JSON.stringify(direct.metrics)));
    assert.deepEqual(stored.parameters.y.values, direct.attribution.y.values);

    // Progress is gathered on its way, but no point of a history is lost.
    for (const { name, history } of [{ name: 'phase1', history: stored.file.phase1.history }, ...stored.file.forks]) {
      const told = messages.flatMap((message) =>
        message.type === 'training' && message.name === name ? message.points : [],
      );
      assert.deepEqual(told, history, name);
    }
  });

  it('says when it is cancelled, and leaves nothing', async () => {
    const messages = await messagesOf(smallConfig({ forks: { untilRow: 20_000 } }), ({ type }) => type === 'training');
    const last = messages.at(-1);
    assert.ok(last?.type === 'failed' && last.error.name === 'CancelledError');
    assert.deepEqual(await readdir(parent()), []);
  });

  it('says by name and in words what is wrong with a config', async () => {
    const last = (await messagesOf(smallConfig({ groups: { a: [1, 11], b: [6, 8] } }))).at(-1);
    assert.ok(last?.type === 'failed' && last.error.name === 'ConfigError');
    assert.match(last.error.message, /^groups\.a\[1\]: found 11/);
    assert.deepEqual(await readdir(parent()), []);
  });
});
