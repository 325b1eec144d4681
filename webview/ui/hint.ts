import { h, setText, uniqueId } from './dom';

/** The one tooltip of the page. The text of a hint also stands, hidden, in its element, for screen readers. */
let tip: HTMLElement | null = null;
let shownFor: HTMLElement | null = null;

export interface Hint {
  set(text: string): void;
}

/** Explains an element on hover and on focus; Escape puts the explanation away. */
export function hint(element: HTMLElement, text = ''): Hint {
  // Hidden, so that it is read as the element's description and not as part of its content as well.
  const description = h('span', { hidden: '', id: uniqueId() }, text);
  element.append(description);
  element.setAttribute('aria-describedby', description.id);
  if (!element.hasAttribute('tabindex')) element.tabIndex = 0;
  const show = () => {
    const explanation = description.textContent;
    if (explanation !== null && explanation !== '') showTip(element, explanation);
  };
  const hide = () => {
    if (shownFor === element) hideTip();
  };
  element.addEventListener('pointerenter', show);
  element.addEventListener('pointerleave', hide);
  element.addEventListener('focus', show);
  element.addEventListener('blur', hide);
  return {
    set: (changed) => {
      setText(description, changed);
      if (shownFor === element) show();
    },
  };
}

function showTip(element: HTMLElement, text: string): void {
  tip ??= makeTip();
  setText(tip, text);
  shownFor = element;
  tip.hidden = false;
  const at = element.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(8, Math.min(at.left, clientWidth - width - 8));
  const below = at.bottom + 6;
  const top = below + height > clientHeight - 8 && at.top > height + 12 ? at.top - height - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${top}px`;
}

function hideTip(): void {
  if (tip !== null) tip.hidden = true;
  shownFor = null;
}

function makeTip(): HTMLElement {
  const element = h('div', { class: 'tip', 'aria-hidden': 'true' });
  element.hidden = true;
  document.body.append(element);
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hideTip();
  });
  document.addEventListener('scroll', hideTip, { passive: true });
  return element;
}
