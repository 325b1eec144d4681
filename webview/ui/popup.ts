/** Distance to the edges of the window, and to what it belongs to. */
const MARGIN = 8;
const GAP = 4;

export interface PopupSpecification {
  readonly element: HTMLElement;
  /** What it belongs to: it stands beside it, and the focus goes back there. */
  readonly anchor: HTMLElement;
  readonly onClose?: () => void;
}

/**
 * Something small that opens beside a control and over all else: a menu, a dialog or a sheet. Escape, a press outside and the
 * focus leaving it close it; after Escape the focus is where it came from.
 */
export class Popup {
  private readonly element: HTMLElement;
  private readonly anchor: HTMLElement;
  private readonly onClose: () => void;
  private listening: AbortController | null = null;

  constructor({ element, anchor, onClose = () => {} }: PopupSpecification) {
    this.element = element;
    this.anchor = anchor;
    this.onClose = onClose;
    // In the top layer nothing clips it, and it is placed by the window, whatever contains it.
    element.popover = 'manual';
    element.classList.add('popup');
    // The page closes by itself what is taken out of it.
    element.addEventListener('toggle', (event) => {
      if (event instanceof ToggleEvent && event.newState === 'closed') this.close();
    });
  }

  get isOpen(): boolean {
    return this.listening !== null;
  }

  open(): void {
    if (this.isOpen) return;
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.element.showPopover();
    const place = () => placeBeside(this.element, this.anchor);
    place();
    window.addEventListener('resize', place, { signal });
    document.addEventListener(
      'scroll',
      ({ target }) => {
        // What scrolls in it moves nothing outside.
        if (!(target instanceof Node) || !this.element.contains(target)) place();
      },
      { signal, capture: true, passive: true },
    );
    for (const type of ['pointerdown', 'focusin'] as const)
      document.addEventListener(
        type,
        ({ target }) => {
          if (!(target instanceof Node) || !this.holds(target)) this.close();
        },
        { signal, capture: true },
      );
    // Before any listener of the page's own: it closes this alone. A tip or a list of choices that is open closes first.
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || this.element.querySelector('.select[open]')) return;
        event.preventDefault();
        event.stopPropagation();
        this.closeAndReturn();
      },
      { signal, capture: true },
    );
  }

  close(): void {
    if (this.listening === null) return;
    this.listening.abort();
    this.listening = null;
    if (this.element.matches(':popover-open')) this.element.hidePopover();
    this.onClose();
  }

  /** Closes, and gives the focus back. */
  closeAndReturn(): void {
    this.anchor.focus({ preventScroll: true });
    this.close();
  }

  private holds(node: Node): boolean {
    return this.element.contains(node) || this.anchor.contains(node);
  }
}

/** Below what it belongs to, or above where there is more room, from its right edge leftwards; never beyond the window. */
function placeBeside(element: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const [above, below] = [at.top - GAP - MARGIN, clientHeight - at.bottom - GAP - MARGIN];
  const most = Math.max(above, below);
  element.style.maxHeight = `${most}px`;
  // A list of choices in it may reach beyond it, unless it is cut off itself.
  element.style.overflow = element.scrollHeight > most ? 'auto' : 'visible';
  const { width, height } = element.getBoundingClientRect();
  element.style.left = `${Math.max(MARGIN, Math.min(at.right - width, clientWidth - width - MARGIN))}px`;
  // Held where it touches, so that it grows away from there.
  const isBelow = height <= below || below >= above;
  element.style.top = isBelow ? `${at.bottom + GAP}px` : 'auto';
  element.style.bottom = isBelow ? 'auto' : `${clientHeight - at.top + GAP}px`;
}
