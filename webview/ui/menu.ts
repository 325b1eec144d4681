import { iconButton } from './controls';
import { h } from './dom';
import { Popup } from './popup';

/** Keys that do what an entry does, wherever the focus is. */
export interface MenuKeys {
  /** "Ctrl+Z" */
  readonly words: string;
  /** As `aria-keyshortcuts` has them: "Control+Z". */
  readonly aria: string;
}

export interface MenuEntry {
  readonly label: string;
  readonly keys?: MenuKeys;
  /** Left out: true. An entry that does nothing now keeps its place. */
  readonly enabled?: boolean;
  /** Of an entry that is chosen or not; left out: it is an act. */
  readonly chosen?: boolean;
  readonly onPress: () => void;
}

/** Entries that go together, apart from the others by a line. */
export interface MenuGroup {
  /** Stands above them. */
  readonly label?: string;
  readonly entries: readonly MenuEntry[];
}

export interface MenuSpecification {
  /** What the button says to who listens, and on hover. */
  readonly label: string;
  readonly icon: string;
  /** What is in it, asked for at every opening. */
  readonly groups: () => readonly MenuGroup[];
}

/**
 * A button with a menu by the ARIA pattern: Enter, Space and arrow keys open it; in it arrow keys, Home, End and first letters
 * move; Escape and Tab close it. What is chosen is done when it is closed and the focus is back on the button.
 */
export function menuButton(specification: MenuSpecification): HTMLElement {
  return new MenuButton(specification).element;
}

class MenuButton {
  readonly element: HTMLElement;
  private readonly button: HTMLElement;
  private readonly menu: HTMLElement;
  private readonly popup: Popup;
  private items: readonly HTMLElement[] = [];

  constructor(private readonly specification: MenuSpecification) {
    const { label, icon } = specification;
    this.button = iconButton({ label, icon, onPress: () => this.toggle() });
    this.button.setAttribute('aria-haspopup', 'menu');
    this.button.setAttribute('aria-expanded', 'false');
    this.menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label });
    this.popup = new Popup({
      element: this.menu,
      anchor: this.button,
      onClose: () => this.button.setAttribute('aria-expanded', 'false'),
    });
    this.button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      event.stopPropagation();
      this.open(event.key === 'ArrowDown' ? 0 : -1);
    });
    this.menu.addEventListener('keydown', (event) => this.key(event));
    this.menu.addEventListener('pointermove', ({ target }) => {
      const item = this.items.find((one) => target instanceof Node && one.contains(target));
      if (item !== document.activeElement) item?.focus({ preventScroll: true });
    });
    this.element = h('div', { class: 'menu-place' }, this.button, this.menu);
  }

  private toggle(): void {
    if (this.popup.isOpen) this.popup.closeAndReturn();
    else this.open(0);
  }

  private open(at: number): void {
    const groups = this.specification.groups().filter(({ entries }) => entries.length > 0);
    const made = groups.map((group) => this.group(group));
    this.items = made.flatMap(({ items }) => items);
    this.menu.replaceChildren(
      ...made.flatMap(({ element }, index) =>
        index === 0 ? [element] : [h('div', { class: 'menu-line', role: 'separator' }), element],
      ),
    );
    this.popup.open();
    this.button.setAttribute('aria-expanded', 'true');
    this.items.at(at)?.focus();
  }

  private group({ label, entries }: MenuGroup): { readonly element: HTMLElement; readonly items: HTMLElement[] } {
    const items = entries.map((entry) => this.item(entry));
    if (label === undefined) return { element: h('div', { role: 'none' }, ...items), items };
    const heading = h('div', { class: 'menu-heading', 'aria-hidden': 'true' }, label);
    return { element: h('div', { role: 'group', 'aria-label': label }, heading, ...items), items };
  }

  private item({ label, keys, enabled = true, chosen, onPress }: MenuEntry): HTMLElement {
    const item = h(
      'div',
      { class: 'menu-item', role: chosen === undefined ? 'menuitem' : 'menuitemcheckbox', tabindex: '-1' },
      h('span', { class: 'menu-label' }, label),
    );
    if (chosen !== undefined) item.setAttribute('aria-checked', String(chosen));
    if (keys !== undefined) {
      item.append(h('span', { class: 'menu-keys', 'aria-hidden': 'true' }, keys.words));
      item.setAttribute('aria-keyshortcuts', keys.aria);
    }
    if (!enabled) item.setAttribute('aria-disabled', 'true');
    item.addEventListener('click', () => {
      if (!enabled) return;
      this.popup.closeAndReturn();
      onPress();
    });
    return item;
  }

  private key(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
    const at = this.items.indexOf(document.activeElement as HTMLElement);
    const last = this.items.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[key];
    if (to !== undefined) this.items[to]?.focus();
    else if (key === 'Enter' || key === ' ') this.items[at]?.click();
    // The focus goes on from the button, as if there had been no menu.
    else if (key === 'Tab') this.popup.closeAndReturn();
    else if (key.length === 1) this.find(key, at);
    else return;
    event.stopPropagation();
    if (key !== 'Tab') event.preventDefault();
  }

  /** Goes to the next entry that begins with a letter. */
  private find(letter: string, from: number): void {
    const inTurn = [...this.items.slice(from + 1), ...this.items.slice(0, from + 1)];
    const wanted = letter.toLocaleLowerCase();
    inTurn.find((item) => item.textContent?.toLocaleLowerCase().startsWith(wanted))?.focus();
  }
}
