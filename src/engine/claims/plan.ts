import type { ExperimentConfig } from '../config';
import { PRESETS } from '../sweep/presets';
import { replicationSweep } from '../sweep/replication';
import { parseSweep, type Sweep } from '../sweep/sweep';

/** The activations that are compared at matched test loss. */
export const CLAIMED_ACTIVATIONS = PRESETS['activations-at-matched-loss'].axes['network.activation'];
export type ClaimedActivation = (typeof CLAIMED_ACTIVATIONS)[number];
/** The activation of the post, whose test loss the others are to match. */
export const REFERENCE = 'softplus' satisfies ClaimedActivation;

/** So many seeds unless somebody says another number: of nine tenths of ten not even two thirds can be told. */
export const CLAIMS_SEEDS = 20;
/** Seeds of the grid that finds rates at matched test loss; what is found is then repeated with all seeds. */
const MOST_GRID_SEEDS = 3;
/** Of the rows of the forks: those that the longer phase 1 has besides its own. Some are left for the forks. */
const LONGER = 0.8;

/** A sweep of the claims page, kept in the folder of its name. */
export interface PlannedPart {
  readonly name: PartName;
  readonly sweep: Sweep;
}

/** One experiment under all seeds, and what it is for. */
export type PartName =
  /** The config as it is. */
  | 'seeds'
  /** |Δ| added up over the other stretch of phase 1: the whole for the second half, and the other way round. */
  | 'other-tally'
  /** Phase 1 goes on through four fifths of the rows of the forks. */
  | 'longer-phase1'
  /** Sigmoid in the outputs too, at the same learning rate. */
  | 'sigmoid-throughout'
  /** Activations × learning rates. */
  | 'grid'
  | MatchedName;

/** An activation at a rate at which its test loss should be the reference's; at another rate, where it was not. */
export type MatchedName = `matched-${ClaimedActivation}` | `matched-${ClaimedActivation}-${2 | 3}`;

export type Attempt = 1 | 2 | 3;
/** How often a rate is looked for at which the loss over all seeds matches. */
export const ATTEMPTS: readonly Attempt[] = [1, 2, 3];

export function matchedName(activation: ClaimedActivation, attempt: Attempt): MatchedName {
  return attempt === 1 ? `matched-${activation}` : `matched-${activation}-${attempt}`;
}

/** What is run whatever comes out. */
export function plannedParts(config: ExperimentConfig, untilRow: number, seeds: number): PlannedPart[] {
  const { phase1, network, loss } = config;
  const rows = phase1.rows + Math.floor((untilRow - phase1.rows) * LONGER);
  const tally = phase1.tally === 'whole' ? 'second-half' : 'whole';
  const outputActivation = loss === 'cross-entropy' ? 'identity' : 'sigmoid';
  const sigmoid = { ...network, activation: 'sigmoid', outputActivation } as const;
  return [
    { name: 'seeds', sweep: replicationSweep(config, seeds) },
    { name: 'other-tally', sweep: variant(config, { phase1: { ...phase1, tally } }, seeds) },
    { name: 'longer-phase1', sweep: variant(config, { phase1: { ...phase1, rows } }, seeds) },
    { name: 'sigmoid-throughout', sweep: variant(config, { network: sigmoid }, seeds) },
    { name: 'grid', sweep: gridSweep(config, seeds) },
  ];
}

/** The activations that are run once their rates are known: all but one that the config itself is. */
export function matchedActivations({
  network,
}: {
  readonly network: { readonly activation: string };
}): ClaimedActivation[] {
  return CLAIMED_ACTIVATIONS.filter((activation) => activation !== REFERENCE || network.activation !== REFERENCE);
}

/** An activation at a rate at which its test loss should be that of the reference. */
export function matchedPart(
  config: ExperimentConfig,
  activation: ClaimedActivation,
  learningRate: number,
  attempt: Attempt,
  seeds: number,
): PlannedPart {
  const network = { ...config.network, activation };
  return { name: matchedName(activation, attempt), sweep: variant(config, { network, learningRate }, seeds) };
}

/** Other measures are for the config itself alone. */
function variant(config: ExperimentConfig, changes: Partial<ExperimentConfig>, seeds: number): Sweep {
  return replicationSweep({ ...config, measures: [], ...changes }, seeds);
}

/** The preset for activations at matched test loss, about the config: with its rate among the rates. */
function gridSweep(config: ExperimentConfig, seeds: number): Sweep {
  const { seed, ...base } = config;
  const { axes } = PRESETS['activations-at-matched-loss'];
  const rates = [...new Set<number>([...axes.learningRate, config.learningRate])].sort((one, other) => one - other);
  const count = Math.min(MOST_GRID_SEEDS, seeds);
  return parseSweep({
    preset: 'activations-at-matched-loss',
    base: { ...base, measures: [] },
    axes: {
      'network.activation': axes['network.activation'],
      learningRate: rates,
      seed: Array.from({ length: count }, (_, index) => seed + index),
    },
  });
}
