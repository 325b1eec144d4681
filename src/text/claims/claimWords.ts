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
          'r and R² of y against x over layer 1’s weights; beside them R² with neurons shuffled (neuron j’s x with neuron π(j)’s y, 999 times, the mean), and what x adds to R² of y on two shares that the images have with no network at all: ink alone and the ink’s share.',
        ),
        rule: l10n.t(
          'Holds where r lies above 0. It is explained by the pixels where R² with neurons shuffled reaches nine tenths of R², and by the ink where R² less what x adds to both inks does, over the same weights; mostly explained where it is half.',
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
          'Does not hold where r does not lie above 0. A seed shows it where its own interval lies above 0: holds where most seeds do, and depends on the seed where most do not, or where the interval of the share reaches over one half and lies between one tenth and nine tenths.',
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
          'A seed shows it where that distance is at most 0.01. Holds where most seeds show it, does not hold where most do not, and depends on the seed where the interval of the share reaches over one half and lies between one tenth and nine tenths. It is explained by the identity, which makes them the same whatever was learnt, where the distance is at most 0.000001 for most seeds.',
        ),
      };
    case 'map':
      return {
        title: l10n.t('The map of pixels is mostly above 0, with negative regions'),
        measured: l10n.t(
          'r over the weights that leave each pixel: the share of pixels with r above 0, and the numbers of pixels whose r lies below, and above, what it is with the labels of the tallied examples shuffled (199 times; at most 5 % false discoveries).',
        ),
        rule: l10n.t(
          'A seed shows it where more than half of its pixels have r above 0 and at least one lies below what shuffled labels give. Holds where most seeds show it, does not hold where most do not, and depends on the seed where the interval of the share reaches over one half and lies between one tenth and nine tenths.',
        ),
      };
    case 'edges':
      return {
        title: l10n.t('Weaker round the edges'),
        measured: l10n.t(
          'Mean r over the pixels of the outer frame and over the others, pixels that never change left out of both, and the difference of the two, seed by seed; and r of those pixels, which by the identity is that of the biases.',
        ),
        rule: l10n.t(
          'Holds where r in the centre less r in the frame lies above 0, seed by seed (a paired test); does not hold where it does not. Besides: much weaker is it where half of r in the centre less r in the frame lies above 0.',
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
          'What is about neurons, in two figures: R² of layer 1’s weights less R² with neurons shuffled, and the residual r. With each activation in the hidden layers, at a learning rate at which the test loss of phase 1 is that of softplus to within 5 %, both as means over the seeds; and with sigmoid throughout at the same learning rate, where it is not.',
        ),
        rule: l10n.t(
          'Does not hold where softplus itself has nothing about neurons, one of the two figures not lying above 0. Otherwise a network has half of it where each figure less half of that of softplus lies above 0, seed by seed. Does not hold where sigmoid or tanh has half of it at the same loss, and holds where neither has. One whose loss comes within 5 % of that of softplus at no rate that was tried decides nothing; without both it cannot be told. Besides: whether sigmoid and tanh have half of what ReLU has.',
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
          'The same R² as above beside what is there without any knowledge of neurons: R² with neurons shuffled, and what x adds to R² of both inks, with no network. What is left: R² less R² with neurons shuffled, and r of the residuals after neuron and pixel means are taken off, with its p among the labels of the tallied examples shuffled.',
        ),
        rule: l10n.t(
          'Does not hold where r does not lie above 0, or where neurons shuffled, or R² less what x adds to both inks, reach nine tenths of R²: what they reach, knowledge in a neuron cannot have made. Mostly explained where they reach half; holds otherwise. Where it does not hold, the labels made what is left if most seeds have a p of the residual r below 0.05.',
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
