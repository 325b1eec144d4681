import { h } from '../ui/dom';
import type { CombineMode } from './gestures';
import { modeOf } from './gestures';

/** How a plot is pointed at: the same things by pointer and by keys. Things are known by index; −1 is none. */
export interface PointingTarget {
  /** The thing at a place of the plot, in CSS pixels of its frame. */
  find(x: number, y: number): number;
  /** Shows what is pointed at. `byKey`: to be read out as well. */
  point(index: number, byKey: boolean): void;
  /** Selects it, and opens it in the editor. */
  open(index: number): void;
  /** Brings it together with what is selected. */
  choose(index: number, mode: CombineMode): void;
  /** The thing one arrow key away. */
  step(from: number, key: ArrowKey): number;
  /** Selects nothing. */
  clear(): void;
  /** What is drawn with the pointer down; left out where nothing can be. */
  readonly drag?: DragTarget;
}

export interface DragTarget {
  /** @param box left, top, right, bottom in CSS pixels of the frame */
  preview(box: Box, mode: CombineMode): void;
  commit(box: Box, mode: CombineMode): void;
  cancel(): void;
}

export type Box = readonly [number, number, number, number];

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** How far the pointer moves before a click becomes a drag, in CSS pixels. */
const DRAG_FROM = 4;

/** How a click goes together with what is selected. */
export function modeOfEvent({ shiftKey, altKey }: Pick<MouseEvent, 'shiftKey' | 'altKey'>): CombineMode {
  return modeOf({ shift: shiftKey, alt: altKey });
}

/** What is pointed at, by whatever means. */
export interface Pointer {
  readonly current: number;
  point(index: number, byKey: boolean): void;
}

/** Makes an element a plot that the keys point in: arrows go on, Enter opens, Space selects, Escape clears. */
export function pointingByKeys(element: HTMLElement, target: Omit<PointingTarget, 'find' | 'drag'>): Pointer {
  let current = -1;
  let keyed = false;
  const point = (index: number, byKey: boolean) => {
    keyed = byKey;
    if (index === current) return;
    current = index;
    element.classList.toggle('pointing', index >= 0);
    target.point(index, byKey);
  };
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.addEventListener('blur', () => point(-1, false));
  element.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (isArrow(key) && !event.altKey) point(target.step(current, key), true);
    else if (key === 'Enter' && current >= 0) target.open(current);
    // With the pointer on the plot the space bar is held to move it.
    else if (key === ' ' && keyed && current >= 0) target.choose(current, spaceMode(event));
    else if (key === 'Escape') {
      point(-1, true);
      target.clear();
    } else return;
    event.preventDefault();
  });
  return {
    get current() {
      return current;
    },
    point,
  };
}

/** Space adds what is pointed at; with Alt it takes it away. */
function spaceMode(event: KeyboardEvent): CombineMode {
  const mode = modeOfEvent(event);
  return mode === 'replace' ? 'add' : mode;
}

/**
 * Makes an element a plot that can be pointed at.
 * @returns forgets what is pointed at, for when the plot comes to show other things
 */
export function pointing(element: HTMLElement, target: PointingTarget): () => void {
  const pointer = pointingByKeys(element, target);
  let start: readonly [number, number] | null = null;
  let dragging = false;
  /** A drag ends with a click that means nothing. */
  let swallowClick = false;
  const frame = h('div', { class: 'drag-box' });
  frame.hidden = true;
  element.append(frame);

  const { point } = pointer;
  const placeOf = ({ clientX, clientY }: MouseEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const boxTo = ([x, y]: readonly [number, number]): Box => {
    const [startX, startY] = start ?? [x, y];
    return [Math.min(x, startX), Math.min(y, startY), Math.max(x, startX), Math.max(y, startY)];
  };
  const endDrag = () => {
    start = null;
    dragging = false;
    frame.hidden = true;
  };

  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || target.drag === undefined) return;
    swallowClick = false;
    start = placeOf(event);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    if (start !== null && Math.hypot(place[0] - start[0], place[1] - start[1]) >= DRAG_FROM) dragging = true;
    if (!dragging) {
      point(target.find(...place), false);
      return;
    }
    point(-1, false);
    const box = boxTo(place);
    showFrame(frame, box);
    target.drag?.preview(box, modeOfEvent(event));
  });
  element.addEventListener('pointerup', (event) => {
    if (dragging) target.drag?.commit(boxTo(placeOf(event)), modeOfEvent(event));
    swallowClick = dragging;
    endDrag();
  });
  element.addEventListener('pointercancel', () => {
    if (dragging) target.drag?.cancel();
    endDrag();
  });
  element.addEventListener('pointerleave', () => point(-1, false));
  element.addEventListener('click', (event) => {
    if (swallowClick) return;
    const index = target.find(...placeOf(event));
    const mode = modeOfEvent(event);
    if (index < 0) {
      if (mode === 'replace') target.clear();
    } else if (mode === 'replace') target.open(index);
    else target.choose(index, mode);
  });
  element.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !dragging) return;
      // A drag that is given up takes nothing else with it.
      event.stopImmediatePropagation();
      swallowClick = true;
      target.drag?.cancel();
      endDrag();
    },
    { capture: true },
  );
  return () => point(-1, false);
}

function showFrame(frame: HTMLElement, [left, top, right, bottom]: Box): void {
  frame.hidden = false;
  Object.assign(frame.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${right - left}px`,
    height: `${bottom - top}px`,
  });
}

function isArrow(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** One step to either side among `length` things, without going round. */
export function stepWithin(from: number, by: number, length: number): number {
  return from < 0 ? 0 : Math.max(0, Math.min(length - 1, from + by));
}
