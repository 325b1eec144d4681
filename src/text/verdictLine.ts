import * as l10n from '@vscode/l10n';
import type { RunView } from '../model/runView';
import { addedByX } from './controls/inkShare';
import { type ShuffledShare, shuffledShare } from './controls/permutations';
import { trainingFailedSentence } from './failedTraining';
import { decimal } from './format';
import { labelNoiseWords } from './labelNoise';
import { verdict } from './sentences';

/**
 * What a run says, in one line: what its correlation is about, by the rule of `shuffledShare`, then the numbers that say so.
 * Where something forbids to read it at all, that alone.
 */
export function verdictLine(run: Pick<RunView, 'layers' | 'metrics' | 'title' | 'training'>): string {
  const { labelNoise } = run.title;
  // First, since the line is cut where it is long: nothing of it can be read without.
  return labelNoise === undefined ? lineOf(run) : `${labelNoiseWords(labelNoise)}. ${lineOf(run)}`;
}

function lineOf(run: Parameters<typeof verdictLine>[0]): string {
  const { controls, identity } = run.metrics;
  const failed = trainingFailedSentence(run);
  if (failed !== null) return failed;
  if (identity?.holds === false) return l10n.t('The identity check fails: do not build on this run’s numbers.');
  const headline = run.layers[0]?.weights.r2 ?? null;
  const about = aboutWords(shuffledShare(headline, controls.neuronPermutation));
  // What is not defined has a sentence of its own.
  if (about === null) return verdict(run)[0] ?? '';
  const ink = controls.inkAlone?.r2 ?? null;
  const added = addedByX(controls.inkShare);
  const [whole, left] = [decimal(headline), decimal(controls.neuronPermutation?.meanR2 ?? null)];
  if (added !== null)
    return l10n.t(
      '{0}: R² {1}; neurons shuffled leave {2}; x adds {3} to the ink.',
      about,
      whole,
      left,
      decimal(added),
    );
  return ink === null
    ? l10n.t('{0}: R² {1}; neurons shuffled leave {2}.', about, whole, left)
    : l10n.t(
        '{0}: R² {1}; neurons shuffled leave {2}; ink without a network gives {3}.',
        about,
        whole,
        left,
        decimal(ink),
      );
}

function aboutWords(share: ShuffledShare): string | null {
  switch (share) {
    case 'undefined':
    case 'one neuron':
    case 'too few':
      return null;
    case 'hardly any':
      return l10n.t('Hardly any relation');
    case 'all':
      return l10n.t('Nothing about neurons');
    case 'most':
      return l10n.t('Mostly about pixels, not neurons');
    case 'part':
      return l10n.t('In part about pixels, the rest about neurons');
    case 'little':
      return l10n.t('Mostly about which neuron a weight belongs to');
  }
}
