import type { DetectedFigure, DetectedShare, DetectionLimit, MeanWithInterval } from '../../model/sweep';
import { ConfigError, type Mistake } from '../errors';
import { meanWithInterval, spreadOfOneMore } from '../statistics/meanInterval';
import type { CellFile } from './cellFile';
import type { SweepInput } from './sweepInput';

const [SHARE, SEED] = ['routing.share', 'seed'] as const;

/** S of the ranking by x, weights reset; cells of the preset have it beside the figures of their runs. */
export const SELECTIVITY = 'causal.reset.x';

/**
 * The figures that are asked, and what they are where nothing is routed, if that is known without a run: all hidden neurons are
 * alike before training and are treated alike, so that whichever two sets of them are compared, the mean AUC is ½.
 */
const FIGURES: readonly { readonly figure: string; readonly without: number | null }[] = [
  { figure: 'layer1.weight.r2', without: null },
  { figure: 'controls.residual.r', without: null },
  { figure: 'controls.effect.x.withinPixelR', without: null },
  { figure: 'controls.routing.auc', without: 0.5 },
  { figure: SELECTIVITY, without: null },
];

type Figures = Pick<CellFile, 'values' | 'figures'>;

/** @param cells all cells of the sweep */
export function detectionLimit(sweep: SweepInput, cells: readonly Figures[]): DetectionLimit {
  const keys = Object.keys(sweep.axes);
  const shares = [...(sweep.axes[SHARE] as readonly number[])].sort((one, other) => one - other);
  const seeds = sweep.axes[SEED] as readonly number[];
  const [ofShare, ofSeed] = [keys.indexOf(SHARE), keys.indexOf(SEED)];
  const byCell = new Map(cells.map(({ values, figures }) => [`${values[ofShare]}, ${values[ofSeed]}`, figures]));
  const find = (share: number, seed: number, figure: string) => byCell.get(`${share}, ${seed}`)?.[figure];
  const figures = FIGURES.map(({ figure, without }): DetectedFigure => {
    const valuesAt = (share: number) => seeds.flatMap((seed) => find(share, seed, figure) ?? []);
    const at = shares.map((share): DetectedShare => {
      const value = meanWithInterval(valuesAt(share));
      if (share === 0) return { value, difference: null, told: null };
      const difference = meanWithInterval(
        seeds.flatMap((seed) => {
          const [planted, none] = [find(share, seed, figure), without ?? find(0, seed, figure)];
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
    const bound = oneMoreSeed(meanWithInterval(valuesAt(0)));
    const above = shares.map((share) => {
      const values = valuesAt(share);
      if (share === 0 || values.length === 0) return null;
      return bound !== null && values.every((value) => value > bound);
    });
    return { figure, without, at, limit, oneRun: { bound, limit: limitOf(shares, above) } };
  });
  return { seeds: seeds.length, shares, figures };
}

/** The smallest share from which on it is told wherever it is defined. */
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
export function refuseForDetectionLimit({ axes }: SweepInput): void {
  const mistakes: Mistake[] = Object.keys(axes)
    .filter((key) => key !== SHARE && key !== SEED)
    .map((key) => ({
      path: `axes.${key}`,
      found: 'an axis of another question',
      expected: `${SHARE} and ${SEED} alone with this preset`,
    }));
  const found = (key: string) => (axes[key] === undefined ? 'nothing' : JSON.stringify(axes[key]));
  const [shares, seeds] = [axes[SHARE], axes[SEED]];
  if (shares === undefined || shares.length < 2 || !shares.includes(0))
    mistakes.push({
      path: `axes.${SHARE}`,
      found: found(SHARE),
      expected: 'values with 0 among them, where nothing is routed, and others to be told from it',
    });
  if (seeds === undefined || seeds.length < 2)
    mistakes.push({ path: `axes.${SEED}`, found: found(SEED), expected: 'at least 2 values, for an interval' });
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}
