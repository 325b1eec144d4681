import {
  type Button,
  type Dropdown,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { h, setText, uniqueId } from './dom';
import { tipByKeys } from './hint';

/**
 * The controls of the panel. The only file that knows the component toolkit: its successors use the same tag names, so
 * that a change is one file, all at once.
 */
provideVSCodeDesignSystem().register(
  vsCodeButton(),
  // Its arrow is drawn by the style sheet: a drawing of its own would come before the plot of the section it stands in.
  vsCodeDropdown({ indicator: '' }),
  vsCodeOption(),
);

export interface ButtonSpecification {
  readonly label: string;
  /** One button of a view is its main one. */
  readonly main?: boolean;
  /** What it does, where the label does not say it all. */
  readonly description?: string;
  readonly onPress: () => void;
}

export function button({ label, main = false, description, onPress }: ButtonSpecification): HTMLElement {
  const element = document.createElement('vscode-button') as Button;
  element.setAttribute('appearance', main ? 'primary' : 'secondary');
  element.classList.add('button');
  element.textContent = label;
  if (description !== undefined) describe(element, description);
  element.addEventListener('click', () => {
    if (isEnabled(element)) onPress();
  });
  return element;
}

/**
 * Whether pressing it does anything. A control that does nothing now stays where it is and can keep the focus, which one
 * with the browser's own `disabled` would lose.
 */
export function setEnabled(element: HTMLElement, enabled: boolean): void {
  // The property, and not the attribute: the toolkit's controls hand on the one alone to what is read out.
  element.ariaDisabled = enabled ? null : 'true';
}

function isEnabled(element: HTMLElement): boolean {
  return element.getAttribute('aria-disabled') !== 'true';
}

/** The editor's own tip on hover; by the keys that of the page. */
function describe(element: HTMLElement, description: string): void {
  element.title = description;
  tipByKeys(element, () => element.title);
}

export interface Toggle {
  readonly element: HTMLElement;
  /** Does not call back. */
  set(pressed: boolean): void;
}

/** A button that stays pressed. */
export function toggle(label: string, description: string, onToggle: (pressed: boolean) => void): Toggle {
  let pressed = false;
  const set = (now: boolean) => {
    pressed = now;
    element.ariaPressed = String(pressed);
  };
  const onPress = () => {
    set(!pressed);
    onToggle(pressed);
  };
  const element = button({ label, description, onPress });
  element.classList.add('toggle');
  set(false);
  return { element, set };
}

export interface IconSpecification {
  /** Its drawing, by the name that the style sheet has for it. */
  readonly icon: string;
  /** What it is called; read out, and shown on hover. */
  readonly label: string;
  /** What it does, where the label does not say it all. */
  readonly description?: string;
}

/** A button of the size of its drawing: for rows in which many have to fit. */
export function iconButton({
  icon,
  label,
  description = label,
  onPress,
}: IconSpecification & { readonly onPress: () => void }): HTMLElement {
  const element = h('button', { class: 'icon-button', type: 'button', 'aria-label': label }, iconOf(icon));
  describe(element, description);
  element.addEventListener('click', () => {
    if (isEnabled(element)) onPress();
  });
  return element;
}

/** The same as a button that stays pressed. */
export function iconToggle(specification: IconSpecification, onToggle: (pressed: boolean) => void): Toggle {
  let pressed = false;
  const set = (now: boolean) => {
    pressed = now;
    element.setAttribute('aria-pressed', String(pressed));
  };
  const onPress = () => {
    set(!pressed);
    onToggle(pressed);
  };
  const element = iconButton({ ...specification, onPress });
  set(false);
  return { element, set };
}

/** A drawing in the text's colour, as a mask: no element of its own kind that could be taken for a plot. */
export function iconOf(name: string): HTMLElement {
  return h('span', { class: `icon icon-${name}`, 'aria-hidden': 'true' });
}

export interface TextEntry {
  readonly element: HTMLElement;
  readonly value: string;
  /** Where it is said what is wrong with what is written: to be put beside or below the field. */
  readonly mistake: HTMLElement;
  /** Does not call back. */
  set(value: string): void;
  /** Says what is wrong with what is written; empty: nothing is. */
  setMistake(words: string): void;
  focus(): void;
}

export interface TextEntrySpecification {
  readonly label: string;
  /** An example of what can be written. */
  readonly placeholder?: string;
  readonly maxLength?: number;
  /** After every change of what is written. */
  readonly onInput?: () => void;
  /** Enter. */
  readonly onEnter?: () => void;
}

/** One line of text. Its label is read, not seen: what stands beside it says it to the eye. */
export function textEntry(specification: TextEntrySpecification): TextEntry {
  const { label, placeholder = '', maxLength, onInput, onEnter } = specification;
  const element = h('input', {
    class: 'text-entry',
    type: 'text',
    'aria-label': label,
    placeholder,
    autocomplete: 'off',
    spellcheck: 'false',
    ...(maxLength === undefined ? {} : { maxlength: String(maxLength) }),
  });
  const mistake = h('p', { class: 'field-mistake', id: uniqueId() });
  mistake.hidden = true;
  tipByKeys(element, () => element.title);
  if (onInput !== undefined) element.addEventListener('input', onInput);
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || onEnter === undefined) return;
    event.preventDefault();
    onEnter();
  });
  return {
    element,
    mistake,
    get value() {
      return element.value;
    },
    set: (value) => {
      element.value = value;
    },
    setMistake: (words) => {
      setText(mistake, words);
      mistake.hidden = words === '';
      if (words === '') {
        element.removeAttribute('aria-invalid');
        element.removeAttribute('aria-describedby');
      } else {
        element.setAttribute('aria-invalid', 'true');
        element.setAttribute('aria-describedby', mistake.id);
      }
    },
    focus: () => element.focus(),
  };
}

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
}

export interface Select<T> {
  readonly element: HTMLElement;
  /** Replaces the choices; does not call back. */
  set(choices: readonly Choice<T>[], chosen: T): void;
}

export function select<T>(label: string, onChoose: (value: T) => void): Select<T> {
  const element = document.createElement('vscode-dropdown') as Dropdown;
  element.classList.add('select');
  element.setAttribute('aria-label', label);
  let current: readonly Choice<T>[] = [];
  element.addEventListener('change', () => {
    const choice = current[element.selectedIndex];
    if (choice !== undefined) onChoose(choice.value);
  });
  return {
    element,
    set: (choices, chosen) => {
      const index = choices.findIndex(({ value }) => value === chosen);
      const same = choices.length === current.length && choices.every((one, at) => one.label === current[at]?.label);
      current = choices;
      if (!same) {
        element.replaceChildren(
          ...choices.map((choice, at) => {
            const option = document.createElement('vscode-option');
            option.textContent = choice.label;
            if (at === index) option.setAttribute('selected', '');
            return option;
          }),
        );
      }
      element.selectedIndex = index;
    },
  };
}

export interface Slider {
  readonly element: HTMLElement;
  set(value: number, max: number): void;
}

export interface SliderSpecification {
  readonly label: string;
  readonly min: number;
  readonly step: number;
  /** What the number means: "1.5 px". */
  readonly format: (value: number) => string;
  readonly onSlide: (value: number) => void;
}

/** A range, which the toolkit lacks; the browser's own is keyboard-ready and follows the theme by `accent-color`. */
export function slider({ label, min, step, format, onSlide }: SliderSpecification): Slider {
  const id = uniqueId();
  const input = h('input', { type: 'range', id, min: String(min), step: String(step) });
  // Not an `output`: that would be a second live region. The range itself says its value.
  const output = h('span', { class: 'slider-value', 'aria-hidden': 'true' });
  const show = (value: number) => {
    const text = format(value);
    output.textContent = text;
    input.setAttribute('aria-valuetext', text);
  };
  input.addEventListener('input', () => {
    show(input.valueAsNumber);
    onSlide(input.valueAsNumber);
  });
  return {
    element: h('div', { class: 'slider' }, h('label', { for: id }, label), input, output),
    set: (value, max) => {
      input.max = String(max);
      input.valueAsNumber = value;
      show(value);
    },
  };
}

export interface ProgressBar {
  readonly element: HTMLElement;
  /** @param share 0 … 1; null while it is not known */
  set(share: number | null): void;
}

/** A slim bar; the toolkit has only a ring. */
export function progressBar(label: string): ProgressBar {
  const fill = h('div', { class: 'progress-fill' });
  const element = h(
    'div',
    { class: 'progress', role: 'progressbar', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' },
    fill,
  );
  return {
    element,
    set: (share) => {
      element.classList.toggle('progress-unknown', share === null);
      if (share === null) {
        element.removeAttribute('aria-valuenow');
        fill.style.removeProperty('transform');
        return;
      }
      element.setAttribute('aria-valuenow', String(Math.round(share * 100)));
      fill.style.transform = `scaleX(${Math.max(0, Math.min(1, share))})`;
    },
  };
}
