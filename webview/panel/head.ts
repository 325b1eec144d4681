import * as l10n from '@vscode/l10n';
import type { PanelState } from '../../src/model/panelProtocol';
import type { RunTitle } from '../../src/model/runView';
import { settingsWords } from '../../src/text/caption';
import type { Host } from '../host';
import { button } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { dropDown } from '../ui/dropDown';

/** One row: the run in words, and what can be done with it. */
export class HeadView {
  readonly element = h('header', { class: 'head' });
  private readonly title = h('h1');
  private readonly settings = h('span', { class: 'head-settings' });
  private readonly actions = h('div', { class: 'actions' });
  private readonly nextSeed: HTMLElement;
  private readonly runs;
  private readonly otherData: HTMLElement;

  /** @param exporting what lets things leave the panel */
  constructor(host: Host, exporting: HTMLElement) {
    const choice = (
      label: string,
      description: string,
      type: 'runNextSeed' | 'replicate' | 'runOnMnist' | 'runOnFolder',
    ) =>
      button({
        label,
        description,
        onPress: () => {
          this.runs.close();
          host.post({ type });
        },
      });
    this.nextSeed = choice(
      l10n.t('Run with Seed {0}', 2),
      l10n.t('The same experiment from other initial weights'),
      'runNextSeed',
    );
    this.otherData = h(
      'div',
      { class: 'other-data' },
      h('hr'),
      h('p', {}, l10n.t('These are drawn digits embedded in the extension, not MNIST: good for a first look.')),
      choice(l10n.t('Run on MNIST'), l10n.t('11 MB, downloaded once'), 'runOnMnist'),
      h('span', { class: 'aside' }, l10n.t('11 MB, downloaded once')),
      choice(l10n.t('Use a Folder…'), l10n.t('A folder of IDX files'), 'runOnFolder'),
    );
    const replicate = choice(
      l10n.t('Replicate…'),
      l10n.t('The same experiment under several seeds: how much of it is chance'),
      'replicate',
    );
    this.runs = dropDown({
      className: 'run-menu',
      button: l10n.t('Run'),
      content: [this.nextSeed, replicate, this.otherData],
    });
    this.actions.append(this.runs.element, exporting);
    this.element.append(h('div', { class: 'head-words' }, this.title, this.settings), this.actions);
  }

  update(title: RunTitle, kind: PanelState['kind']): void {
    const { network, data, seed, configHash, drawn } = title;
    const words = [data === '' ? network : data, ...(seed === null ? [] : [l10n.t('seed {0}', seed)])].join(' · ');
    setText(this.title, words);
    const settings = settingsWords({ ...title, seed: null });
    setText(this.settings, [...(data === '' ? [] : [network]), ...(settings === '' ? [] : [settings])].join(' · '));
    // Where the row is too short for it.
    this.element.title = `${words} · ${this.settings.textContent}`;
    setText(this.nextSeed, l10n.t('Run with Seed {0}', (seed ?? 0) + 1));
    // What another system recorded cannot be run again here.
    this.runs.element.hidden = configHash === null;
    this.otherData.hidden = !drawn;
    // Unseen rather than absent: when they come, nothing moves.
    this.actions.classList.toggle('held', kind !== 'complete');
  }
}
