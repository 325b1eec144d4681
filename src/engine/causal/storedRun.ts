import type { DataContext } from '../data/dataset';
import type { ExampleStore } from '../data/examples';
import { ConfigError, DataError } from '../errors';
import { trainingRule } from '../experiment';
import { Parameters } from '../network/parameters';
import { planExperiment } from '../plan';
import { openRunData } from '../runs/runData';
import type { StoredRun } from '../runs/runStore';
import type { CausalInput } from './causalTest';

/**
 * What the causal test of a kept run needs: its parameters, its held-out images and those of its forks.
 * @param tensor a tensor of weights: `layer1.weight`
 * @throws ConfigError when there is no such tensor; DataError when the data is not that of the run, or holds out no images
 *   of a group; CancelledError
 */
export async function causalInputOf(run: StoredRun, tensor: string, context: DataContext): Promise<CausalInput> {
  const { file, parameters } = run;
  const names = Parameters.shapes(file.sizes).flatMap(({ name }) => (name.endsWith('.weight') ? [name as string] : []));
  const layer = names.indexOf(tensor);
  if (layer < 0)
    throw new ConfigError([
      { path: '--tensor', found: JSON.stringify(tensor), expected: `one of ${names.join(', ')}` },
    ]);
  const { config } = file;
  const { data, training, test } = await openRunData(run, context);
  if (!test.targets.includes(0) || !test.targets.includes(1))
    throw new DataError({
      path: data.name,
      found: 'no held-out images of one of the groups',
      expected: 'some of both, to see what is lost on them',
    });
  const used = new Set(planExperiment(config, training).forks.flatMap(({ sequence }) => [...sequence]));
  return {
    rule: trainingRule(config, data),
    layer,
    seed: config.seed,
    test,
    forks: pick(
      training,
      [...used].sort((one, other) => one - other),
    ),
    initial: parameters.initial,
    phase1: parameters.phase1,
    x: parameters.x,
    measures: parameters.measures,
  };
}

/** Some examples of a store, as a store of their own. */
function pick({ inputs, rows, classes, targets, pixels }: ExampleStore, examples: readonly number[]): ExampleStore {
  const bytes = (from: Uint8Array, width: number) => {
    const picked = new Uint8Array(new SharedArrayBuffer(examples.length * width));
    for (const [index, example] of examples.entries())
      picked.set(from.subarray(example * width, (example + 1) * width), index * width);
    return picked;
  };
  const pickedRows = new Uint32Array(new SharedArrayBuffer(4 * examples.length));
  pickedRows.set(examples.map((example) => rows[example] as number));
  return {
    inputs,
    rows: pickedRows,
    classes: bytes(classes, 1),
    targets: bytes(targets, 1),
    pixels: bytes(pixels, inputs),
  };
}
