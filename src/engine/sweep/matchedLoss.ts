import type { MatchedActivation, MatchedLoss } from '../../model/sweep';
import { configSchema, type ExperimentConfig } from '../config';
import { ConfigError, type Mistake } from '../errors';
import { meanWithInterval } from '../statistics/meanInterval';
import type { CellFile } from './cellFile';
import type { Cell } from './grid';
import { type LossCurve, rateAt } from './lossCurve';
import { overSeeds } from './overSeeds';
import type { SweepInput } from './sweepInput';

const REFERENCE = 'softplus';
const LOSS = 'phase1.heldOut.loss';
const [ACTIVATION, RATE, SEED] = ['network.activation', 'learningRate', 'seed'] as const;

/** @param cells all cells of the sweep */
export function matchLoss(
  sweep: SweepInput,
  cells: readonly Pick<CellFile, 'values' | 'status' | 'figures'>[],
): MatchedLoss {
  const keys = Object.keys(sweep.axes);
  const learningRate = baseRate(sweep);
  const at = (activation: unknown, rate: unknown) => cellsAt(keys, cells, activation, rate);
  const target = meanLoss(at(REFERENCE, learningRate));
  const activations = (sweep.axes[ACTIVATION] as readonly string[]).map((activation): MatchedActivation => {
    const curve = lossCurve(sweep, cells, activation);
    const rates = curve.flatMap(({ rate, loss }) =>
      loss === null || target === null ? [] : [{ rate, loss, difference: loss - target }],
    );
    // Of two that are equally near, the smaller rate.
    const [nearest] = rates.sort(
      (one, other) => Math.abs(one.difference) - Math.abs(other.difference) || one.rate - other.rate,
    );
    if (nearest === undefined) {
      return { activation, learningRate: null, heldOutLoss: null, difference: null, between: null, figures: {} };
    }
    const { rate, loss, difference } = nearest;
    return {
      activation,
      learningRate: rate,
      heldOutLoss: loss,
      difference,
      between: target === null ? null : rateAt(curve, target),
      figures: overSeeds(at(activation, rate)),
    };
  });
  return { reference: { activation: REFERENCE, learningRate, heldOutLoss: target }, activations };
}

/** Mean held-out loss of an activation at every rate of the grid. */
export function lossCurve(
  { axes }: Pick<SweepInput, 'axes'>,
  cells: readonly Pick<CellFile, 'values' | 'status' | 'figures'>[],
  activation: string,
): LossCurve {
  const keys = Object.keys(axes);
  const rates = axes[RATE] as readonly number[];
  return rates.map((rate) => ({ rate, loss: meanLoss(cellsAt(keys, cells, activation, rate)) }));
}

function cellsAt<Known extends Pick<CellFile, 'values'>>(
  keys: readonly string[],
  cells: readonly Known[],
  activation: unknown,
  rate: unknown,
): Known[] {
  return cells.filter(
    ({ values }) => values[keys.indexOf(ACTIVATION)] === activation && values[keys.indexOf(RATE)] === rate,
  );
}

/** @throws ConfigError when the axes are not those of the question */
export function refuseForMatchedLoss(sweep: SweepInput, cells: readonly Cell<ExperimentConfig>[]): void {
  const mistakes: Mistake[] = [];
  const keys = Object.keys(sweep.axes);
  for (const key of keys) {
    if (key === ACTIVATION || key === RATE || key === SEED) continue;
    mistakes.push({
      path: `axes.${key}`,
      found: 'an axis of another question',
      expected: `${ACTIVATION}, ${RATE} and ${SEED} alone with this preset`,
    });
  }
  const need = (key: string, value: string | number, why: string) => {
    if (sweep.axes[key]?.includes(value)) return;
    const found = keys.includes(key) ? JSON.stringify(sweep.axes[key]) : 'nothing';
    mistakes.push({ path: `axes.${key}`, found, expected: `values with ${JSON.stringify(value)} among them, ${why}` });
  };
  need(ACTIVATION, REFERENCE, 'the activation of the reference');
  if (cells.length > 0) need(RATE, baseRate(sweep), 'the learning rate of the reference, which is that of the base');
  if (mistakes.length > 0) throw new ConfigError(mistakes);
}

function baseRate({ base }: SweepInput): number {
  return configSchema.shape.learningRate.parse(base[RATE]);
}

function meanLoss(cells: readonly Pick<CellFile, 'status' | 'figures'>[]): number | null {
  const losses = cells.flatMap(({ figures: metrics }) => metrics[LOSS] ?? []);
  return losses.length === 0 || losses.length < cells.length ? null : (meanWithInterval(losses).mean as number);
}
