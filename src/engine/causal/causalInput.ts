import { causalEffect } from '../attribution/importance/effect';
import { runSync } from '../cancellation';
import type { ResolvedConfig } from '../config';
import { shareOfTallied } from '../controls/inkShare';
import { pickExamples } from '../data/examples';
import { ConfigError, DataError } from '../errors';
import { trainingRule } from '../experiment';
import { Parameters } from '../network/parameters';
import { planExperiment } from '../plan';
import type { RunData } from '../runs/runData';
import type { CausalInput } from './doseResponse';
import type { Ranked } from './rankings';

/**
 * Index of the layer of a tensor of weights: `layer1.weight`.
 * @throws ConfigError when there is no such tensor
 */
export function layerOfTensor(sizes: readonly number[], tensor: string): number {
  const names = Parameters.shapes(sizes).flatMap(({ name }) => (name.endsWith('.weight') ? [name as string] : []));
  const layer = names.indexOf(tensor);
  if (layer >= 0) return layer;
  throw new ConfigError([{ path: '--tensor', found: JSON.stringify(tensor), expected: `one of ${names.join(', ')}` }]);
}

/** What the causal test asks of a run, kept or just made. */
export interface TestedRun extends Ranked {
  readonly config: ResolvedConfig;
}

/**
 * What the causal test of a run needs: its parameters, its held-out images and those of its forks.
 * @param layer index of the layer whose weights are ranked
 * @throws DataError when the data holds out no images of a group
 */
export function causalInputOf(
  { config, initial, phase1, x, y, measures }: TestedRun,
  layer: number,
  { data, training, test }: RunData,
): CausalInput {
  if (!test.targets.includes(0) || !test.targets.includes(1))
    throw new DataError({
      path: data.name,
      found: 'no held-out images of one of the groups',
      expected: 'some of both, to see what is lost on them',
    });
  const plan = planExperiment(config, training);
  const used = new Set(plan.forks.flatMap(({ sequence }) => [...sequence]));
  const rule = trainingRule(config, data);
  const effect = new Parameters(initial.sizes);
  runSync(causalEffect({ rule, initial, phase1, test }, effect));
  return {
    rule,
    layer,
    seed: config.seed,
    test,
    forks: pickExamples(
      training,
      [...used].sort((one, other) => one - other),
    ),
    initial,
    phase1,
    x,
    y,
    measures,
    inkShare: runSync(shareOfTallied(training, plan.phase1.subarray(plan.tallyFrom))),
    effect,
  };
}
