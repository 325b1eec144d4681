import type { DetectedFigure, DetectedShare, DetectionLimit, MeanWithInterval } from '../../model/sweep';
import { ConfigError, type Mistake } from '../errors';
import { meanWithInterval, spreadOfOneMore } from '../statistics/meanInterval';
import type { CellFile } from './cellFile';
import type { PresetName } from './presets';
import type { SweepInput } from './sweepInput';

const SEED = 'seed';

/** S of the ranking by x, weights reset; cells of the preset have it beside the figures of their runs. */
export const SELECTIVITY = 'causal.reset.x';

interface Asked {
  readonly figure: string;
  readonly without: number | null;
}

/** What the sweep of a preset changes by degrees, and what is asked of it. */
interface Degrees {
  readonly planted: DetectionLimit['planted'];
  readonly axis: string;
  /** The value at which there is nothing to be told. */
  readonly none: number;
  readonly figures: readonly Asked[];
  /** What a refusal says of the axis. */
  readonly expected: string;
}

/**
 * The figures that are asked, and what they are where nothing is routed, if that is known without a run: all hidden neurons are
 * alike before training and are treated alike, so that whichever two sets of them are compared, the mean AUC is ½.
 */
const OF_LOCALITY: readonly Asked[] = [
  { figure: 'layer1.weight.r2', without: null },
  { figure: 'controls.residual.r', without: null },
  { figure: 'controls.effect.x.withinPixelR', without: null },
  { figure: 'controls.routing.auc', without: 0.5 },
  { figure: SELECTIVITY, without: null },
];

/** What labels teach is known nowhere without a run of labels that say nothing. */
const OF_LABELS: readonly Asked[] = [
  'phase1.heldOut.accuracy',
  'layer1.weight.r2',
  'controls.residual.r',
  'controls.effect.x.withinPixelR',
  SELECTIVITY,
].map((figure) => ({ figure, without: null }));

const DEGREES = {
  'detection-limit': {
    ...{ planted: 'locality', axis: 'routing.share', none: 0, figures: OF_LOCALITY },
    expected: 'values with 0 among them, where nothing is routed, and others to be told from it',
  },
  'label-noise': {
    ...{ planted: 'labels', axis: 'labelNoise', none: 0.5, figures: OF_LABELS },
    expected: 'values with 0.5 among them, where the labels say nothing, and smaller ones to be told from it',
  },
} as const satisfies Partial<Record<PresetName, Degrees>>;

type GradedPreset = keyof typeof DEGREES;

/** Whether the question of a preset is from which degree on something is told from none. */
export function isGraded(preset: PresetName | undefined): preset is GradedPreset {
  return preset !== undefined && preset in DEGREES;
}

type Figures = Pick<CellFile, 'values' | 'figures'>;

/** @param cells all cells of the sweep */
export function detectionLimit(
  preset: GradedPreset,
  sweep: Pick<SweepInput, 'axes'>,
  cells: readonly Figures[],
): DetectionLimit {
  const { planted, axis, none: nothing, figures: asked }: Degrees = DEGREES[preset];
  const keys = Object.keys(sweep.axes);
  const distance = (share: number) => Math.abs(share - nothing);
  const shares = [...(sweep.axes[axis] as readonly number[])].sort((one, other) => distance(one) - distance(other));
  const seeds = sweep.axes[SEED] as readonly number[];
  const [ofShare, ofSeed] = [keys.indexOf(axis), keys.indexOf(SEED)];
  const byCell = new Map(cells.map(({ values, figures }) => [`${values[ofShare]}, ${values[ofSeed]}`, figures]));
  const find = (share: number, seed: number, figure: string) => byCell.get(`${share}, ${seed}`)?.[figure];
  const figures = asked.map(({ figure, without }): DetectedFigure => {
    const valuesAt = (share: number) => seeds.flatMap((seed) => find(share, seed, figure) ?? []);
    const at = shares.map((share): DetectedShare => {
      const value = meanWithInterval(valuesAt(share));
      if (share === nothing) return { value, difference: null, told: null };
      const difference = meanWithInterval(
        seeds.flatMap((seed) => {
          const [planted, none] = [find(share, seed, figure), without ?? find(nothing, seed, figure)];
          return planted === undefined || none === undefined ? [] : [planted - none];
        }),
      );
      const told = difference.interval !== null && difference.interval.low > 0;
      return { value, difference, told: difference.n === 0 ? null : told };
    });
    const limit = limitOf(
      shares,
      at.map(({ told }) => told),
    );
    if (without !== null) return { figure, without, at, limit, oneRun: null };
    const bound = oneMoreSeed(meanWithInterval(valuesAt(nothing)));
    const above = shares.map((share) => {
      const values = valuesAt(share);
      if (share === nothing || values.length === 0) return null;
      return bound !== null && values.every((value) => value > bound);
    });
    return { figure, without, at, limit, oneRun: { bound, limit: limitOf(shares, above) } };
  });
  return { planted, seeds: seeds.length, shares, figures };
}

/** The share nearest to none from which on it is told wherever it is defined. */
function limitOf(shares: readonly number[], told: readonly (boolean | null)[]): number | null {
  const missed = told.lastIndexOf(false);
  return shares.find((_, index) => index > missed && told[index] === true) ?? null;
}

/** Below which one more seed would lie in 97.5 of 100 cases, were seeds normally distributed: mean + t(n − 1) s √(1 + 1/n). */
function oneMoreSeed(none: MeanWithInterval): number | null {
  const spread = spreadOfOneMore(none);
  return none.mean === null || spread === null ? null : none.mean + spread;
}

/** @throws ConfigError when the axes are not those of the question */
export function refuseForDetectionLimit(preset: GradedPreset, { axes }: SweepInput): void {
  const { axis, none, expected }: Degrees = DEGREES[preset];
  const mistakes: Mistake[] = Object.keys(axes)
    .filter((key) => key !== axis && key !== SEED)
    .map((key) => ({
      path: `axes.${key}`,
      found: 'an axis of another question',
      expected: `${axis} and ${SEED} alone with this preset`,
    }));
  const found = (key: string) => (axes[key] === undefined ? 'nothing' : JSON.stringify(axes[key]));
  const [shares, seeds] = [axes[axis], axes[SEED]];
  const isBeyond = (share: unknown) => typeof share === 'number' && share > none;
  if (
    shares === undefined ||
    shares.length < 2 ||
    !shares.includes(none) ||
    (preset === 'label-noise' && shares.some(isBeyond))
  )
    mistakes.push({ path: `axes.${axis}`, found: found(axis), expected });
  if (seeds === undefined || seeds.length < 2)
    mistakes.push({ path: `axes.${SEED}`, found: found(SEED), expected: 'at least 2 values, for an interval' });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
