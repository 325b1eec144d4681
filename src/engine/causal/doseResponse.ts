import { INTERVENTION_NAMES, type InterventionName } from '../../model/interventions';
import type { Performances } from '../../model/performance';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { ExampleStore } from '../data/examples';
import type { TrainingRule } from '../training/kernel';
import { inputsOf, meanInputs } from './columns';
import { type Base, baseOf, Intervened, type Networks } from './interventions';
import { performances } from './margins';
import { type Ranked, type Ranking, rankingsOf } from './rankings';

/** Shares of the ranked weights that are changed, in per cent. */
export const DOSES = [1, 2, 5, 10, 20, 30, 50] as const;

export interface CausalInput extends Ranked {
  readonly rule: Pick<TrainingRule, 'activation'>;
  /** Index of the layer whose weights are ranked. */
  readonly layer: number;
  readonly seed: number;
  /** Held-out images of both groups. */
  readonly test: ExampleStore;
  /** The examples of the forks, over which contributions are averaged. */
  readonly forks: ExampleStore;
}

/** What a ranking's weights do to the network, dose by dose. */
export interface DoseCurve {
  readonly ranking: string;
  readonly title: string;
  readonly draw: number;
  readonly intervention: InterventionName;
  readonly doses: readonly ({ readonly percent: number; readonly weights: number } & Performances)[];
  /**
   * Mean over the doses of the effect on A's margin minus that on B's. The effect is what is lost; with `graft`, what is
   * gained over the initial network.
   */
  readonly selectivity: number;
}

export interface CausalFinding {
  /** `layer1.weight` */
  readonly tensor: string;
  /** Weights whose x is defined: what is ranked. */
  readonly candidates: number;
  readonly trained: Performances;
  readonly initial: Performances;
  readonly curves: readonly DoseCurve[];
}

export interface CurveProgress {
  readonly type: 'intervening';
  readonly done: number;
  readonly curves: number;
}

/**
 * Changes the weights that x puts first, more and more of them, and asks what that does to the classes of A and of B;
 * the same for other rankings.
 * @throws CancelledError
 */
export async function* causalTest(
  input: CausalInput,
  cancel: CancelFlag,
): AsyncGenerator<CurveProgress, CausalFinding> {
  const { rule, initial, phase1: trained, layer, test } = input;
  const slicer = new TimeSlicer(cancel);
  const networks: Networks = { rule, initial, trained, layer };
  const base = baseOf(trained, layer, inputsOf(rule, trained, layer, test));
  await slicer.pause();
  const start = baseOf(initial, layer, inputsOf(rule, initial, layer, test));
  await slicer.pause();
  const means = meanInputs(inputsOf(rule, trained, layer, input.forks));
  await slicer.pause();
  const unchanged = (from: Base) => performances(new Intervened('reset', networks, from, means).lead(), test);
  const [before, atStart] = [unchanged(base), unchanged(start)];

  const rankings = rankingsOf(input, layer, input.seed);
  const total = rankings.length * INTERVENTION_NAMES.length;
  const curves: DoseCurve[] = [];
  for (const ranking of rankings) {
    for (const intervention of INTERVENTION_NAMES) {
      const grafting = intervention === 'graft';
      const network = new Intervened(intervention, networks, grafting ? start : base, means);
      const doses: DoseCurve['doses'][number][] = [];
      for (const dose of DOSES) {
        doses.push(await giveDose(network, ranking, doses.at(-1)?.weights ?? 0, dose, test, slicer));
      }
      const { name, title, draw } = ranking;
      const selectivity = selectivityOf(doses, grafting ? atStart : before, grafting ? 1 : -1);
      curves.push({ ranking: name, title, draw, intervention, doses, selectivity });
      yield { type: 'intervening', done: curves.length, curves: total };
    }
  }
  return {
    tensor: `layer${layer + 1}.weight`,
    candidates: rankings[0]?.order.length ?? 0,
    trained: before,
    initial: atStart,
    curves,
  };
}

/** Weights changed between two looks at the clock. */
const AT_ONCE = 512;

async function giveDose(
  network: Intervened,
  { order }: Ranking,
  from: number,
  percent: number,
  test: ExampleStore,
  slicer: TimeSlicer,
): Promise<DoseCurve['doses'][number]> {
  const weights = Math.round((percent * order.length) / 100);
  // Neuron after neuron, so that what they add to stays near.
  const added = order.slice(from, weights).sort();
  for (let start = 0; start < added.length; start += AT_ONCE) {
    network.change(added.subarray(start, start + AT_ONCE));
    if (slicer.due) await slicer.pause();
  }
  const after = performances(network.lead(), test);
  if (slicer.due) await slicer.pause();
  return { percent, weights, ...after };
}

/** @param sign 1 where margins are gained, −1 where they are lost */
function selectivityOf(doses: readonly Performances[], before: Performances, sign: 1 | -1): number {
  const effects = doses.map(({ a, b }) => sign * (a.margin - before.a.margin - (b.margin - before.b.margin)));
  return effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
}
