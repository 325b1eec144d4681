import * as l10n from '@vscode/l10n';
import type { Figures, LayerView, RunView } from '../../../src/model/runView';
import { count, countOf, decimal, scientific } from '../../../src/text/format';
import {
  biasSentence,
  bootstrapSentence,
  headlineSentence,
  identityExplanation,
  identitySentence,
  inkSentence,
  permutationSentence,
  pointsSentence,
  rankSentence,
  residualSentence,
  shuffledSentence,
} from '../../../src/text/sentences';
import { h, setText } from '../../ui/dom';
import { type Hint, hint } from '../../ui/hint';

/** What one figure shows: never a number without the words that say what it is. */
export interface Shown {
  readonly value: string;
  readonly note: string;
  readonly sentence: string;
  readonly alarming?: boolean;
}

export interface Figure {
  readonly name: string;
  readonly label: string;
  /** Null where the run does not hold what it is made of: then it has no place. */
  readonly shown: (run: RunView, layer1: LayerView) => Shown | null;
}

/** The headline and what must be read beside it, in this order. */
export const FIGURES: readonly Figure[] = [
  {
    name: 'headline',
    label: l10n.t('R² of layer 1’s weights'),
    shown: ({ figures }, layer1) => ({
      value: decimal(layer1.weights.r2),
      note: rangeNote(figures, layer1),
      sentence: `${headlineSentence(layer1, figures)} ${rankSentence(layer1.weights)} ${bootstrapSentence(figures.bootstrap)}`,
    }),
  },
  {
    name: 'shuffled',
    label: l10n.t('neurons shuffled'),
    shown: ({ figures: { neuronPermutation } }, { weights }) => ({
      value: decimal(neuronPermutation.meanR2),
      note: l10n.t('mean of {0}', countOf(neuronPermutation.draws, l10n.t('draw'), l10n.t('draws'))),
      sentence: `${shuffledSentence(weights.r2, neuronPermutation)} ${permutationSentence(neuronPermutation)}`,
    }),
  },
  {
    name: 'ink',
    label: l10n.t('ink alone'),
    shown: ({ figures: { inkAlone } }) =>
      inkAlone === null
        ? null
        : {
            value: decimal(inkAlone.r2),
            note: l10n.t('network there {0}', decimal(inkAlone.headlineR2)),
            sentence: inkSentence(inkAlone),
          },
  },
  {
    name: 'residual',
    label: l10n.t('residual r'),
    shown: ({ figures: { residualR } }) => ({
      value: decimal(residualR),
      note: l10n.t('means removed'),
      sentence: residualSentence(residualR),
    }),
  },
  {
    name: 'points',
    label: l10n.t('weights'),
    shown: ({ figures }, layer1) => ({
      value: count(layer1.inputs * layer1.outputs),
      note:
        layer1.weights.leftOut > 0
          ? l10n.t('{0} points, {1} left out', count(figures.distinctPoints), count(layer1.weights.leftOut))
          : l10n.t('{0} distinct points', count(figures.distinctPoints)),
      sentence: pointsSentence(layer1, figures),
    }),
  },
  {
    name: 'biases',
    label: l10n.t('R² of hidden biases'),
    shown: (_run, { biases }) =>
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
    label: l10n.t('identity check'),
    shown: ({ figures: { identity } }) =>
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

/** The interval, or, for a run that has none, r. */
function rangeNote({ bootstrap }: Figures, { weights }: LayerView): string {
  const interval = bootstrap?.r2 ?? null;
  const rho = weights.spearman === null ? '' : ` · ρ ${decimal(weights.spearman, 2)}`;
  if (interval === null) return `r ${decimal(weights.r)}${rho}`;
  return l10n.t('{0} to {1}{2}', decimal(interval.low, 2), decimal(interval.high, 2), rho);
}

interface Cell {
  readonly figure: Figure;
  readonly element: HTMLElement;
  readonly value: HTMLElement;
  readonly note: HTMLElement;
  readonly hint: Hint;
}

/** The headline row. */
export class FiguresView {
  readonly element = h('dl', { class: 'figures', 'aria-label': l10n.t('Figures of this run') });
  private readonly cells: readonly Cell[] = FIGURES.map(cell);

  constructor() {
    this.element.append(...this.cells.map(({ element }) => element));
  }

  update(run: RunView | null): void {
    const layer1 = run?.layers[0];
    for (const { figure, element, value, note, hint: explanation } of this.cells) {
      const shown = run === null || layer1 === undefined ? null : figure.shown(run, layer1);
      element.hidden = run !== null && shown === null;
      setText(value, shown?.value ?? '–');
      // A space keeps the line's height before there is anything to say.
      setText(note, shown?.note ?? '\u00a0');
      explanation.set(shown?.sentence ?? l10n.t('Follows when all networks are trained.'));
      element.classList.toggle('alarming', shown?.alarming === true);
      element.classList.toggle('pending', shown === null);
    }
  }
}

function cell(figure: Figure): Cell {
  const value = h('span', { class: 'figure-value' }, '–');
  const note = h('span', { class: 'figure-note' }, '\u00a0');
  const definition = h('dd', { tabindex: '0' }, value, note);
  const element = h('div', { class: `figure figure-${figure.name}` }, h('dt', {}, figure.label), definition);
  return { figure, element, value, note, hint: hint(definition) };
}
