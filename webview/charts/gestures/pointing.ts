import type { Region } from '../../../src/model/region';
import { type CombineMode, modeOf } from '../../ui/combineMode';
import { panned, pixelOf, type Viewport, zoomed } from '../viewport';
import { listenToGestures, placeIn } from './gestureEvents';
import type { PlotGesture, Tool } from './gestures';

/** How a plot is pointed at by the keys. Things are known by index; −1 is none. */
export interface KeyTarget {
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
}

/** How a plot is pointed at: the same things by pointer and by keys. */
export interface PointingTarget extends KeyTarget {
  /** The thing at a place of the plot, in CSS pixels of its frame. */
  find(x: number, y: number): number;
  /** What of the plane the plot shows now, and where in its frame. */
  viewport(): Viewport;
  /** What is drawn with the pointer down; left out where nothing can be. */
  readonly regions?: RegionTarget;
  /** Shows another part of the plane, or, with null, all there is; left out where the window is fixed. */
  readonly look?: (window: Viewport | null) => void;
}

/** What boxes and lassos select. */
export interface RegionTarget {
  tool(): Tool;
  /** Shows what a region would select, before it is whole. */
  preview(region: Region, mode: CombineMode): void;
  commit(region: Region, mode: CombineMode): void;
  /** Shows no region any more, and what was selected before. */
  cancel(): void;
}

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** What is pointed at, by whatever means. */
export interface Pointer {
  readonly current: number;
  point(index: number, byKey: boolean): void;
}

/** Makes an element a plot that the keys point in: arrows go on, Enter opens, Space selects, Escape clears. */
export function pointingByKeys(element: HTMLElement, target: KeyTarget): Pointer {
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
  const mode = modeOf(event);
  return mode === 'replace' ? 'add' : mode;
}

/** Makes an element a plot that can be pointed at, and drawn on where its target says what is drawn. */
export function pointing(element: HTMLElement, target: PointingTarget): Pointer {
  const pointer = pointingByKeys(element, target);
  let drawing = false;
  listenToGestures(element, {
    tool: () => target.regions?.tool() ?? 'box',
    viewport: () => target.viewport(),
    fixed: target.look === undefined,
    gesture: (gesture) => {
      drawing = gesture.kind === 'preview' && target.regions !== undefined;
      handle(gesture, target);
    },
  });
  element.addEventListener('pointermove', (event) => {
    pointer.point(drawing ? -1 : target.find(...placeIn(element, event)), false);
  });
  element.addEventListener('pointerleave', () => pointer.point(-1, false));
  return pointer;
}

function handle(gesture: PlotGesture, target: PointingTarget): void {
  const { regions, look } = target;
  switch (gesture.kind) {
    case 'click':
      click(target.find(...pixelOf(target.viewport(), ...gesture.place)), gesture.mode, target);
      break;
    case 'preview':
      regions?.preview(gesture.region, gesture.mode);
      break;
    case 'select':
      regions?.commit(gesture.region, gesture.mode);
      break;
    case 'cancelled':
      regions?.cancel();
      break;
    case 'pan':
      look?.(panned(target.viewport(), gesture.byX, gesture.byY));
      break;
    case 'zoom':
      look?.(zoomed(target.viewport(), gesture.factor, gesture.x, gesture.y));
      break;
    case 'reset':
      look?.(null);
      break;
  }
}

function click(index: number, mode: CombineMode, target: KeyTarget): void {
  if (index < 0) {
    if (mode === 'replace') target.clear();
  } else if (mode === 'replace') target.open(index);
  else target.choose(index, mode);
}

function isArrow(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** One step to either side among `length` things, without going round. */
export function stepWithin(from: number, by: number, length: number): number {
  return from < 0 ? 0 : Math.max(0, Math.min(length - 1, from + by));
}
