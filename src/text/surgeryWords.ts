import * as l10n from '@vscode/l10n';
import type { InterventionName } from '../model/interventions';
import type { Performance, Performances } from '../model/performance';
import type { ComparisonMetrics, ComparisonName, OperationMetrics } from '../model/surgeryProtocol';
import { count, decimal, percent } from './format';

/** What is done to the selected parameters, after “The selected weights and biases are …”. */
export function operationWords(operation: InterventionName): string {
  switch (operation) {
    case 'reset':
      return l10n.t('put back to their initial values');
    case 'zero':
      return l10n.t('set to 0');
    case 'mean':
      return l10n.t('replaced by what they add on average');
    case 'graft':
      return l10n.t('alone put onto the initial network');
  }
}

export function comparisonWords(name: ComparisonName): string {
  switch (name) {
    case 'neurons-shuffled':
      return l10n.t('neurons shuffled');
    case 'pixel-means':
      return l10n.t('pixel means');
    case 'random':
      return l10n.t('random');
  }
}

/** What a set is that a selection is held against. */
export function comparisonMeaning(name: ComparisonName): string {
  switch (name) {
    case 'neurons-shuffled':
      return l10n.t(
        'The same inputs in other neurons: as much as the selection does, and nothing about its neurons is special.',
      );
    case 'pixel-means':
      return l10n.t(
        'As many weights, of the inputs that most selected weights read: it knows pixels and no neurons. As much as the selection does, and which neurons were selected does not matter.',
      );
    case 'random':
      return l10n.t('As many parameters of the same tensors, whichever: what is lost by number alone.');
  }
}

/** A sentence by rule, and the next one; empty where there is nothing to say yet. */
export interface SurgeryVerdict {
  readonly effect: string;
  readonly comparison: string;
}

/** A comparison does as well from this share of the way from random to the selection on, as in the causal test. */
const AS_WELL = 0.9;
/** A change of accuracy beside which one of the AUC is none. */
const SHIFTED = { accuracy: 0.02, auc: 0.01 } as const;

/**
 * What an operation did, and whether sets that know less do as well. The measure is the class that loses most of its mean
 * margin (with `graft`: gains most), for the selection and for every other set alike, whichever class it is.
 */
export function surgeryVerdict(
  operation: InterventionName,
  { before, after, images, sides }: Pick<OperationMetrics, 'before' | 'after' | 'images' | 'sides'>,
  comparisons: ComparisonMetrics | null,
): SurgeryVerdict {
  const worst = hit(operation, before, after);
  const effect = [
    effectSentence(operation, worst),
    sidesSentence(images, sides.lost.count, sides.gained.count),
    shiftSentence(worst),
  ];
  return {
    effect: effect.filter((sentence) => sentence !== '').join(' '),
    comparison: comparisons === null ? '' : comparisonSentence(operation, worst.size, before, comparisons),
  };
}

interface Hit {
  readonly label: string;
  /** What its margin lost, or with `graft` gained. */
  readonly size: number;
  readonly before: Performance;
  readonly after: Performance;
}

/** The class that an operation hits most. */
function hit(operation: InterventionName, before: Performances, after: Performances): Hit {
  const sign = operation === 'graft' ? 1 : -1;
  const all = Object.entries(before.byClass).map(([label, was]): Hit => {
    const is = after.byClass[label] ?? was;
    return { label, size: sign * (is.margin - was.margin), before: was, after: is };
  });
  return all.reduce((most, one) => (one.size > most.size ? one : most));
}

function effectSentence(operation: InterventionName, { label, size, before, after }: Hit): string {
  const class_ = l10n.t('{0}s', label);
  const [was, is] = [decimal(before.margin), decimal(after.margin)];
  if (operation === 'graft')
    return size > 0
      ? l10n.t('Alone on the initial network they raise the {0} most: mean margin {1} → {2}.', class_, was, is)
      : l10n.t('Alone on the initial network they raise no class: the {0} come nearest, {1} → {2}.', class_, was, is);
  return size > 0
    ? l10n.t('The {0} lose most: mean margin {1} → {2}.', class_, was, is)
    : l10n.t('No class loses: the {0} change least, mean margin {1} → {2}.', class_, was, is);
}

function sidesSentence(images: number, lost: number, gained: number): string {
  if (lost === 0 && gained === 0) return l10n.t('None of {0} held-out images changes sides.', count(images));
  return l10n.t(
    'Of {0} held-out images {1} that were right are wrong, {2} that were wrong are right.',
    count(images),
    count(lost),
    count(gained),
  );
}

function shiftSentence({ before, after }: Hit): string {
  const [accuracy, auc] = [after.accuracy - before.accuracy, after.auc - before.auc];
  if (Math.abs(accuracy) < SHIFTED.accuracy || Math.abs(auc) >= SHIFTED.auc) return '';
  return l10n.t(
    'Their accuracy goes from {0} to {1} while their AUC stays near {2}: mostly, the outputs have shifted.',
    percent(before.accuracy),
    percent(after.accuracy),
    decimal(after.auc),
  );
}

function comparisonSentence(
  operation: InterventionName,
  size: number,
  before: Performances,
  comparisons: ComparisonMetrics,
): string {
  const sizes = (name: ComparisonName) => comparisons[name].map((after) => hit(operation, before, after).size);
  const random = sizes('random');
  if (random.length === 0)
    return l10n.t('There is no other set of this size in the tensors that it could be held against.');
  const draws = count(random.length);
  const reaching = random.filter((one) => one >= size).length;
  const [mean, most] = [random.reduce((sum, one) => sum + one, 0) / random.length, Math.max(...random)];
  if (reaching > 0)
    return l10n.t(
      'That is no more than random: {0} of {1} random sets of its size do as much or more ({2} on average, beside {3}).',
      count(reaching),
      draws,
      decimal(mean),
      decimal(size),
    );
  const more = l10n.t(
    'That is more than any of {0} random sets of its size does ({1}, beside at most {2})',
    draws,
    decimal(size),
    decimal(most),
  );
  const twins = (['neurons-shuffled', 'pixel-means'] as const).filter((name) => comparisons[name].length > 0);
  if (twins.length === 0)
    return `${more}. ${l10n.t('Whole inputs are selected: which neurons they go into cannot be told apart.')}`;
  const enough = mean + AS_WELL * (size - mean);
  const asGood = twins.filter((name) => Math.max(...sizes(name)) >= enough);
  const named = (names: readonly ComparisonName[]) =>
    names.map((name) => `${twinWords(name)} (${decimal(Math.max(...sizes(name)))})`).join(` ${l10n.t('and')} `);
  if (asGood.length === 1)
    return l10n.t('{0}, but {1} does as well: that says nothing about these neurons.', more, named(asGood));
  if (asGood.length > 1)
    return l10n.t('{0}, but {1} do as well: that says nothing about these neurons.', more, named(asGood));
  return l10n.t('{0}, and more than {1}.', more, named(twins));
}

function twinWords(name: ComparisonName): string {
  return name === 'neurons-shuffled' ? l10n.t('the same with other neurons') : l10n.t('a set by pixel means alone');
}

/** "+0.123", "−0.012" */
export function signed(value: number, places = 3): string {
  const text = decimal(value, places);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}
