import assert from 'node:assert/strict';
import { Emitter } from '../../webview/emitter';

describe('an emitter', () => {
  it('tells every listener what was fired, in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.on((value) => heard.push(`first ${value}`));
    emitter.on((value) => heard.push(`second ${value}`));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, ['first 1', 'second 1', 'first 2', 'second 2']);
  });

  it('tells nothing to who has stopped listening, however often that is said', () => {
    const emitter = new Emitter();
    let heard = 0;
    const stop = emitter.on(() => heard++);
    let others = 0;
    emitter.on(() => others++);
    emitter.fire();
    stop();
    stop();
    emitter.fire();
    assert.deepEqual([heard, others], [1, 2]);
  });

  it('while it fires, takes listeners in and lets them go at once', () => {
    const emitter = new Emitter();
    const heard: string[] = [];
    emitter.on(() => {
      heard.push('adds');
      emitter.on(() => heard.push('late'));
      stop();
    });
    const stop = emitter.on(() => heard.push('gone'));
    emitter.fire();
    assert.deepEqual(heard, ['adds', 'late']);
  });

  it('can be handed on as an event of its own', () => {
    const emitter = new Emitter<string>();
    const { on } = emitter;
    const heard: string[] = [];
    on((value) => heard.push(value));
    emitter.fire('once');
    assert.deepEqual(heard, ['once']);
  });
});
