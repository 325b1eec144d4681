import { type Box, boxBetween, type Lasso } from '../../../src/model/region';
import { type CombineMode, modeOf } from '../../ui/combineMode';
import { dataOf, type Viewport, visibleDataOf } from '../viewport';

/** What pointer, wheel and keys mean on a plot: each event takes a state to the next one, and says what has come of it. */

export type Tool = 'box' | 'lasso';

export interface Modifiers {
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Places in CSS pixels of the plot's frame. */
export type PlotInput =
  | ({ readonly type: 'down'; readonly x: number; readonly y: number; readonly pans: boolean } & Modifiers)
  | { readonly type: 'move' | 'up' | 'doubleClick'; readonly x: number; readonly y: number }
  /** `steps`: doublings of what is seen, below 0 the other way. */
  | { readonly type: 'zoom'; readonly x: number; readonly y: number; readonly steps: number }
  | { readonly type: 'cancel' };

/** Places in units of the axes, except where pixels are said. */
export type PlotGesture =
  | { readonly kind: 'click'; readonly place: PointerPlace; readonly mode: CombineMode }
  | { readonly kind: 'preview' | 'select'; readonly region: Box | Lasso; readonly mode: CombineMode }
  /** A drag was given up: nothing is selected by it. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'pan'; readonly byX: number; readonly byY: number }
  | { readonly kind: 'zoom'; readonly factor: number; readonly x: number; readonly y: number }
  | { readonly kind: 'reset' };

export type PointerPlace = readonly [number, number];

export type GestureState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'panning'; readonly last: PointerPlace }
  | {
      readonly kind: 'pressed' | 'drawing';
      /** Where it began, in CSS pixels. */
      readonly start: PointerPlace;
      /**
       * Where it has been, in units of the axes, so that zooming on the way moves nothing. Nothing is drawn beyond the
       * window: what is selected is what is seen.
       */
      readonly path: readonly PointerPlace[];
      /** As it was at the start, whatever is held down later. */
      readonly mode: CombineMode;
    };

export const IDLE: GestureState = { kind: 'idle' };

/** A press that moves less is a click, in CSS pixels. */
export const CLICK_REACH = 4;

interface Outcome {
  readonly state: GestureState;
  readonly gesture: PlotGesture | null;
}

export function next(state: GestureState, input: PlotInput, tool: Tool, viewport: Viewport): Outcome {
  switch (input.type) {
    case 'down':
      return pressed(state, input, viewport);
    case 'move':
      return movedTo(state, [input.x, input.y], tool, viewport);
    case 'up':
      return released(state, [input.x, input.y], tool, viewport);
    case 'cancel':
      return { state: IDLE, gesture: state.kind === 'drawing' ? { kind: 'cancelled' } : null };
    case 'doubleClick':
      return { state: IDLE, gesture: { kind: 'reset' } };
    case 'zoom':
      return { state, gesture: { kind: 'zoom', factor: 2 ** input.steps, x: input.x, y: input.y } };
  }
}

function pressed(state: GestureState, input: PlotInput & { type: 'down' }, viewport: Viewport): Outcome {
  // A second button in the midst of a drag changes nothing.
  if (state.kind !== 'idle') return { state, gesture: null };
  const start: PointerPlace = [input.x, input.y];
  if (input.pans) return { state: { kind: 'panning', last: start }, gesture: null };
  return {
    state: {
      kind: 'pressed',
      start,
      path: [visibleDataOf(viewport, ...start)],
      mode: modeOf({ shiftKey: input.shift, altKey: input.alt }),
    },
    gesture: null,
  };
}

function movedTo(state: GestureState, pixel: PointerPlace, tool: Tool, viewport: Viewport): Outcome {
  if (state.kind === 'idle') return { state, gesture: null };
  if (state.kind === 'panning') {
    const gesture = { kind: 'pan', byX: pixel[0] - state.last[0], byY: pixel[1] - state.last[1] } as const;
    return { state: { kind: 'panning', last: pixel }, gesture };
  }
  if (state.kind === 'pressed' && isNear(state.start, pixel)) return { state, gesture: null };
  const path = [...state.path, visibleDataOf(viewport, ...pixel)];
  const drawing = { ...state, kind: 'drawing', path } as const;
  return { state: drawing, gesture: { kind: 'preview', region: regionOf(path, tool), mode: state.mode } };
}

function released(state: GestureState, pixel: PointerPlace, tool: Tool, viewport: Viewport): Outcome {
  if (state.kind === 'idle' || state.kind === 'panning') return { state: IDLE, gesture: null };
  if (state.kind === 'pressed' && isNear(state.start, pixel)) {
    return { state: IDLE, gesture: { kind: 'click', place: dataOf(viewport, ...state.start), mode: state.mode } };
  }
  const region = regionOf([...state.path, visibleDataOf(viewport, ...pixel)], tool);
  return { state: IDLE, gesture: { kind: 'select', region, mode: state.mode } };
}

function isNear([ax, ay]: PointerPlace, [bx, by]: PointerPlace): boolean {
  return Math.abs(ax - bx) < CLICK_REACH && Math.abs(ay - by) < CLICK_REACH;
}

function regionOf(path: readonly PointerPlace[], tool: Tool): Box | Lasso {
  if (tool === 'box') return boxBetween(path[0] as PointerPlace, path.at(-1) as PointerPlace);
  return { kind: 'lasso', corners: Float64Array.from(path.flat()) };
}
