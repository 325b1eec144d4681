/** What the Tab key stops at, as far as attributes tell. */
const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex], vscode-button, vscode-dropdown';

/** The element that had the focus last, and what stood around it then. */
interface Remembered {
  readonly element: Element;
  /** From its parent upwards. */
  readonly ancestors: readonly Element[];
  /** The stops of the page in their order, without itself, and how many of them come before it. */
  readonly stops: readonly HTMLElement[];
  readonly place: number;
}

/**
 * Sees to it that the focus never falls to the page as a whole: where the element that has it is removed, hidden or disabled,
 * the nearest one that can have it gets it, of the same part of the page before any other.
 */
export function keepFocus(): void {
  let last: Remembered | null = null;
  let due = false;

  const check = () => {
    due = false;
    const { activeElement } = document;
    const holds = activeElement !== null && activeElement !== document.body && canHoldFocus(activeElement);
    // One that could still have it was left on purpose, by a press on nothing.
    if (holds || last === null || canHoldFocus(last.element) || !document.hasFocus()) return;
    heirOf(last)?.focus({ preventScroll: true });
  };
  // After the next frame: then styles are known, and asking for them costs nothing.
  const checkSoon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => setTimeout(check));
  };

  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof Element) last = remembered(target);
  });
  window.addEventListener('focus', checkSoon);
  new MutationObserver(checkSoon).observe(document.body, {
    subtree: true,
    childList: true,
    attributeFilter: ['class', 'hidden', 'disabled', 'inert', 'open'],
  });
}

function remembered(element: Element): Remembered {
  const ancestors: Element[] = [];
  for (let at = element.parentElement; at !== null; at = at.parentElement) ancestors.push(at);
  const stops = stopsIn(document.body).filter((stop) => stop !== element);
  const place = stops.findIndex(
    (stop) => (element.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  return { element, ancestors, stops, place: place < 0 ? stops.length : place };
}

/** Who gets the focus of an element that can have it no more. */
function heirOf({ ancestors, stops, place }: Remembered): HTMLElement | undefined {
  // What follows before what precedes, each from the nearest on.
  const nearest = [...stops.slice(place), ...stops.slice(0, place).reverse()].filter(canHoldFocus);
  for (const ancestor of ancestors) {
    if (!ancestor.isConnected) continue;
    const heir = nearest.find((stop) => ancestor.contains(stop)) ?? stopsIn(ancestor).find(canHoldFocus);
    if (heir !== undefined) return heir;
  }
  return undefined;
}

function stopsIn(element: Element): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.getAttribute('tabindex') !== '-1');
}

function canHoldFocus(element: Element): boolean {
  return (
    element.isConnected &&
    !element.matches(':disabled, [disabled], [inert] *') &&
    element.checkVisibility({ visibilityProperty: true })
  );
}
