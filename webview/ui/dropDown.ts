import { type IconSpecification, iconButton } from './controls';
import { h, uniqueId } from './dom';
import { Popup } from './popup';

export interface DropDownSpecification {
  readonly className: string;
  /** What the button says, or what it shows and is called. */
  readonly button: string | IconSpecification;
  readonly content: readonly (Node | string)[];
  /** Before the sheet is seen. */
  readonly onOpen?: () => void;
}

export interface DropDown {
  readonly element: HTMLElement;
  close(): void;
}

/**
 * A button that opens a small sheet beside it, over what is there, and closes it again. The focus stays on the button; Tab
 * leads into the sheet. For a list of acts by the ARIA pattern see `menuButton`.
 */
export function dropDown({ className, button, content, onOpen = () => {} }: DropDownSpecification): DropDown {
  const toggle = () => {
    if (popup.isOpen) popup.closeAndReturn();
    else {
      onOpen();
      popup.open();
      anchor.setAttribute('aria-expanded', 'true');
    }
  };
  const anchor = buttonOf(button, toggle);
  const label = typeof button === 'string' ? button : button.label;
  const sheet = h('div', { class: 'drop-down-sheet', role: 'group', 'aria-label': label, id: uniqueId() }, ...content);
  anchor.setAttribute('aria-expanded', 'false');
  anchor.setAttribute('aria-controls', sheet.id);
  const popup = new Popup({ element: sheet, anchor, onClose: () => anchor.setAttribute('aria-expanded', 'false') });
  const close = () => {
    // What is closed with the focus in it would let it fall to the body.
    if (sheet.contains(document.activeElement)) popup.closeAndReturn();
    else popup.close();
  };
  return { element: h('div', { class: `drop-down ${className}` }, anchor, sheet), close };
}

function buttonOf(specification: DropDownSpecification['button'], onPress: () => void): HTMLElement {
  if (typeof specification !== 'string') return iconButton({ ...specification, onPress });
  const button = h('button', { class: 'drop-down-button', type: 'button' }, specification);
  button.addEventListener('click', onPress);
  return button;
}
