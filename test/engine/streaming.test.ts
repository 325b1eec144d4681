import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { streaming } from '../../src/engine/streaming';
import { TimeLeft } from '../../src/engine/timeLeft';
import { coalesced } from '../../src/engine/training/coalesce';
import type { TrainingProgress } from '../../src/engine/training/job';

async function collect<Event, Result>(events: AsyncGenerator<Event, Result>) {
  const seen: Event[] = [];
  let next = await events.next();
  for (; !next.done; next = await events.next()) seen.push(next.value);
  return { seen, result: next.value };
}

describe('streaming', () => {
  it('yields what is emitted, in order, at once and later, and returns the result', async () => {
    const events = streaming<number, string>(async (emit) => {
      emit(1);
      emit(2);
      await nextTurn();
      emit(3);
      await nextTurn();
      emit(4);
      emit(5);
      return 'done';
    });
    assert.deepEqual(await collect(events), { seen: [1, 2, 3, 4, 5], result: 'done' });
  });

  it('yields an event before the work goes on to its end', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const events = streaming<string, number>(async (emit) => {
      emit('first');
      await gate;
      return 7;
    });
    assert.deepEqual(await events.next(), { done: false, value: 'first' });
    release();
    assert.deepEqual(await events.next(), { done: true, value: 7 });
  });

  it('work that emits nothing just returns', async () => {
    assert.deepEqual(await collect(streaming(() => Promise.resolve(5))), { seen: [], result: 5 });
  });

  it('throws what the work throws, after everything that was emitted before', async () => {
    const seen: number[] = [];
    const events = streaming<number, never>(async (emit) => {
      emit(1);
      await nextTurn();
      emit(2);
      throw new Error('broken');
    });
    await assert.rejects(async () => {
      for await (const event of events) seen.push(event);
    }, /broken/);
    assert.deepEqual(seen, [1, 2]);
  });

  it('a failure while the consumer is busy waits for the consumer', async () => {
    const events = streaming<number, never>(async (emit) => {
      emit(1);
      throw new Error('early');
    });
    await events.next();
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    await assert.rejects(events.next(), /early/);
  });
});

type Event = TrainingProgress | { readonly type: 'other'; readonly value: number };

function progress(name: string, step: number, losses: readonly number[] = []): TrainingProgress {
  return { type: 'training', name, step, steps: 10, points: losses.map((loss) => ({ step, loss, accuracy: 1 })) };
}

describe('coalesced', () => {
  function recorder() {
    const sent: Event[] = [];
    const clock = { now: 0 };
    const send = coalesced<Event>(
      (event) => sent.push(event),
      100,
      () => clock.now,
    );
    return { sent, clock, send };
  }

  it('passes the first on, then the last within each interval, with every point of the history', () => {
    const { sent, clock, send } = recorder();
    for (let step = 1; step <= 9; step++) {
      send(progress('phase1', step, [step]));
      clock.now += 40;
    }
    // Sent at 0 ms, and then every 80: after 120 it would be late.
    assert.deepEqual(
      sent.map((event) => event.type === 'training' && [event.step, event.points.map(({ loss }) => loss)]),
      [
        [1, [1]],
        [3, [2, 3]],
        [5, [4, 5]],
        [7, [6, 7]],
        [9, [8, 9]],
      ],
    );
    send(progress('phase1', 10, [10]));
    assert.deepEqual(
      sent.flatMap((event) => (event.type === 'training' ? event.points.map(({ loss }) => loss) : [])),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
  });

  it('holds what comes so often that the next one will not be late', () => {
    const { sent, clock, send } = recorder();
    for (let step = 1; step <= 9; step++) {
      send(progress('phase1', step));
      clock.now += 20;
    }
    // Sent at 0 and at 100 ms.
    assert.deepEqual(
      sent.map((event) => event.type === 'training' && event.step),
      [1, 6],
    );
  });

  it('passes the last of a network on at once, and networks apart', () => {
    const { sent, send } = recorder();
    send(progress('one', 1, [1]));
    send(progress('two', 1, [2]));
    send(progress('one', 2, [3]));
    send(progress('two', 10, [4]));
    assert.deepEqual(sent, [progress('one', 1, [1]), progress('two', 1, [2]), progress('two', 10, [4])]);
    send(progress('one', 10));
    const last = sent.at(-1);
    assert.deepEqual(last?.type === 'training' && last.points.map(({ loss }) => loss), [3]);
  });

  it('passes everything else on at once', () => {
    const { sent, send } = recorder();
    send(progress('one', 1));
    for (const value of [1, 2, 3]) send({ type: 'other', value });
    assert.equal(sent.length, 4);
  });
});

describe('time left', () => {
  const networks = [{ examples: 100 }, { examples: 300 }, { examples: 600 }];

  it('goes by the pace so far, over all networks', () => {
    let now = 5000;
    const left = new TimeLeft(networks, () => now);
    now += 2000;
    assert.deepEqual(left.update('phase1', 100), { share: 0.1, secondsLeft: 18 });
    now += 2000;
    left.update('without-7', 60);
    assert.deepEqual(left.update('without-1', 40), { share: 0.2, secondsLeft: 16 });
    // A network's later step replaces its earlier one.
    assert.deepEqual(left.update('without-7', 360), { share: 0.5, secondsLeft: 4 });
    left.update('without-7', 300);
    assert.deepEqual(left.update('without-1', 600), { share: 1, secondsLeft: 0 });
  });

  it('says nothing in the first half second, or before the first example', () => {
    let now = 0;
    const left = new TimeLeft(networks, () => now);
    now = 499;
    assert.deepEqual(left.update('phase1', 50), { share: 0.05, secondsLeft: null });
    now = 60_000;
    assert.deepEqual(new TimeLeft(networks, () => now).update('phase1', 0), { share: 0, secondsLeft: null });
    assert.notEqual(left.update('phase1', 50).secondsLeft, null);
  });
});
