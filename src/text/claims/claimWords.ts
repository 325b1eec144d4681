import * as l10n from '@vscode/l10n';

/** What stands about a claim besides its metrics. */
export interface ClaimWords {
  readonly title: string;
  /** What was measured, and how. */
  readonly measured: string;
  /** The rule that gives the verdict, as `docs/method.md` has it. */
  readonly rule: string;
}

/** @throws RangeError for a claim that has no words */
export function claimWords(name: string): ClaimWords {
  switch (name) {
    case 'weights':
      return {
        title: l10n.t('Weights are correlated'),
        measured: l10n.t(
          'r and R² of y against x over layer 1’s weights; beside them R² with neurons shuffled (neuron j’s x with neuron π(j)’s y, 999 times, the mean), and R² of y against what the images alone foretell, with no network at all.',
        ),
        rule: l10n.t(
          'Holds where r lies above 0. It is explained by the pixels where R² with neurons shuffled reaches nine tenths of R², and by ink alone where R² of the data-only baseline reaches nine tenths of R² over the same weights; mostly explained where it is half.',
        ),
      };
    case 'weights-size':
      return {
        title: l10n.t('Weights: R² is 0.28'),
        measured: sizeMeasured(),
        rule: sizeRule(),
      };
    case 'biases':
      return {
        title: l10n.t('Biases are correlated'),
        measured: l10n.t('r of y against x over the hidden biases, and for each seed Fisher’s 95 % interval of its r.'),
        rule: l10n.t(
          'A seed shows it where its own interval lies above 0. Holds where nine tenths of the seeds show it, does not hold where at most one tenth does, and depends on the seed otherwise.',
        ),
      };
    case 'biases-size':
      return {
        title: l10n.t('Biases: R² is 0.17'),
        measured: sizeMeasured(),
        rule: sizeRule(),
      };
    case 'clusters':
      return {
        title: l10n.t('Clusters are neurons'),
        measured: l10n.t(
          'Points of the weights plot clustered by density (DBSCAN) without knowing their neuron, then compared with neurons by the adjusted Rand index, 0 for chance and 1 for the same; how many points are in clusters, with and without the pixels that never change.',
        ),
        rule: l10n.t(
          'Holds where the adjusted Rand index lies above 0.9. It is explained by constant pixels where nine tenths of the points in clusters are gone without them; mostly explained where it is half.',
        ),
      };
    case 'pattern':
      return {
        title: l10n.t('The pattern of clusters is that of the biases'),
        measured: l10n.t(
          'The largest distance, in x or y, between a weight of a pixel that never changes and the bias of its neuron.',
        ),
        rule: l10n.t(
          'A seed shows it where that distance is at most 0.01. Holds where nine tenths of the seeds show it. It is explained by the identity, which makes them the same whatever was learnt, where the distance is at most 0.000001 for nine tenths of the seeds.',
        ),
      };
    case 'map':
      return {
        title: l10n.t('The map of pixels is mostly above 0, with negative regions'),
        measured: l10n.t(
          'r over the weights that leave each pixel: the share of pixels with r above 0, and the number with r below 0 after false-discovery control (q ≤ 0.05).',
        ),
        rule: l10n.t(
          'A seed shows it where more than half of its pixels have r above 0 and at least one has an r below 0 that holds. Holds where nine tenths of the seeds show it, does not hold where at most one tenth does, and depends on the seed otherwise.',
        ),
      };
    case 'edges':
      return {
        title: l10n.t('Much weaker round the edges'),
        measured: l10n.t(
          'Mean r over the pixels of the outer frame and over the others, pixels that never change left out of both; and r of those, which by the identity is that of the biases.',
        ),
        rule: l10n.t(
          'A seed shows it where r of the frame, and r of the pixels that never change, are less than half of r in the centre. Holds where nine tenths of the seeds show it, does not hold where at most one tenth does, and depends on the seed otherwise.',
        ),
      };
    case 'second-half':
      return {
        title: l10n.t('Slightly stronger for the second half'),
        measured: l10n.t(
          'R² of layer 1’s weights with |Δ| added up over the second half of phase 1, less R² with |Δ| added up over all of it: the same seeds, so the same training. The same difference with neurons shuffled.',
        ),
        rule: l10n.t(
          'Holds where r over all of phase 1 lies above 0 and the difference of R² does too; does not hold where either does not. It is explained by the pixels where the difference with neurons shuffled reaches nine tenths of it; mostly explained where it is half.',
        ),
      };
    case 'activation':
      return {
        title: l10n.t('Only with a ReLU-like activation'),
        measured: l10n.t(
          'R² of layer 1’s weights with sigmoid throughout at the same learning rate; and with each activation in the hidden layers at the rate of a grid at which the test loss of phase 1 comes nearest to that of softplus.',
        ),
        rule: l10n.t(
          'A network has the correlation where its R² less half of that of softplus lies above 0, seed by seed. Holds where sigmoid has it neither at the same rate nor at the same loss, and tanh not at the same loss; does not hold where all three have it; depends on the learning rate where sigmoid has it at one of the two, and on the activation where sigmoid and tanh differ.',
        ),
      };
    case 'early-minimum':
      return {
        title: l10n.t('The loss is at its minimum early'),
        measured: l10n.t(
          'The test loss after phase 1, and after a phase 1 that goes on through four fifths of the remaining rows: the share of it that going on takes off.',
        ),
        rule: l10n.t('Holds where that share does not lie above 0.05; does not hold where it does.'),
      };
    case 'evidence':
      return {
        title: l10n.t('A positive correlation is evidence'),
        measured: l10n.t(
          'The same R² as above beside what is there without any knowledge of neurons: R² with neurons shuffled, and R² of ink alone, with no network. What is left for neurons: R² less R² with neurons shuffled, and r of the residuals after neuron and pixel means are taken off.',
        ),
        rule: l10n.t(
          'Does not hold where r does not lie above 0, or where neurons shuffled or ink alone reach nine tenths of R²: what they reach, knowledge in a neuron cannot have made. Mostly explained where they reach half; holds otherwise.',
        ),
      };
    default:
      throw new RangeError(`No words for the claim ${name}.`);
  }
}

function sizeMeasured(): string {
  return l10n.t(
    'R² over the seeds; the interval in which one more seed would fall, 95 of 100 times; and the mean R² at the learning rates of a grid.',
  );
}

function sizeRule(): string {
  return l10n.t(
    'Depends on the learning rate where the means at the rates of the grid lie further apart than half of the post’s figure; depends on the seed where the interval for one more seed is wider than the post’s figure. Otherwise holds where the post’s figure lies in that interval, and does not hold where it does not.',
  );
}
