import { type GestureState, IDLE, next, type PlotGesture, type PlotInput, type Tool } from './gestures';
import type { Viewport } from './viewport';

/** What takes the gestures, and what they depend on at the time. */
export interface GestureTarget {
  tool(): Tool;
  viewport(): Viewport;
  gesture(gesture: PlotGesture): void;
}

/** Doublings one press of a key. */
const KEY_STEPS = 0.5;

const PRIMARY = 0;
const MIDDLE = 1;

/**
 * Listens to an element's pointer, wheel and keys. The wheel zooms with Ctrl or Cmd, which a pinch on a touch pad comes
 * as; without, the page scrolls as ever. Drags with the middle button, or with the space bar held, move the window. With
 * the keys, + and − zoom about the middle, and 0 shows all there is.
 * @returns stops listening
 */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  let state: GestureState = IDLE;
  let spaceIsDown = false;
  const listening = new AbortController();
  const { signal } = listening;

  const take = (input: PlotInput) => {
    const outcome = next(state, input, target.tool(), target.viewport());
    state = outcome.state;
    if (outcome.gesture !== null) target.gesture(outcome.gesture);
  };
  const place = ({ clientX, clientY }: MouseEvent) => {
    const frame = element.getBoundingClientRect();
    return { x: clientX - frame.left, y: clientY - frame.top };
  };

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.isPrimary || (event.button !== PRIMARY && event.button !== MIDDLE)) return;
      element.setPointerCapture(event.pointerId);
      const pans = event.button === MIDDLE || spaceIsDown;
      take({ type: 'down', ...place(event), pans, shift: event.shiftKey, alt: event.altKey });
    },
    { signal },
  );
  element.addEventListener(
    'mousedown',
    (event) => {
      // The middle button would begin to scroll by itself.
      if (event.button === MIDDLE) event.preventDefault();
    },
    { signal },
  );
  for (const type of ['move', 'up'] as const) {
    element.addEventListener(
      `pointer${type}`,
      (event) => {
        if (event.isPrimary) take({ type, ...place(event) });
      },
      { signal },
    );
  }
  // Also when the browser takes the pointer for its own, to scroll by touch.
  element.addEventListener('lostpointercapture', () => take({ type: 'cancel' }), { signal });
  element.addEventListener('dblclick', (event) => take({ type: 'doubleClick', ...place(event) }), { signal });
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      take({ type: 'zoom', ...place(event), steps: zoomSteps(event.deltaY, event.deltaMode) });
    },
    { signal, passive: false },
  );
  for (const type of ['keydown', 'keyup'] as const) {
    element.addEventListener(
      type,
      ({ key }) => {
        if (key === ' ') spaceIsDown = type === 'keydown';
      },
      { signal },
    );
  }
  element.addEventListener(
    'keydown',
    ({ key, altKey, ctrlKey, metaKey }) => {
      if (altKey || ctrlKey || metaKey) return;
      const { left, top, width, height } = target.viewport().rectangle;
      const middle = { x: left + width / 2, y: top + height / 2 };
      if (key === '+' || key === '=') take({ type: 'zoom', ...middle, steps: KEY_STEPS });
      else if (key === '-') take({ type: 'zoom', ...middle, steps: -KEY_STEPS });
      else if (key === '0') take({ type: 'doubleClick', ...middle });
    },
    { signal },
  );
  element.addEventListener(
    'blur',
    () => {
      spaceIsDown = false;
    },
    { signal },
  );
  // Before anything else hears of it: Escape in the midst of a drag ends the drag alone.
  element.ownerDocument.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || state.kind === 'idle') return;
      event.preventDefault();
      event.stopPropagation();
      take({ type: 'cancel' });
    },
    { signal, capture: true },
  );
  return () => listening.abort();
}

/** CSS pixels a line and a page of a wheel that counts in those. */
const UNITS = [1, 16, 400] as const;

/** Half a doubling for one notch of a wheel, as much as it moves for a touch pad. */
export function zoomSteps(delta: number, mode: number): number {
  const steps = (-delta * (UNITS[mode] ?? 1)) / 100;
  return Math.max(-0.5, Math.min(0.5, steps));
}
