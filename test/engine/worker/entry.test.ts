import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { setsOf } from '../../../src/engine/compared';
import type { ExperimentConfig } from '../../../src/engine/config';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { CancelledError, ConfigError } from '../../../src/engine/errors';
import type { ExperimentEvent } from '../../../src/engine/experiment';
import { statusOf } from '../../../src/engine/runs/pendingFile';
import { readRun } from '../../../src/engine/runs/runStore';
import type { EngineContract } from '../../../src/engine/worker/contracts';
import type { Role } from '../../../src/engine/worker/protocol';
import { Thread } from '../../../src/engine/worker/thread';
import { buildCommandLine, repositoryRoot, run, smallConfig, temporaryFolders } from '../support';

describe('a worker that runs experiments', function () {
  this.timeout(60_000);
  const parent = temporaryFolders();

  let thread: Thread<EngineContract>;
  before(async () => {
    await buildCommandLine();
    const workerData = () => ({ role: 'engine' }) satisfies Role;
    thread = new Thread(join(repositoryRoot(), 'dist/worker.js'), { workerData });
  });
  after(() => thread.dispose());

  /** Everything that the worker says of an experiment, and how it ends. */
  async function messagesOf(config: ExperimentConfig, name = 'run', cancelAt?: (event: ExperimentEvent) => boolean) {
    const cancel = new CancelFlag();
    const events: ExperimentEvent[] = [];
    const onEvent = (event: ExperimentEvent) => {
      events.push(event);
      if (cancelAt?.(event)) cancel.raise();
    };
    const request = { config, cacheFolder: join(parent(), 'cache'), runFolder: join(parent(), name) };
    const failure = await thread.start('experiment', request, { cancel, onEvent }).result.then(
      () => undefined,
      (error: Error) => error,
    );
    return { events, failure };
  }

  it('tells its events in order and then that it is complete; the run is that of any other thread', async () => {
    const { events, failure } = await messagesOf(smallConfig());
    assert.equal(failure, undefined);
    const order = events.map((message) => (message.type === 'training' ? message.name : message.type));
    const firsts = [...new Set(order)].filter((name) => !name.startsWith('without-'));
    assert.deepEqual(firsts, ['preparing', 'planned', 'phase1', 'comparing', 'compared', 'controls']);
    assert.equal(order.at(-1), 'comparing');
    assert.deepEqual(await readdir(parent()), ['run']);
    const stored = await readRun(join(parent(), 'run'));
    const direct = await run(smallConfig(), openDrawnDigits(1));
    assert.deepEqual(stored.file.metrics, JSON.parse(JSON.stringify(direct.metrics)));
    assert.deepEqual(stored.parameters.y.values, direct.attribution.y.values);

    // What can be looked at meanwhile is in memory that both threads see.
    const compared = events.find(({ type }) => type === 'compared');
    assert.ok(compared?.type === 'compared');
    assert.deepEqual(setsOf(compared.run).y.values, stored.parameters.y.values);

    // Progress is gathered on its way, but no point of a history is lost.
    for (const { name, history } of [{ name: 'phase1', history: stored.file.phase1.history }, ...stored.file.forks]) {
      const told = events.flatMap((message) =>
        message.type === 'training' && message.name === name ? message.points : [],
      );
      assert.deepEqual(told, history, name);
    }
  });

  it('says when it is cancelled, also in the folder', async () => {
    const { failure } = await messagesOf(
      smallConfig({ forks: { untilRow: 20_000 } }),
      'run',
      ({ type }) => type === 'training',
    );
    assert.ok(failure instanceof CancelledError);
    assert.equal(await statusOf(join(parent(), 'run')), 'cancelled');
  });

  it('runs what it is asked for one after the other, each as if it were alone', async () => {
    const order: string[] = [];
    const noted = (name: string) => messagesOf(smallConfig(), name).then(() => order.push(name));
    const cancelled = () => messagesOf(smallConfig(), 'cancelled', () => true).then(() => order.push('cancelled'));
    await Promise.all([noted('one'), cancelled(), noted('two')]);
    assert.deepEqual(order, ['one', 'cancelled', 'two']);
    assert.deepEqual((await readdir(parent())).sort(), ['cancelled', 'one', 'two']);
    const [one, two] = await Promise.all(['one', 'two'].map((name) => readRun(join(parent(), name))));
    assert.deepEqual(two?.parameters, one?.parameters);
  });

  it('keeps no memory of the experiments that are over', async () => {
    const config = smallConfig({ network: { hidden: [300] }, measures: [] });
    const resident = async (name: string) => {
      await messagesOf(config, name);
      await rm(join(parent(), name), { recursive: true });
      return process.memoryUsage.rss() / 2 ** 20;
    };
    for (const name of ['first', 'second']) await resident(name);
    const before = await resident('third');
    for (let count = 0; count < 4; count++) await resident('further');
    const after = await resident('last');
    // Each makes a dozen networks of 1.8 MiB and the kernel's memory: 35 MiB, five times.
    assert.ok(after - before < 120, `${before} MiB grew to ${after} MiB`);
  });

  it('says by name and in words what is wrong with a config', async () => {
    const { failure } = await messagesOf(smallConfig({ groups: { a: [1, 11], b: [6, 8] } }));
    assert.ok(failure instanceof ConfigError);
    assert.match(failure.message, /^groups\.a\[1\]: found 11/);
    assert.deepEqual(failure.mistakes.length, 1);
    assert.deepEqual(await readdir(parent()), []);
  });
});
