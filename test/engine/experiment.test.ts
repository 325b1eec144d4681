import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { setsOf } from '../../src/engine/compared';
import type { ConfigInput } from '../../src/engine/config';
import { openDrawnDigits } from '../../src/engine/data/drawnDigits';
import { CancelledError } from '../../src/engine/errors';
import { type ExperimentEvent, runExperiment } from '../../src/engine/experiment';
import { type Executor, thisThread } from '../../src/engine/training/trainer';
import { Pool } from '../../src/engine/worker/pool';
import { CONTROL_NAMES, type Controls } from '../../src/model/metrics';
import { buildCommandLine, finish, repositoryRoot, smallConfig } from './support';

describe('an experiment', function () {
  this.timeout(60_000);
  let pool: Pool;
  before(async () => {
    await buildCommandLine();
    pool = new Pool(join(repositoryRoot(), 'dist/trainer.js'), 3);
  });
  after(() => pool.dispose());

  /** @param cancelAt the event at which it is cancelled */
  function course(executors: readonly Executor[], change: ConfigInput = {}, cancelAt?: ExperimentEvent['type']) {
    const cancel = new CancelFlag();
    const events: ExperimentEvent[] = [];
    const how = { cancel, executors, parallelThresholdMs: 0 };
    const end = finish(runExperiment(smallConfig(change), openDrawnDigits(1), how), (event) => {
      events.push(event);
      if (event.type === cancelAt) cancel.raise();
    });
    return { events, end };
  }

  const kinds = {
    'on one thread': () => [thisThread],
    'on several': () => pool.executors,
  };
  for (const [kind, executors] of Object.entries(kinds)) {
    it(`can be looked at before its controls are made, which then come one after the other, ${kind}`, async () => {
      const { events, end } = course(executors());
      const run = await end;
      const types = events.map(({ type }) => type);
      const at = types.indexOf('compared');
      assert.equal(types.lastIndexOf('compared'), at);
      assert.ok(at > types.lastIndexOf('training') && at < types.indexOf('controls'));
      const compared = events[at];
      assert.ok(compared?.type === 'compared');
      const { metrics, awaited, networks, sizes, constant, inputs } = compared.run;

      // What is there is what the run has in the end; nothing stands in for what is not.
      const { controls: early, ...rest } = metrics;
      const { controls, measures: _measures, ...whole } = run.metrics;
      assert.deepEqual(rest, whole);
      const made = events.flatMap((event) => (event.type === 'controls' ? [event.made] : []));
      const come = made.flatMap((some) => Object.keys(some));
      assert.equal(new Set(come).size, come.length, 'each of them once');
      assert.deepEqual(new Set(come), new Set(awaited));
      assert.deepEqual(Object.assign({}, early, ...made), controls);
      const all = CONTROL_NAMES.filter((name) => (controls as Controls)[name] !== undefined);
      assert.deepEqual(new Set([...Object.keys(early), ...come]), new Set(all));

      assert.deepEqual([sizes, constant, inputs], [run.initial.sizes, run.constant, run.inputs]);
      assert.deepEqual(
        networks.map(({ name, points, heldOutAccuracy }) => [name, points, heldOutAccuracy]),
        [run.phase1, ...run.forks].map(({ name, history, heldOut }) => [name, history, heldOut.accuracy]),
      );
      const sets = setsOf(compared.run);
      const { x, y, a, b, c, d } = run.attribution;
      for (const [name, set] of Object.entries({
        x,
        y,
        a,
        b,
        c,
        d,
        initial: run.initial,
        phase1: run.phase1.state.parameters,
      }))
        assert.deepEqual(sets[name as keyof typeof sets].values, set.values, name);
    });

    it(`counts its steps to the end, ${kind}`, async () => {
      const { events, end } = course(executors());
      await end;
      const counted = events.flatMap((event) => (event.type === 'comparing' ? [event] : []));
      const of = counted[0]?.of ?? 0;
      assert.deepEqual(
        counted.map(({ done }) => done),
        Array.from({ length: of + 1 }, (_, done) => done),
      );
      assert.ok(counted.every((one) => one.of === of));
      assert.equal(events.at(-1), counted.at(-1));
    });

    it(`that is cancelled while its controls are made comes to nothing, ${kind}`, async () => {
      for (const type of ['compared', 'controls'] as const) {
        const { events, end } = course(executors(), {}, type);
        await assert.rejects(end, CancelledError, type);
        assert.ok(events.some((event) => event.type === type));
      }
    });
  }

  it('awaits nothing of what it does not have, and has at once what takes no time', async () => {
    const { events, end } = course([thisThread], { routing: 'halves', phase1: { rows: 300, tally: 'whole' } });
    const { controls } = (await end).metrics;
    const compared = events.find(({ type }) => type === 'compared');
    assert.ok(compared?.type === 'compared');
    assert.deepEqual(compared.run.metrics.controls, { routing: controls.routing });
    assert.ok(!compared.run.awaited.includes('wholeTally'), 'x is of all of phase 1 already');
    assert.equal(controls.wholeTally, null);
  });
});
