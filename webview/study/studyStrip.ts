import * as l10n from '@vscode/l10n';
import type { JobState, Progress } from '../../src/model/job';
import type { FromStudy } from '../../src/model/studyProtocol';
import { timeLeft } from '../../src/text/format';
import { button, progressBar } from '../ui/controls';
import { h, setText } from '../ui/dom';
import type { StudyContext } from './context';

/** The line under the title: how many cells are complete, why not all are, and what their metrics say. */
export class StudyStrip {
  readonly element = h('div', { class: 'strip' });
  private readonly content = h('div', { class: 'strip-content' });
  private readonly stage = h('strong');
  private readonly detail = h('span', { class: 'strip-detail' });
  private readonly left = h('span', { class: 'strip-left' });
  private readonly bar = progressBar(l10n.t('Runs'));
  private readonly running: HTMLElement;
  private readonly unfinished: HTMLElement;
  private said = '';
  private readonly sentences = h('div', { class: 'study-sentences' });

  constructor(private readonly host: StudyContext['host']) {
    this.running = h(
      'div',
      { class: 'running' },
      h('div', { class: 'running-words' }, h('p', {}, this.stage, this.detail), this.left, this.action('cancel')),
      this.bar.element,
    );
    this.unfinished = h(
      'div',
      { class: 'running-words' },
      h(
        'p',
        {},
        h('strong', {}, l10n.t('Not finished.')),
        ` ${l10n.t('What is there is kept; the rest can be run now or later, to the same figures.')}`,
      ),
      this.action('resume', true),
    );
    this.element.append(this.content);
  }

  update(status: JobState, sentences: readonly string[]): void {
    const text = sentences.join('\n');
    if (text !== this.said) this.sentences.replaceChildren(...sentences.map((one) => h('p', {}, one)));
    this.said = text;
    const parts = this.partsOf(status);
    if (this.content.firstChild !== parts[0]) this.content.replaceChildren(...parts, this.sentences);
  }

  progress({ stage, detail, share, secondsLeft }: Progress): void {
    setText(this.stage, stage);
    setText(this.detail, detail);
    setText(this.left, timeLeft(secondsLeft));
    this.bar.set(share);
  }

  private partsOf(status: JobState): HTMLElement[] {
    switch (status.kind) {
      case 'running':
        this.progress(status.progress);
        return [this.running];
      case 'complete':
        return [];
      case 'cancelled':
      case 'interrupted':
        return [this.unfinished];
      case 'failed':
        return [
          h('p', { class: 'fault' }, h('strong', {}, l10n.t('The runs ended with an error.')), ` ${status.message}`),
          h(
            'div',
            { class: 'actions' },
            this.action('resume', true),
            ...(status.inLog ? [this.action('showLog')] : []),
          ),
        ];
    }
  }

  private action(type: Extract<FromStudy['type'], 'cancel' | 'resume' | 'showLog'>, main = false): HTMLElement {
    const label = { cancel: l10n.t('Cancel'), resume: l10n.t('Resume'), showLog: l10n.t('Show Log') }[type];
    return button({ label, main, onPress: () => this.host.post({ type }) });
  }
}
