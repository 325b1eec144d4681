import { INTERVENTION_NAMES, type InterventionName } from '../../model/interventions';
import type { Performances } from '../../model/performance';
import { type CancelFlag, TimeSlicer } from '../cancellation';
import type { ExampleStore } from '../data/examples';
import { type AddColumns, addEach, columnAdder } from '../surgery/columnAdder';
import type { TrainingRule } from '../training/kernel';
import { inputsOf, meanInputs } from './columns';
import { type Base, baseOf, Intervened, type Networks } from './interventions';
import { marginDifference, performances } from './margins';
import { type OfImages, orderByX, type Ranked, rankingsOf, weightsOf } from './rankings';

/** Shares of the ranked weights that are changed, in per cent. */
export const DOSES = [1, 2, 5, 10, 20, 30, 50] as const;

export interface CausalInput extends Ranked, OfImages {
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
  /**
   * The least and the most of S over this order and others of equal scores, for x: what lies between is decided by how
   * ties are broken. Absent in the files of older versions, and for rankings that are not asked.
   */
  readonly ties?: { readonly low: number; readonly high: number; readonly orders: number } | undefined;
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
  // Both networks read the same images.
  const start = baseOf(initial, layer, layer === 0 ? base.read : inputsOf(rule, initial, layer, test));
  await slicer.pause();
  const means = meanInputs(inputsOf(rule, trained, layer, input.forks));
  await slicer.pause();
  const unchanged = (from: Base) => performances(new Intervened('reset', networks, from, means).lead(), test);
  const [before, atStart] = [unchanged(base), unchanged(start)];
  const [ofBase, ofStart] = addersOf(layer, base, start);

  const rankings = rankingsOf(input, layer, input.seed, DOSES);
  const total = rankings.length * INTERVENTION_NAMES.length;
  const curves: DoseCurve[] = [];
  for (const ranking of rankings) {
    for (const intervention of INTERVENTION_NAMES) {
      const grafting = intervention === 'graft';
      const made = () =>
        grafting
          ? new Intervened(intervention, networks, start, means, ofStart)
          : new Intervened(intervention, networks, base, means, ofBase);
      const doses: DoseCurve['doses'][number][] = [];
      for await (const { percent, weights, lead } of leadsOf(made(), ranking.order, slicer))
        doses.push({ percent, weights, ...performances(lead, test) });
      const unchanged = grafting ? atStart : before;
      const sOf = (differences: readonly number[]) =>
        selectivityOf(differences, unchanged.a.margin - unchanged.b.margin, grafting ? 1 : -1);
      const selectivity = sOf(doses.map(({ a, b }) => a.margin - b.margin));
      const others: number[] = [];
      for (const order of ranking.otherOrders) {
        const differences: number[] = [];
        for await (const { lead } of leadsOf(made(), order, slicer)) differences.push(marginDifference(lead, test));
        others.push(sOf(differences));
      }
      const { name, title, draw } = ranking;
      const curve = { ranking: name, title, draw, intervention, doses, selectivity };
      curves.push(name === 'x' ? { ...curve, ties: rangeOf([selectivity, ...others]) } : curve);
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

/**
 * S of the ranking by x with its weights reset, of the whole test's order: one of its numbers, for a small part of its time.
 * @throws CancelledError
 */
export async function selectivityOfX(
  {
    rule,
    initial,
    phase1: trained,
    x,
    layer,
    seed,
    test,
  }: Omit<CausalInput, 'forks' | 'y' | 'measures' | keyof OfImages>,
  cancel: CancelFlag,
): Promise<number> {
  const slicer = new TimeSlicer(cancel);
  const base = baseOf(trained, layer, inputsOf(rule, trained, layer, test));
  await slicer.pause();
  const [add] = addersOf(layer, base, base);
  // A reset asks for no means.
  const network = new Intervened('reset', { rule, initial, trained, layer }, base, new Float64Array(0), add);
  const before = marginDifference(network.lead(), test);
  const differences: number[] = [];
  for await (const { lead } of leadsOf(network, orderByX(x, layer, seed), slicer))
    differences.push(marginDifference(lead, test));
  return selectivityOf(differences, before, -1);
}

/** Weights changed between two looks at the clock. */
const AT_ONCE = 512;

/** z_A − z_B of each example, dose after dose. */
async function* leadsOf(
  network: Intervened,
  order: Uint32Array,
  slicer: TimeSlicer,
): AsyncGenerator<{ readonly percent: number; readonly weights: number; readonly lead: Float64Array }> {
  let from = 0;
  for (const percent of DOSES) {
    const weights = weightsOf(percent, order.length);
    // Neuron after neuron, so that what they add to stays near.
    const added = order.slice(from, weights).sort();
    for (let start = 0; start < added.length; start += AT_ONCE) {
      network.change(added.subarray(start, start + AT_ONCE));
      if (slicer.due) await slicer.pause();
    }
    from = weights;
    yield { percent, weights, lead: network.lead() };
    if (slicer.due) await slicer.pause();
  }
}

/** Images are many columns, which the kernel adds up; both networks read the same ones. */
function addersOf(layer: number, base: Base, start: Base): readonly [ofBase: AddColumns, ofStart: AddColumns] {
  if (layer > 0) return [addEach(base.read), addEach(start.read)];
  const add = columnAdder(base.read);
  return [add, add];
}

/**
 * @param differences A's mean margin less B's, at each dose
 * @param before the same of the network that the doses begin with
 * @param sign 1 where margins are gained, −1 where they are lost
 */
function selectivityOf(differences: readonly number[], before: number, sign: 1 | -1): number {
  return differences.reduce((sum, difference) => sum + sign * (difference - before), 0) / differences.length;
}

function rangeOf(values: readonly number[]): NonNullable<DoseCurve['ties']> {
  return { low: Math.min(...values), high: Math.max(...values), orders: values.length };
}
