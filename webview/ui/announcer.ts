import { h, setText } from './dom';

/** The page's one live region: what it is given is read out when the screen reader is next free. */
export class Announcer {
  readonly element = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });

  say(text: string): void {
    setText(this.element, text);
  }
}
