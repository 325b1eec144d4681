import * as l10n from '@vscode/l10n';
import type { LayerView, RunView } from '../../../src/model/runView';
import { findingsOf } from '../../../src/text/controls';
import { bootstrapSentence } from '../../../src/text/controls/bootstrap';
import type { Finding } from '../../../src/text/controls/control';
import { count, countOf, decimal, scientific } from '../../../src/text/format';
import {
  biasSentence,
  headlineSentence,
  identityExplanation,
  identitySentence,
  pointsSentence,
  rankSentence,
} from '../../../src/text/sentences';
import { h, setText } from '../../ui/dom';
import { type Hint, hint } from '../../ui/hint';
import { standingOf } from './standing';

/** The headline and what must be read beside it, in this order. */
const EVIDENCE: readonly Finding[] = [
  {
    name: 'headline',
    label: () => l10n.t('R² of layer 1’s weights'),
    meaning: () =>
      l10n.t('Near 1, what a weight moved for would tell what it comes to matter for; near 0, it tells nothing.'),
    words: (run, layer1) => {
      const { metrics, awaited } = run;
      const range = awaited.includes('bootstrap') ? '' : ` ${bootstrapSentence(metrics.controls.bootstrap)}`;
      return {
        value: decimal(layer1.weights.r2),
        note: rangeNote(run, layer1),
        sentence: `${headlineSentence(layer1, metrics)} ${rankSentence(layer1.weights)}${range}`,
      };
    },
  },
  ...findingsOf('neuronPermutation', 'inkAlone', 'residual'),
];

/** What says whether the numbers are sound, and on how much they stand. */
const DIAGNOSTICS: readonly Finding[] = [
  {
    name: 'points',
    label: () => l10n.t('weights'),
    meaning: () =>
      l10n.t('Fewer points than weights: that many weights are copies of others and are no evidence of their own.'),
    words: ({ metrics }, layer1) => {
      const [points, leftOut] = [count(metrics.clusters.distinctPoints), layer1.weights.leftOut.parameters];
      return {
        value: count(layer1.inputs * layer1.outputs),
        note:
          leftOut > 0
            ? l10n.t('{0} points, {1} left out', points, count(leftOut))
            : l10n.t('{0} distinct points', points),
        sentence: pointsSentence(layer1, metrics),
      };
    },
  },
  {
    name: 'biases',
    label: () => l10n.t('R² of hidden biases'),
    meaning: () => l10n.t('One bias a neuron: few points, so the interval is wide, and seeds differ.'),
    words: (_run, { biases }) =>
      biases === null
        ? null
        : {
            value: decimal(biases.r2),
            note:
              biases.interval === null
                ? `r ${decimal(biases.r)}`
                : l10n.t(
                    'r {0} to {1} for this run',
                    decimal(biases.interval.low, 2),
                    decimal(biases.interval.high, 2),
                  ),
            sentence: biasSentence(biases),
          },
  },
  {
    name: 'identity',
    label: () => l10n.t('identity check'),
    meaning: () => l10n.t('A check of the arithmetic, not of the hypothesis.'),
    words: ({ metrics: { identity } }) =>
      identity === null
        ? null
        : {
            value: identity.holds === null ? '–' : identity.holds ? l10n.t('✓ holds') : l10n.t('✗ fails'),
            note:
              identity.constantInputs === 0
                ? l10n.t('no constant input')
                : `${countOf(identity.constantInputs, l10n.t('input'), l10n.t('inputs'))}, ≤ ${scientific(Math.max(identity.maxDeviationX, identity.maxDeviationY))}`,
            sentence: `${identitySentence(identity)} ${identityExplanation(identity)}`,
            alarming: identity.holds === false,
          },
  },
];

export const HEADLINE_FINDINGS: readonly Finding[] = [...EVIDENCE, ...DIAGNOSTICS];

/** The interval, or, for a run that has none, r. */
function rangeNote({ metrics, awaited }: RunView, { weights }: LayerView): string {
  const interval = metrics.controls.bootstrap?.neurons?.r2 ?? null;
  const rho = weights.spearman == null ? '' : ` · ρ ${decimal(weights.spearman, 2)}`;
  if (awaited.includes('bootstrap')) return l10n.t('{0} to {1}{2}', '…', '…', rho);
  if (interval === null) return `r ${decimal(weights.r)}${rho}`;
  return l10n.t('{0} to {1}{2}', decimal(interval.low, 2), decimal(interval.high, 2), rho);
}

interface Cell {
  readonly finding: Finding;
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly note: HTMLElement;
  readonly hint: Hint;
}

/** Findings as a row: each with its number, and its sentence on hover and focus. */
class FindingRow {
  readonly element: HTMLElement;
  private readonly cells: readonly Cell[];

  constructor(className: string, label: string, findings: readonly Finding[]) {
    this.cells = findings.map(cell);
    this.element = h(
      'dl',
      { class: `figures ${className}`, 'aria-label': label },
      ...this.cells.map(({ element }) => element),
    );
  }

  update(run: RunView | null): void {
    for (const { finding, element, value, note, hint: explanation } of this.cells) {
      const { words, value: shown, isAbsent } = standingOf(finding, run);
      element.hidden = isAbsent;
      setText(value, shown);
      setText(note, words?.note ?? '');
      explanation.set(
        words?.sentence ??
          (run === null ? l10n.t('Follows when all networks are trained.') : l10n.t('Is being computed.')),
      );
      element.classList.toggle('alarming', words?.alarming === true);
      element.classList.toggle('pending', words === null);
    }
  }
}

/** The evidence line: the headline's R² on a scale from 0 to 1 beside what it is held against, and the numbers. */
export class EvidenceView {
  readonly element: HTMLElement;
  private readonly scale = new EvidenceScale();
  private readonly row = new FindingRow('evidence-figures', l10n.t('Figures of this run'), EVIDENCE);

  constructor() {
    this.element = h('div', { class: 'evidence' }, this.scale.element, this.row.element);
  }

  update(run: RunView | null): void {
    this.scale.update(run);
    this.row.update(run);
  }
}

export class DiagnosticsView {
  private readonly row = new FindingRow('diagnostics', l10n.t('Checks of this run'), DIAGNOSTICS);
  readonly element = this.row.element;

  update(run: RunView | null): void {
    this.row.update(run);
  }
}

/** R² of the network, of shuffled neurons and of ink alone as marks on one line, with the headline's interval. */
class EvidenceScale {
  private readonly marks = {
    interval: h('span', { class: 'scale-interval' }),
    shuffled: h('span', { class: 'scale-mark scale-shuffled' }),
    ink: h('span', { class: 'scale-mark scale-ink' }),
    headline: h('span', { class: 'scale-mark scale-headline' }),
  };
  // The numbers beside it say the same in words.
  readonly element = h(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    h('span', { class: 'scale-end' }, 'R² 0'),
    h('div', { class: 'scale-line' }, ...Object.values(this.marks)),
    h('span', { class: 'scale-end' }, '1'),
  );

  update(run: RunView | null): void {
    const { controls } = run?.metrics ?? {};
    const interval = controls?.bootstrap?.neurons?.r2 ?? null;
    this.place(this.marks.headline, run?.layers[0]?.weights.r2 ?? null);
    this.place(this.marks.shuffled, controls?.neuronPermutation?.meanR2 ?? null);
    this.place(this.marks.ink, controls?.inkAlone?.r2 ?? null);
    this.place(this.marks.interval, interval?.low ?? null);
    if (interval !== null) this.marks.interval.style.width = percent(interval.high - interval.low);
  }

  private place(mark: HTMLElement, r2: number | null): void {
    mark.hidden = r2 === null;
    mark.style.left = percent(r2 ?? 0);
  }
}

function percent(share: number): string {
  return `${100 * Math.min(1, Math.max(0, share))}%`;
}

function cell(finding: Finding): Cell {
  const value = h('span', { class: 'figure-value' }, '–');
  const note = h('span', { class: 'figure-note' });
  const definition = h('dd', { tabindex: '0' }, value, ' ', note);
  const element = h('div', { class: `figure figure-${finding.name}` }, h('dt', {}, finding.label()), definition);
  return { finding, element, value, note, hint: hint(definition) };
}
