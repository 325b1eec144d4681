import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { listenToGestures, zoomSteps } from '../../../../webview/charts/gestures/gestureEvents';
import {
  type GestureState,
  IDLE,
  next,
  type PlotGesture,
  type PlotInput,
  type Tool,
} from '../../../../webview/charts/gestures/gestures';
import { viewportOf, zoomed } from '../../../../webview/charts/viewport';

const viewport = viewportOf({ left: 0, top: 0, width: 100, height: 100 });
const PLAIN = { shift: false, alt: false, pans: false };
const down = (x: number, y: number, keys: Partial<typeof PLAIN> = {}): PlotInput => ({
  type: 'down',
  x,
  y,
  ...PLAIN,
  ...keys,
});
const to = (type: 'move' | 'up', x: number, y: number): PlotInput => ({ type, x, y });

/** What comes of some input, from the beginning. */
function gestures(tool: Tool, ...inputs: readonly PlotInput[]): PlotGesture[] {
  let state: GestureState = IDLE;
  const found: PlotGesture[] = [];
  for (const input of inputs) {
    const outcome = next(state, input, tool, viewport);
    state = outcome.state;
    if (outcome.gesture !== null) found.push(outcome.gesture);
  }
  return found;
}

describe('gestures', () => {
  it('draw a box between press and release, whichever way, with a preview at each move', () => {
    const limits = { x0: 0.25, x1: 0.75, y0: 0.25, y1: 0.5 };
    const found = gestures('box', down(75, 50), to('move', 50, 60), to('move', 25, 75), to('up', 25, 75));
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['preview', 'preview', 'select'],
    );
    assert.deepEqual(found.at(-1), { kind: 'select', region: { kind: 'box', limits }, mode: 'replace' });
  });

  it('draw a lasso along the way', () => {
    const found = gestures('lasso', down(0, 100), to('move', 100, 100), to('move', 100, 0), to('up', 0, 0));
    const corners = Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1);
    assert.deepEqual(found.at(-1), { kind: 'select', region: { kind: 'lasso', corners }, mode: 'replace' });
  });

  it('go together with the selection by the keys held at the start', () => {
    for (const [shift, alt, mode] of [
      [false, false, 'replace'],
      [true, false, 'add'],
      [false, true, 'subtract'],
      [true, true, 'intersect'],
    ] as const) {
      const found = gestures('box', down(10, 10, { shift, alt }), to('move', 50, 50), to('up', 60, 60));
      for (const gesture of found) assert.equal('mode' in gesture && gesture.mode, mode);
      const [click] = gestures('box', down(10, 10, { shift, alt }), to('up', 11, 10));
      assert.deepEqual(click, { kind: 'click', place: [0.1, 0.9], mode });
    }
  });

  it('are a click below 4 pixels, and a drag from there on, even back at the start', () => {
    assert.deepEqual(
      gestures('box', down(50, 50), to('move', 53.9, 46.1), to('up', 53.9, 50)).map(({ kind }) => kind),
      ['click'],
    );
    assert.deepEqual(
      gestures('box', down(50, 50), to('move', 54, 50), to('up', 50, 50)).map(({ kind }) => kind),
      ['preview', 'select'],
    );
    assert.deepEqual(
      gestures('box', down(50, 50), to('up', 50, 54)).map(({ kind }) => kind),
      ['select'],
    );
  });

  it('end at the sides of the plot, exactly', () => {
    const found = gestures('box', down(50, 50), to('move', 130, -20), to('up', 130, -20));
    assert.deepEqual(found.at(-1), {
      kind: 'select',
      region: { kind: 'box', limits: { x0: 0.5, x1: 1, y0: 0.5, y1: 1 } },
      mode: 'replace',
    });
  });

  it('are given up by Escape: nothing is selected, and the release means nothing', () => {
    const found = gestures(
      'lasso',
      down(10, 10),
      to('move', 50, 50),
      { type: 'cancel' },
      to('move', 60, 60),
      to('up', 60, 60),
    );
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['preview', 'cancelled'],
    );
    assert.deepEqual(gestures('box', down(10, 10), { type: 'cancel' }, to('up', 10, 10)), []);
  });

  it('move the window by as much as the pointer', () => {
    const way = fc.array(fc.tuple(fc.integer({ min: -50, max: 150 }), fc.integer({ min: -50, max: 150 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(way, (places) => {
        const moves = places.map(([x, y]) => to('move', x, y));
        const found = gestures('box', down(20, 30, { pans: true }), ...moves, to('up', 0, 0));
        const sum = (part: 'byX' | 'byY') =>
          found.reduce((total, gesture) => total + (gesture.kind === 'pan' ? gesture[part] : Number.NaN), 0);
        assert.deepEqual([sum('byX') + 20, sum('byY') + 30], places.at(-1));
      }),
    );
  });

  it('keep what has been drawn where it is when the plot is zoomed on the way', () => {
    const start = next(IDLE, down(50, 50), 'box', viewport).state;
    const closer = zoomed(viewport, 2, 0, 100);
    const { gesture } = next(start, to('up', 50, 100), 'box', closer);
    assert.deepEqual(gesture, {
      kind: 'select',
      region: { kind: 'box', limits: { x0: 0.25, x1: 0.5, y0: 0, y1: 0.5 } },
      mode: 'replace',
    });
  });

  it('zoom by doublings, and come home by a double click', () => {
    assert.deepEqual(gestures('box', { type: 'zoom', x: 5, y: 6, steps: -1 }), [
      { kind: 'zoom', factor: 0.5, x: 5, y: 6 },
    ]);
    assert.deepEqual(gestures('box', { type: 'doubleClick', x: 5, y: 6 }), [{ kind: 'reset' }]);
    assert.equal(zoomSteps(100, 0), -0.5);
    assert.equal(zoomSteps(-3, 1), 0.48);
    assert.equal(zoomSteps(4, 0), -0.04);
  });
});

/** As much of an element as the gestures listen to. */
class FakeElement extends EventTarget {
  readonly ownerDocument = new EventTarget();
  readonly captured: number[] = [];
  getBoundingClientRect = () => ({ left: 10, top: 20 });
  setPointerCapture = (id: number) => this.captured.push(id);
  focus = () => {};

  send(type: string, fields: object = {}): Event {
    const event = new Event(type, { cancelable: true });
    const whole = {
      isPrimary: true,
      pointerId: 7,
      button: 0,
      shiftKey: false,
      altKey: false,
      ctrlKey: false,
      metaKey: false,
    };
    Object.assign(event, whole, fields);
    (type === 'keydown' && 'document' in fields ? this.ownerDocument : this).dispatchEvent(event);
    return event;
  }
}

describe('events on a plot', () => {
  // One signal for all of them, where Node takes more than ten for a leak.
  before(() => setMaxListeners(20));

  function listened(options: { readonly fixed?: boolean } = {}) {
    const element = new FakeElement();
    const found: PlotGesture[] = [];
    const stop = listenToGestures(element as unknown as HTMLElement, {
      tool: () => 'box',
      viewport: () => viewport,
      gesture: (gesture) => found.push(gesture),
      ...options,
    });
    return { element, found, stop };
  }
  const at = (x: number, y: number) => ({ clientX: x + 10, clientY: y + 20 });

  it('become gestures in the frame of the element, with the pointer captured', () => {
    const { element, found } = listened();
    element.send('pointerdown', { ...at(50, 50), shiftKey: true });
    element.send('pointermove', at(100, 0));
    element.send('pointerup', at(100, 0));
    element.send('lostpointercapture');
    assert.deepEqual(element.captured, [7]);
    assert.deepEqual(found.at(-1), {
      kind: 'select',
      region: { kind: 'box', limits: { x0: 0.5, x1: 1, y0: 0.5, y1: 1 } },
      mode: 'add',
    });
  });

  it('leave the wheel to the page unless Ctrl or Cmd is held', () => {
    const { element, found } = listened();
    assert.ok(!element.send('wheel', { ...at(5, 5), deltaY: 100, deltaMode: 0 }).defaultPrevented);
    assert.deepEqual(found, []);
    for (const key of ['ctrlKey', 'metaKey']) {
      assert.ok(element.send('wheel', { ...at(5, 5), deltaY: -100, deltaMode: 0, [key]: true }).defaultPrevented);
    }
    assert.deepEqual(found, Array(2).fill({ kind: 'zoom', factor: 2 ** 0.5, x: 5, y: 5 }));
  });

  it('pan with the middle button and with the space bar, and do nothing with the right button', () => {
    const { element, found } = listened();
    element.send('pointerdown', { ...at(5, 5), button: 2 });
    element.send('pointermove', at(50, 50));
    assert.deepEqual(found, []);
    element.send('pointerdown', { ...at(5, 5), button: 1 });
    element.send('pointermove', at(8, 4));
    element.send('pointerup', at(8, 4));
    element.send('keydown', { key: ' ' });
    element.send('pointerdown', at(5, 5));
    element.send('keyup', { key: ' ' });
    element.send('pointermove', at(8, 4));
    element.send('pointerup', at(8, 4));
    assert.deepEqual(found, Array(2).fill({ kind: 'pan', byX: 3, byY: -1 }));
  });

  it('let Escape end a drag alone, and otherwise through', () => {
    const { element, found } = listened();
    assert.ok(!element.send('keydown', { key: 'Escape', document: true }).defaultPrevented);
    element.send('pointerdown', at(5, 5));
    element.send('pointermove', at(50, 50));
    assert.ok(element.send('keydown', { key: 'Escape', document: true }).defaultPrevented);
    element.send('pointerup', at(50, 50));
    assert.deepEqual(
      found.map(({ kind }) => kind),
      ['preview', 'cancelled'],
    );
  });

  it('of a fixed window leave wheel, middle button, double click and the keys that zoom to the page', () => {
    const { element, found } = listened({ fixed: true });
    assert.ok(!element.send('wheel', { ...at(5, 5), deltaY: 100, deltaMode: 0, ctrlKey: true }).defaultPrevented);
    assert.ok(!element.send('mousedown', { button: 1 }).defaultPrevented);
    element.send('pointerdown', { ...at(5, 5), button: 1 });
    element.send('pointermove', at(50, 50));
    element.send('pointerup', at(50, 50));
    element.send('dblclick', at(5, 5));
    for (const key of ['+', '-', '0', ' ']) element.send('keydown', { key });
    assert.equal(found.length, 0);
    element.send('pointerdown', at(50, 50));
    element.send('pointermove', at(100, 0));
    element.send('pointerup', at(100, 0));
    assert.equal(found.at(-1)?.kind, 'select');
  });

  it('are no longer heard once it stops', () => {
    const { element, found, stop } = listened();
    stop();
    element.send('pointerdown', at(5, 5));
    element.send('pointerup', at(5, 5));
    assert.deepEqual(found, []);
  });
});
