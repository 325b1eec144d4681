import * as l10n from '@vscode/l10n';
import { countOf } from '../../../src/text/format';
import { button, setEnabled, textEntry } from '../../ui/controls';
import { h } from '../../ui/dom';
import { Popup } from '../../ui/popup';
import type { KeptSelections } from './keptSelections';

/** As long as the host takes it. */
const LONGEST_NAME = 100;

/** Asks for the name to keep the selection by, and again before it takes the place of another one. */
export class KeepDialog {
  readonly element: HTMLElement;
  private readonly popup: Popup;
  private readonly name = textEntry({
    label: l10n.t('Name of the selection'),
    placeholder: l10n.t('Name'),
    maxLength: LONGEST_NAME,
    onInput: () => this.ask(null),
    onEnter: () => this.keep(),
  });
  private readonly keepIt = button({ label: l10n.t('Keep'), main: true, onPress: () => this.keep() });
  private readonly replace = button({ label: l10n.t('Replace'), onPress: () => this.done() });
  /** The name in use that was asked about. */
  private asked: string | null = null;

  /** @param anchor what it stands beside, and where the focus goes when it closes */
  constructor(
    private readonly kept: KeptSelections,
    anchor: HTMLElement,
  ) {
    const heading = l10n.t('Keep the selection');
    const cancel = button({ label: l10n.t('Cancel'), onPress: () => this.popup.closeAndReturn() });
    this.element = h(
      'div',
      { class: 'keep-dialog', role: 'dialog', 'aria-label': heading },
      h('p', { class: 'keep-heading', 'aria-hidden': 'true' }, l10n.t('Keep the selection with the run')),
      this.name.element,
      this.name.mistake,
      h('div', { class: 'keep-buttons' }, this.keepIt, cancel, this.replace),
    );
    this.popup = new Popup({ element: this.element, anchor });
  }

  open(): void {
    this.name.set('');
    this.ask(null);
    this.popup.open();
    this.name.focus();
  }

  private get written(): string {
    return this.name.value.trim();
  }

  private keep(): void {
    const name = this.written;
    const size = this.kept.sizeOf(name);
    if (name === '') {
      this.name.setMistake(l10n.t('Found nothing; expected a name.'));
      this.name.focus();
    } else if (size !== null && !this.kept.current.includes(name)) {
      const parameters = countOf(size, l10n.t('parameter'), l10n.t('parameters'));
      this.ask(name);
      this.name.setMistake(l10n.t('“{0}” is in use, for {1}. Replace it, or choose another name.', name, parameters));
      this.replace.focus();
    } else this.done();
  }

  /** Where nothing is asked, the button that answers is not there; its place is. */
  private ask(name: string | null): void {
    this.asked = name;
    this.name.setMistake('');
    this.replace.classList.toggle('held', name === null);
    setEnabled(this.keepIt, name === null);
  }

  private done(): void {
    const name = this.asked ?? this.written;
    this.popup.closeAndReturn();
    this.kept.keep(name);
  }
}
