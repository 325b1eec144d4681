import { type IconSpecification, iconOf } from './controls';
import { h } from './dom';

/** Contents behind a small button, over what lies below; Escape and a press elsewhere close it. */
export function popover(
  { icon, label, description = label }: IconSpecification,
  ...contents: readonly HTMLElement[]
): HTMLElement {
  const summary = h('summary', { class: 'icon-button', 'aria-label': label, title: description }, iconOf(icon));
  const panel = h('div', { class: 'popover-contents' }, ...contents);
  const element = h('details', { class: 'popover' }, summary, panel);
  const onKey = (event: KeyboardEvent) => {
    // A list of choices that is open within closes first, and alone.
    if (event.key !== 'Escape' || !element.open || panel.querySelector('.select[open]') !== null) return;
    event.stopPropagation();
    element.open = false;
    summary.focus();
  };
  // Before what lies within has heard of the key.
  element.addEventListener('keydown', onKey, { capture: true });
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !element.contains(target)) element.open = false;
  });
  return element;
}
