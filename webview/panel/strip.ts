import * as l10n from '@vscode/l10n';
import type { Progress } from '../../src/model/job';
import type { PanelState } from '../../src/model/panelProtocol';
import { inkSentence } from '../../src/text/controls/inkAlone';
import { shuffledSentence } from '../../src/text/controls/permutations';
import { timeLeft } from '../../src/text/format';
import { identitySentence, leftOutSentence, verdict } from '../../src/text/sentences';
import type { Host } from '../host';
import { button, progressBar } from '../ui/controls';
import { h, setText } from '../ui/dom';

/** As long as what will be said, so that the place for it is kept while the experiment runs. */
const TYPICAL = [
  shuffledSentence(0.305, { draws: 0, meanR2: 0.281, p: null }),
  inkSentence({ n: 0, r2: 0.505, headlineR2: 0.325 }),
];

interface Choice {
  readonly label: string;
  readonly intent: 'start' | 'resume' | 'openConfig' | 'showLog';
  readonly main?: boolean;
}

const RESUME: Choice = { label: l10n.t('Resume'), intent: 'resume', main: true };

type Framed = Exclude<PanelState, { kind: 'empty' } | { kind: 'missing' }>;

/** The line under the metrics: how far the experiment is, what its metrics say, or why there are none. */
export class StripView {
  readonly element = h('div', { class: 'strip' });
  private readonly content = h('div', { class: 'strip-content' });
  private readonly stage = h('strong');
  private readonly detail = h('span', { class: 'strip-detail' });
  private readonly left = h('span', { class: 'strip-left' });
  private readonly bar = progressBar(l10n.t('Experiment'));
  private readonly running: HTMLElement;

  constructor(private readonly host: Host) {
    const cancel = button({ label: l10n.t('Cancel'), onPress: () => host.post({ type: 'cancel' }) });
    this.running = h(
      'div',
      { class: 'running' },
      h('div', { class: 'running-words' }, h('p', {}, this.stage, this.detail), this.left, cancel),
      this.bar.element,
    );
    const sizer = h('div', { class: 'strip-sizer', 'aria-hidden': 'true' }, ...TYPICAL.map((text) => h('p', {}, text)));
    this.element.append(sizer, this.content);
  }

  update(state: Framed): void {
    switch (state.kind) {
      case 'running':
        this.progress(state.progress);
        this.content.replaceChildren(this.running);
        break;
      case 'complete':
        this.content.replaceChildren(...sentences(state.run));
        break;
      case 'cancelled':
        this.content.replaceChildren(
          h(
            'p',
            {},
            h('strong', {}, l10n.t('Cancelled.')),
            ` ${l10n.t('The curves show how far the training had come. Resumed, it ends with the same numbers as if it had never been stopped.')}`,
          ),
          this.actions(RESUME, { label: l10n.t('Start Experiment'), intent: 'start' }),
        );
        break;
      case 'interrupted':
        this.content.replaceChildren(
          h(
            'p',
            {},
            h('strong', {}, l10n.t('Interrupted.')),
            ` ${state.reason ?? l10n.t('The process that made this run ended before the run did.')} `,
            l10n.t('Resumed, it ends with the same numbers as if it had never been stopped.'),
          ),
          this.actions(RESUME, { label: l10n.t('Open Config'), intent: 'openConfig' }),
        );
        break;
      case 'failed':
        this.content.replaceChildren(
          h('p', { class: 'fault' }, h('strong', {}, l10n.t('The experiment failed.')), ` ${state.message}`),
          this.actions(
            ...(state.runId === null ? [] : [RESUME]),
            { label: l10n.t('Open Config'), intent: 'openConfig', main: state.runId === null },
            ...(state.inLog ? [{ label: l10n.t('Show Log'), intent: 'showLog' } as const] : []),
          ),
        );
        break;
    }
  }

  progress({ stage, detail, share, secondsLeft }: Progress): void {
    setText(this.stage, stage);
    setText(this.detail, detail);
    setText(this.left, timeLeft(secondsLeft));
    this.bar.set(share);
  }

  private actions(...choices: readonly Choice[]): HTMLElement {
    return h(
      'div',
      { class: 'actions' },
      ...choices.map(({ label, intent, main = false }) =>
        button({ label, main, onPress: () => this.host.post({ type: intent }) }),
      ),
    );
  }
}

function sentences(run: Extract<Framed, { kind: 'complete' }>['run']): HTMLElement[] {
  const { identity } = run.metrics;
  const leftOut = run.layers[0]?.weights.leftOut.parameters ?? 0;
  const said = verdict(run).map((text) => h('p', {}, text));
  if (leftOut > 0) said.push(h('p', {}, leftOutSentence(leftOut)));
  if (identity?.holds === false) said.unshift(h('p', { class: 'fault whole' }, identitySentence(identity)));
  return said;
}
