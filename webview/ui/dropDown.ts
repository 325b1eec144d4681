import { h } from './dom';

export interface DropDown {
  readonly element: HTMLDetailsElement;
  close(): void;
}

/**
 * A button that opens a small sheet below it, over what is there. Escape closes it and leaves the focus on the button; a
 * press elsewhere closes it.
 * @param label what the button says; with `name`, what it shows for it
 */
export function dropDown(
  className: string,
  label: string,
  content: readonly (Node | string)[],
  name?: string,
): DropDown {
  const summary = h('summary', name === undefined ? {} : { 'aria-label': name, title: name }, label);
  const sheet = h('div', { class: 'drop-down-sheet' }, ...content);
  const element = h('details', { class: `drop-down ${className}` }, summary, sheet);
  const close = () => {
    // What is closed with the focus in it would let it fall to the body.
    if (sheet.contains(document.activeElement)) summary.focus();
    element.open = false;
  };
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !element.open) return;
    event.stopPropagation();
    close();
    summary.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (element.open && target instanceof Node && !element.contains(target)) close();
  });
  return { element, close };
}
