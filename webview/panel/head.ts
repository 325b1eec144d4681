import * as l10n from '@vscode/l10n';
import type { PanelState } from '../../src/model/panelProtocol';
import type { RunTitle } from '../../src/model/runView';
import { settingsWords } from '../../src/text/caption';
import type { Host } from '../host';
import { button } from '../ui/controls';
import { h, setText } from '../ui/dom';

/** The run in words, and what can be done with it; below, where it applies, that its digits are drawn ones. */
export class HeadView {
  readonly element = h('header', { class: 'head' });
  private readonly title = h('h1');
  private readonly details = h('p', { class: 'details' });
  private readonly hash = h('span', { class: 'hash' });
  private readonly settings = h('span');
  private readonly actions = h('div', { class: 'actions' });
  private readonly nextSeed: HTMLElement;
  private readonly replicate: HTMLElement;
  private readonly notice = h('div', { class: 'notice' });
  private readonly noticeActions: HTMLElement;

  /** @param exporting what lets things leave the panel */
  constructor(host: Host, exporting: HTMLElement) {
    this.nextSeed = button({
      label: l10n.t('Run with Seed {0}', 2),
      description: l10n.t('The same experiment from other initial weights'),
      onPress: () => host.post({ type: 'runNextSeed' }),
    });
    this.replicate = button({
      label: l10n.t('Replicate…'),
      description: l10n.t('The same experiment under several seeds: how much of it is chance'),
      onPress: () => host.post({ type: 'replicate' }),
    });
    this.actions.append(this.nextSeed, this.replicate, exporting);
    this.noticeActions = h(
      'div',
      { class: 'actions' },
      button({
        label: l10n.t('Run on MNIST'),
        description: l10n.t('11 MB, downloaded once'),
        onPress: () => host.post({ type: 'runOnMnist' }),
      }),
      h('span', { class: 'aside' }, l10n.t('11 MB, downloaded once')),
      button({
        label: l10n.t('Use a Folder…'),
        description: l10n.t('A folder of IDX files'),
        onPress: () => host.post({ type: 'runOnFolder' }),
      }),
    );
    this.notice.append(
      h('p', {}, l10n.t('These are drawn digits embedded in the extension, not MNIST: good for a first look.')),
      this.noticeActions,
    );
    this.details.append(this.settings, this.hash);
    this.element.append(
      h('div', { class: 'head-line' }, h('div', { class: 'head-words' }, this.title, this.details), this.actions),
      this.notice,
    );
  }

  update(title: RunTitle, kind: PanelState['kind']): void {
    const { network, data, seed, configHash, drawn } = title;
    setText(this.title, data === '' ? network : `${network} · ${data}`);
    setText(this.settings, configHash === null ? settingsWords(title) : `${settingsWords(title)} · `);
    setText(this.hash, configHash ?? '');
    this.hash.title = l10n.t('Runs with the same hash ran the same config');
    setText(this.nextSeed, l10n.t('Run with Seed {0}', (seed ?? 0) + 1));
    // What another system recorded cannot be run again here.
    for (const element of [this.nextSeed, this.replicate]) element.hidden = configHash === null;
    this.notice.hidden = !drawn;
    // Unseen rather than absent: when they come, nothing moves.
    this.actions.classList.toggle('held', kind !== 'complete');
    this.noticeActions.classList.toggle('held', kind !== 'complete');
  }
}
