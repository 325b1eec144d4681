import * as l10n from '@vscode/l10n';
import type { Progress } from '../../src/model/job';
import type { PanelState } from '../../src/model/panelProtocol';
import type { RunTitle, RunView } from '../../src/model/runView';
import { settingsWords } from '../../src/text/caption';
import { trainingFailedSentence } from '../../src/text/failedTraining';
import { timeLeft } from '../../src/text/format';
import { identitySentence, leftOutSentence, verdict } from '../../src/text/sentences';
import { verdictLine } from '../../src/text/verdictLine';
import type { Host } from '../host';
import { button, progressBar } from '../ui/controls';
import { h, setText } from '../ui/dom';
import { dropDown } from '../ui/dropDown';
import { DiagnosticsView, EvidenceView } from './findings/metrics';

interface Choice {
  readonly label: string;
  readonly intent: 'start' | 'resume' | 'runOnFolder' | 'back' | 'openConfig' | 'showLog';
  readonly main?: boolean;
}

const RESUME: Choice = { label: l10n.t('Resume'), intent: 'resume', main: true };

type Framed = Exclude<PanelState, { kind: 'empty' } | { kind: 'missing' }>;

/** The verdict in one sentence with its evidence below; until there is one, how far the experiment is, or why there is none. */
export class StripView {
  readonly element = h('section', { class: 'strip', 'aria-label': l10n.t('Verdict') });
  private readonly content = h('div', { class: 'strip-content' });
  private readonly stage = h('strong');
  private readonly detail = h('span', { class: 'strip-detail' });
  private readonly left = h('span', { class: 'strip-left' });
  private readonly bar = progressBar(l10n.t('Experiment'));
  private readonly running: HTMLElement;
  private readonly verdict: HTMLElement;
  private readonly line = h('p', { class: 'verdict' });
  private readonly evidence = new EvidenceView();
  private readonly diagnostics = new DiagnosticsView();
  private readonly sentences = h('div', { class: 'details-sentences' });
  private readonly settings = h('p', { class: 'details-settings' });

  constructor(private readonly host: Host) {
    const cancel = button({ label: l10n.t('Cancel'), onPress: () => host.post({ type: 'cancel' }) });
    this.running = h(
      'div',
      { class: 'running' },
      h('div', { class: 'running-words' }, h('p', {}, this.stage, this.detail), this.left, cancel),
      this.bar.element,
    );
    const details = dropDown({
      className: 'verdict-details',
      button: l10n.t('Details'),
      content: [this.sentences, this.diagnostics.element, this.settings],
    });
    this.verdict = h('div', { class: 'verdict-row' }, this.line, details.element);
    this.element.append(this.content, this.evidence.element);
  }

  update(state: Framed): void {
    const run = state.kind === 'complete' || state.kind === 'running' ? state.run : null;
    // Where there is none to come, its place is the message's.
    this.evidence.element.hidden = state.kind !== 'complete' && state.kind !== 'running';
    this.hold(run);
    switch (state.kind) {
      case 'running':
        this.progress(state.progress);
        this.alone(this.running);
        break;
      case 'complete':
        this.say(state.run);
        this.alone(this.verdict);
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
          ...(state.details === undefined ? [] : [folded(state.details)]),
          this.actions(...waysOn(state)),
        );
        break;
    }
  }

  /** Shows what a run is held against, as far as it is made; null where there is no run yet. */
  hold(run: RunView | null): void {
    this.evidence.update(run);
    this.diagnostics.update(run);
  }

  progress({ stage, detail, share, secondsLeft }: Progress): void {
    setText(this.stage, stage);
    setText(this.detail, detail);
    // Where the row is too short for it.
    this.detail.title = detail;
    setText(this.left, timeLeft(secondsLeft));
    this.bar.set(share);
  }

  /** Shows one element alone. One that stands there already stays: taken out and put in again, it would lose what is open in it. */
  private alone(element: HTMLElement): void {
    if (this.content.firstChild !== element) this.content.replaceChildren(element);
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

  private say(run: RunView): void {
    setText(this.line, verdictLine(run));
    const isFault = run.metrics.identity?.holds === false || trainingFailedSentence(run) !== null;
    this.line.classList.toggle('fault', isFault);
    // Where the row is too short for it.
    this.line.title = verdictLine(run);
    this.sentences.replaceChildren(...sentences(run));
    setText(this.settings, settingsOf(run.title));
  }
}

function settingsOf(title: RunTitle): string {
  const hash = title.configHash === null ? [] : [l10n.t('config {0}', title.configHash)];
  return [title.network, settingsWords(title), ...hash].filter((part) => part !== '').join(' · ');
}

/** What can be done after a failure, the likeliest first. */
function waysOn({ runId, inLog, ways }: Extract<Framed, { kind: 'failed' }>): Choice[] {
  const { hasConfigFile, lacksImages, before } = ways ?? { hasConfigFile: false, lacksImages: false, before: null };
  // What is wrong with the config itself is wrong once more.
  const isMistake = !inLog && !lacksImages;
  const config = hasConfigFile ? l10n.t('Open Config') : l10n.t('Edit a Copy of the Config');
  return [
    ...(runId === null ? [{ label: l10n.t('Try Again'), intent: 'start', main: !isMistake } as const] : [RESUME]),
    ...(lacksImages ? [{ label: l10n.t('Use a Folder…'), intent: 'runOnFolder' } as const] : []),
    ...(before === null ? [] : [{ label: l10n.t('Back to {0}', before), intent: 'back' } as const]),
    ...(hasConfigFile || isMistake ? [{ label: config, intent: 'openConfig', main: isMistake } as const] : []),
    ...(inLog ? [{ label: l10n.t('Show Log'), intent: 'showLog' } as const] : []),
  ];
}

/** What only a technician reads. */
function folded(details: string): HTMLElement {
  return h('details', { class: 'fault-details' }, h('summary', {}, l10n.t('Details')), h('p', {}, details));
}

/** What the headline and its controls say, the most important first. */
function sentences(run: RunView): HTMLElement[] {
  const { identity } = run.metrics;
  const leftOut = run.layers[0]?.weights.leftOut.parameters ?? 0;
  const failed = trainingFailedSentence(run);
  const said = verdict(run).map((text) => h('p', text === failed ? { class: 'fault whole' } : {}, text));
  if (leftOut > 0) said.push(h('p', {}, leftOutSentence(leftOut)));
  // Of a network that has learned nothing this is the smaller part of the matter.
  const first = failed === null ? 0 : 1;
  if (identity?.holds === false) said.splice(first, 0, h('p', { class: 'fault whole' }, identitySentence(identity)));
  return said;
}
