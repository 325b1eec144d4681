/** How a plot is pointed at: the same things by pointer and by keys. Things are known by index; −1 is none. */
export interface PointingTarget {
  /** The thing at a place of the plot, in CSS pixels of its frame. */
  find(x: number, y: number): number;
  /** Shows what is pointed at. `byKey`: to be read out as well. */
  point(index: number, byKey: boolean): void;
  open(index: number): void;
  /** The thing one arrow key away. */
  step(from: number, key: ArrowKey): number;
  /** Forgets what was opened. */
  clear(): void;
}

export type ArrowKey = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/**
 * Makes an element a plot that can be pointed at.
 * @returns forgets what is pointed at, for when the plot comes to show other things
 */
export function pointing(element: HTMLElement, target: PointingTarget): () => void {
  let current = -1;
  const point = (index: number, byKey: boolean) => {
    if (index === current) return;
    current = index;
    element.classList.toggle('pointing', index >= 0);
    target.point(index, byKey);
  };
  const at = ({ clientX, clientY }: MouseEvent): number => {
    const frame = element.getBoundingClientRect();
    return target.find(clientX - frame.left, clientY - frame.top);
  };
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.addEventListener('pointermove', (event) => point(at(event), false));
  element.addEventListener('pointerleave', () => point(-1, false));
  element.addEventListener('blur', () => point(-1, false));
  element.addEventListener('click', (event) => {
    const index = at(event);
    if (index < 0) target.clear();
    else target.open(index);
  });
  element.addEventListener('keydown', (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (isArrow(key)) point(target.step(current, key), true);
    else if ((key === 'Enter' || key === ' ') && current >= 0) target.open(current);
    else if (key === 'Escape') {
      point(-1, true);
      target.clear();
    } else return;
    event.preventDefault();
  });
  return () => point(-1, false);
}

function isArrow(key: string): key is ArrowKey {
  return key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown';
}

/** One step to either side among `length` things, without going round. */
export function stepWithin(from: number, by: number, length: number): number {
  return from < 0 ? 0 : Math.max(0, Math.min(length - 1, from + by));
}
