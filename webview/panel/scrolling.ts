import type { ScrollPlace } from '../../src/model/panelProtocol';
import type { Store } from './store';
import type { TabName } from './tabs';

/** An act of a person upon what scrolls: from then on it is where that left it. */
const ACTS = ['wheel', 'pointerdown', 'keydown'] as const;

/** Keeps how far the page and the tabs of the dock are scrolled, and brings them back there when the page is made anew. */
export function keepScroll(store: Store, panels: ReadonlyMap<TabName, HTMLElement>): void {
  /** What is to be brought back once it is seen and long enough. */
  let waiting = new Map<ScrollPlace, number>();
  let runId: string | null = null;
  let due = false;

  const bringBack = () => {
    due = false;
    for (const [place, top] of waiting) {
      const elements = scrollersOf(place, panels);
      for (const element of elements) element.scrollTop = top;
      if (elements.some(({ scrollTop }) => Math.abs(scrollTop - top) < 1)) waiting.delete(place);
    }
  };
  // After the next frame: then a table that comes in sight knows how high its rows are.
  const bringBackSoon = () => {
    if (due || waiting.size === 0) return;
    due = true;
    requestAnimationFrame(() => setTimeout(bringBack));
  };

  store.onState(() => {
    const { run } = store;
    if (run !== null && run.runId !== runId) {
      runId = run.runId;
      waiting = new Map(Object.entries(store.scroll) as [ScrollPlace, number][]);
    }
    bringBackSoon();
  });
  store.onView(bringBackSoon);
  store.onCausal(bringBackSoon);
  store.onSurgery(bringBackSoon);

  const placeOf = (target: EventTarget | null): ScrollPlace | null => {
    if (target === document) return 'page';
    const found = [...panels.keys()].find((tab) => scrollersOf(tab, panels).some((element) => element === target));
    return found ?? null;
  };
  const capture = true;
  document.addEventListener(
    'scrollend',
    ({ target }) => {
      const place = placeOf(target);
      if (place === null || waiting.has(place)) return;
      store.setScroll(place, Math.max(...scrollersOf(place, panels).map(({ scrollTop }) => scrollTop)));
    },
    { capture },
  );
  for (const type of ACTS)
    document.addEventListener(
      type,
      (event) => {
        for (const place of waiting.keys())
          if (scrollersOf(place, panels).some((element) => event.composedPath().includes(element)))
            waiting.delete(place);
      },
      { capture, passive: true },
    );
}

/** What scrolls there: of the neurons their table, of the others the panel of the tab or what it holds. */
function scrollersOf(place: ScrollPlace, panels: ReadonlyMap<TabName, HTMLElement>): readonly Element[] {
  const element = place === 'page' ? document.scrollingElement : (panels.get(place) ?? null);
  if (element === null) return [];
  if (place === 'page') return [element];
  return place === 'neurons' || place === 'layers'
    ? [...element.querySelectorAll('.table-grid')]
    : [element, ...element.children];
}
