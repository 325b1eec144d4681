import { h, setText, uniqueId } from './dom';

/** The one tooltip of the page. The text of a hint also stands, hidden, in its element, for screen readers. */
let tip: HTMLElement | null = null;
let shownFor: HTMLElement | null = null;
/** Whether the focus is on its way by the Tab key, and not because it was clicked or given back. */
let tabbing = false;

export interface Hint {
  /** Empty: there is nothing to explain. */
  set(text: string): void;
}

/**
 * Explains an element on hover and on focus, which the Tab key brings to it; Escape puts the explanation away.
 * @param mark the part of the element whose dotted underline (`.hinted`) shows that there is an explanation
 */
export function hint(element: HTMLElement, text = '', mark = element): Hint {
  // Hidden, so that it is read as the element's description and not as part of its content as well.
  const description = h('span', { hidden: '', id: uniqueId() });
  element.append(description);
  element.setAttribute('aria-describedby', description.id);
  if (!element.hasAttribute('tabindex')) element.tabIndex = 0;
  const set = (explanation: string) => {
    setText(description, explanation);
    mark.classList.toggle('hinted', explanation !== '');
  };
  set(text);
  const show = () => {
    if (description.textContent) showTip(element, description.textContent);
  };
  const hide = () => hideTipOf(element);
  element.addEventListener('pointerenter', show);
  element.addEventListener('pointerleave', hide);
  element.addEventListener('focus', show);
  element.addEventListener('blur', hide);
  return {
    set: (changed) => {
      set(changed);
      if (shownFor !== element) return;
      if (changed === '') hide();
      else show();
    },
  };
}

/**
 * Shows the words of a control's `title`, which the pointer has from the editor, also to the keys: when the control is
 * reached by them, until it is used or left.
 */
export function tipByKeys(element: HTMLElement, words: () => string): void {
  listen();
  element.addEventListener('focus', () => {
    if (tabbing && words() !== '') showTip(element, words());
  });
  for (const type of ['blur', 'click', 'input'] as const) element.addEventListener(type, () => hideTipOf(element));
}

function showTip(element: HTMLElement, text: string): void {
  listen();
  tip ??= makeTip();
  setText(tip, text);
  shownFor = element;
  // In the top layer, and the last to come there: over a menu or a sheet, if what it explains stands in one.
  if (tip.matches(':popover-open')) tip.hidePopover();
  tip.showPopover();
  const at = element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(8, Math.min(at.left, clientWidth - width - 8));
  const below = at.bottom + 6;
  const top = below + height > clientHeight - 8 && at.top > height + 12 ? at.top - height - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

function hideTipOf(element: HTMLElement): void {
  if (shownFor === element) hideTip();
}

function hideTip(): void {
  if (tip?.matches(':popover-open')) tip.hidePopover();
  shownFor = null;
}

function makeTip(): HTMLElement {
  const element = h('div', { class: 'tip', 'aria-hidden': 'true' });
  element.popover = 'manual';
  document.body.append(element);
  return element;
}

let listens = false;

function listen(): void {
  if (listens) return;
  listens = true;
  const capture = true;
  // Before any other listener: Escape puts away the tip alone.
  document.addEventListener(
    'keydown',
    (event) => {
      tabbing = event.key === 'Tab';
      if (event.key !== 'Escape' || shownFor === null) return;
      event.preventDefault();
      event.stopPropagation();
      hideTip();
    },
    { capture },
  );
  document.addEventListener(
    'pointerdown',
    () => {
      tabbing = false;
    },
    { capture },
  );
  document.addEventListener('scroll', hideTip, { passive: true });
}
