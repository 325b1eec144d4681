/** What a person sees one after the other, by the name under which a page notes when it was first there. */
export const STATES = ['frames', 'curve', 'weights', 'complete', 'dump'] as const;
export type State = (typeof STATES)[number];

/** Milliseconds since 1970: of the last press on an entry of the palette or in a plot, and of what has been seen since. */
export interface Seen {
  pressed?: number;
  readonly first: Partial<Record<State, number>>;
}

/**
 * Runs in the window and in every frame within it, before their own scripts: looks once in each frame of the screen what has
 * come into sight, and notes the time at the end of that frame, when it has been painted. Whoever reads it finds it as `seen`.
 */
export function watchStates(): void {
  const seen: Seen = { first: {} };
  const isShown = (element: Element | null): element is Element =>
    element?.checkVisibility({ visibilityProperty: true }) === true;
  const isPainted = (canvas: Element | null): boolean => {
    if (!(canvas instanceof HTMLCanvasElement) || !isShown(canvas) || canvas.width * canvas.height === 0) return false;
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.some((value) => value > 0);
  };
  const ofWindow: [State, () => boolean][] = [
    [
      'dump',
      () => {
        const group = '.editor-group-container:has(.tab.active[aria-label^="neuron-"])';
        const line = document.querySelector(`${group} .monaco-editor:has(.view-line) .active-line-number`);
        // Until the cursor stands at the weight it stands at the beginning.
        return isShown(line) && Number(line.textContent) > 1;
      },
    ],
  ];
  const ofPanel: [State, () => boolean][] = [
    ['frames', () => isShown(document.querySelector('.frame.run .weights'))],
    ['curve', () => isShown(document.querySelector('.live .training-chart:not(.held)'))],
    ['weights', () => isPainted(document.querySelector('.weights-chart .chart-points'))],
    [
      'complete',
      () =>
        document.querySelector('.strip .verdict')?.textContent !== '' &&
        isShown(document.querySelector('.run-menu > button')),
    ],
  ];
  const isWindow = window === window.top;
  const states = isWindow ? ofWindow : ofPanel;
  const look = (page: Element) => {
    if (page !== document.documentElement) return;
    const found = states.filter(([state, isThere]) => seen.first[state] === undefined && isThere());
    if (found.length > 0) {
      // Heard after the frame has been laid out and painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        for (const [state] of found) seen.first[state] = Date.now();
      };
      port2.postMessage(null);
    }
    requestAnimationFrame(() => look(page));
  };
  const where = isWindow ? '.quick-input-widget .monaco-list-row' : '.weights-chart';
  const press = ({ target }: Event) => {
    if (target instanceof Element && target.closest(where) !== null) seen.pressed = Date.now();
  };
  let known: Element | null = null;
  // A webview is written into a page that is there already; of what waited in that page nothing is left but timers.
  setInterval(() => {
    const page = document.documentElement as Element | null;
    if (page === null || page === known) return;
    known = page;
    window.addEventListener('pointerdown', press, true);
    requestAnimationFrame(() => look(page));
  }, 10);
  Object.assign(window, { seen });
}
