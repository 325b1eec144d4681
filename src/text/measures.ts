import * as l10n from '@vscode/l10n';
import { isShare, type MeasureName } from '../model/measures';
import type { GroupWords } from './groupWords';

/** The name in words. */
export function measureTitle(name: MeasureName): string {
  switch (name) {
    case 'update-size':
      return l10n.t('update size');
    case 'root-fisher':
      return l10n.t('√Fisher');
    case 'fisher':
      return l10n.t('Fisher');
    case 'synaptic-intelligence':
      return l10n.t('synaptic intelligence');
    case 'memory-aware-synapses':
      return l10n.t('memory aware synapses');
    case 'weight':
      return l10n.t('|w|');
    case 'weight-change':
      return l10n.t('|Δw|');
    case 'movement':
      return l10n.t('movement');
    case 'path-efficiency':
      return l10n.t('path efficiency');
    case 'effect':
      return l10n.t('causal effect');
  }
}

/** What is added up, over the tallied examples of a group; of measures that know no groups, what they are. */
export function measureFormula(name: MeasureName): string {
  switch (name) {
    case 'update-size':
      return l10n.t('Σ |Δ| over the tallied examples of a group, Δ being the update that an example makes.');
    case 'root-fisher':
      return l10n.t('√Σ g² over the tallied examples of a group, g being the gradient of the loss.');
    case 'fisher':
      return l10n.t('Σ g² over the tallied examples of a group, g being the gradient of the loss.');
    case 'synaptic-intelligence':
      return l10n.t('Σ −g Δ over the tallied examples of a group; with plain gradient descent η Σ g².');
    case 'memory-aware-synapses':
      return l10n.t('Σ |∂‖y‖²/∂w| over the tallied examples of a group, in the network at the end of phase 1.');
    case 'weight':
      return l10n.t('The size of the parameter at the end of phase 1. It knows no groups.');
    case 'weight-change':
      return l10n.t('How far phase 1 moved the parameter, from beginning to end. It knows no groups.');
    case 'movement':
      return l10n.t('|Σ −w g| over the tallied examples of a group, g being the gradient of the loss.');
    case 'path-efficiency':
      return l10n.t('|Σ Δ| / Σ |Δ| over the tallied examples of a group: 1 where all updates went one way.');
    case 'effect':
      return l10n.t(
        'What A’s mean held-out margin loses when the parameter is put back to its initial value, less what B’s loses, to the first order.',
      );
  }
}

/** The words of the axis that a measure other than the update size stands on, and its formula. */
export function measureAxis(
  name: MeasureName,
  { a, b }: Pick<GroupWords, 'a' | 'b'>,
  logarithmic: boolean,
): { readonly words: string; readonly formula: string } {
  const [title, formula] = [measureTitle(name), measureFormula(name)];
  if (!isShare(name)) return { words: logarithmic ? l10n.t('log {0}', title) : title, formula };
  if (logarithmic)
    return {
      words: l10n.t('log-ratio of {0}: {1} against {2}', title, a, b),
      formula: l10n.t('log (m of {0} / m of {1}), m = {2}', a, b, formula),
    };
  return {
    words: l10n.t('{0} due to {1}', title, a),
    formula: l10n.t('m of {0} / (m of {0} + m of {1}), m = {2}', a, b, formula),
  };
}
