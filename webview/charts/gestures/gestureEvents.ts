import type { Viewport } from '../viewport';
import {
  type GestureState,
  IDLE,
  next,
  type PlotGesture,
  type PlotInput,
  type PointerPlace,
  type Tool,
} from './gestures';

/** What takes the gestures, and what they depend on at the time. */
export interface GestureTarget {
  tool(): Tool;
  viewport(): Viewport;
  gesture(gesture: PlotGesture): void;
  /** Whether the window stays as it is: wheel, middle button and the keys that move or zoom are left to the page. */
  readonly fixed?: boolean;
}

/** Doublings one press of a key. */
const KEY_STEPS = 0.5;

const PRIMARY = 0;
const MIDDLE = 1;

/** Where an event is, in CSS pixels of an element's frame. */
export function placeIn(element: HTMLElement, { clientX, clientY }: MouseEvent): PointerPlace {
  const { left, top } = element.getBoundingClientRect();
  return [clientX - left, clientY - top];
}

function inputPlace(element: HTMLElement, event: MouseEvent): { readonly x: number; readonly y: number } {
  const [x, y] = placeIn(element, event);
  return { x, y };
}

/**
 * Listens to an element's pointer, and, unless its window is fixed, to wheel and keys that move and zoom it.
 * @returns stops listening
 */
export function listenToGestures(element: HTMLElement, target: GestureTarget): () => void {
  let state: GestureState = IDLE;
  const listening = new AbortController();
  const { signal } = listening;

  const take = (input: PlotInput) => {
    const outcome = next(state, input, target.tool(), target.viewport());
    state = outcome.state;
    if (outcome.gesture !== null) target.gesture(outcome.gesture);
  };
  const fixed = target.fixed ?? false;
  const pans = fixed ? () => false : listenToWindow(element, target, take, signal);

  element.addEventListener(
    'pointerdown',
    (event) => {
      const { button } = event;
      if (!event.isPrimary || (button !== PRIMARY && (button !== MIDDLE || fixed))) return;
      element.setPointerCapture(event.pointerId);
      take({
        type: 'down',
        ...inputPlace(element, event),
        pans: pans(event),
        shift: event.shiftKey,
        alt: event.altKey,
      });
    },
    { signal },
  );
  for (const type of ['move', 'up'] as const) {
    element.addEventListener(
      `pointer${type}`,
      (event) => {
        if (event.isPrimary) take({ type, ...inputPlace(element, event) });
      },
      { signal },
    );
  }
  // Also when the browser takes the pointer for its own, to scroll by touch.
  element.addEventListener('lostpointercapture', () => take({ type: 'cancel' }), { signal });
  // Before any other listener: Escape during a drag ends the drag alone.
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

/**
 * Listens to what moves and zooms the window. The wheel zooms with Ctrl or Cmd, which a pinch on a touch pad comes as;
 * without, the page scrolls as ever. Drags with the middle button, or with the space bar held, move the window. With the
 * keys, + and − zoom about the middle, and 0 shows all there is; so does a double click.
 * @returns whether a press begins to move the window
 */
function listenToWindow(
  element: HTMLElement,
  target: GestureTarget,
  take: (input: PlotInput) => void,
  signal: AbortSignal,
): (event: PointerEvent) => boolean {
  let spaceIsDown = false;
  element.addEventListener(
    'mousedown',
    (event) => {
      // The middle button would begin to scroll by itself.
      if (event.button === MIDDLE) event.preventDefault();
    },
    { signal },
  );
  element.addEventListener('dblclick', (event) => take({ type: 'doubleClick', ...inputPlace(element, event) }), {
    signal,
  });
  element.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      take({ type: 'zoom', ...inputPlace(element, event), steps: zoomSteps(event.deltaY, event.deltaMode) });
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
  return ({ button }) => button === MIDDLE || spaceIsDown;
}

/** CSS pixels a line and a page of a wheel that counts in those. */
const UNITS = [1, 16, 400] as const;

/** Half a doubling for one notch of a wheel, as much as it moves for a touch pad. */
export function zoomSteps(delta: number, mode: number): number {
  const steps = (-delta * (UNITS[mode] ?? 1)) / 100;
  return Math.max(-0.5, Math.min(0.5, steps));
}
