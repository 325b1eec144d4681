import { runSync } from '../../cancellation';
import type { GroupName } from '../../config';
import type { ExampleStore } from '../../data/examples';
import { refuseMemory } from '../../refuseMemory';
import type { RecordName, TrainingRule } from '../kernel';
import { countActive, splitPlan, writeSplits } from './images';
import { JobField, LayerField } from './layout';
import { type KernelMemory, kernelMemory, kernelModule, Planner } from './module';

/** What WebAssembly can address. */
export const MOST_BYTES = 2 ** 32;

/** Above this share of active pixels the dense form is the faster one. */
const MOST_ACTIVE = 0.5;

/** Examples judged at a time. */
export const JUDGED_AT_ONCE = 1024;

/**
 * Puts the images into the kernel's memory, once for all threads, and leaves room for a network in each executor.
 *
 * In the sparse form an image is a list of its pixels that are not 0, four bytes each; in the dense form its raw bytes.
 * Momentum and Adam take the dense form: they move every weight at every step.
 * @param longest examples of the longest sequence
 * @throws ConfigError when it would need more than the 4 GiB that WebAssembly can address, and where there is no kernel
 */
export function prepareMemory(
  rule: TrainingRule,
  training: ExampleStore,
  test: ExampleStore,
  executors: number,
  longest: number,
): KernelMemory {
  return runSync(prepareMemoryInChunks(rule, training, test, executors, longest));
}

export function* prepareMemoryInChunks(
  rule: TrainingRule,
  training: ExampleStore,
  test: ExampleStore,
  executors: number,
  longest: number,
): Generator<void, KernelMemory> {
  const module = kernelModule();
  const [active, activeOfTest] = (yield* countActive(module, [training, test])) as [number, number];
  const sparse = isSparse(rule, training, active);
  const plan = new Planner();
  const at = {
    training: splitPlan(plan, training, sparse, active),
    test: splitPlan(plan, test, sparse, activeOfTest),
  };
  const { total } = workspaceOf(rule, sparse, longest);
  const workspaces = Array.from({ length: executors }, () => plan.take(total));
  refuseMemory(rule.sizes, plan.size, MOST_BYTES, 'that the kernel can address');
  const memory = kernelMemory(plan.size);
  yield;
  const splits = [
    { plan: at.training, store: training },
    { plan: at.test, store: test },
  ];
  yield* writeSplits(module, memory, splits, sparse);
  return {
    module,
    memory,
    sparse,
    training: at.training.address,
    test: at.test.address,
    workspaces,
    longest,
  };
}

/**
 * Whether the first layer is trained in its sparse form: with plain gradient descent, which leaves the weights of
 * inactive pixels to the offset, on images that are mostly background.
 */
export function isSparse(rule: TrainingRule, store: ExampleStore, active: number): boolean {
  return rule.optimiser.name === 'sgd' && active <= MOST_ACTIVE * store.pixels.length;
}

/** Addresses within one layer's part of a workspace. */
export interface LayerPlan {
  readonly inputs: number;
  readonly outputs: number;
  readonly rowBytes: number;
  /** Bytes of a vector of the outputs, padded to two numbers. */
  readonly bytes: number;
  /** From the start of a set. */
  readonly weight: number;
  readonly bias: number;
}

/** Where everything stands in a workspace, in bytes from its start. */
export interface WorkspacePlan {
  readonly layers: readonly LayerPlan[];
  readonly setBytes: number;
  readonly widest: number;
  readonly sets: { parameters: number; tallyA: number; tallyB: number; moment1: number; moment2: number };
  readonly vectors: {
    offset: number;
    background: number;
    offsetA: number;
    offsetB: number;
    step: number;
    factors: number;
  };
  /** A set of parameters and the offset of its first layer, for each record and group. */
  readonly records: readonly {
    readonly name: RecordName;
    readonly group: GroupName;
    readonly set: number;
    readonly offset: number;
  }[];
  /** z, φ(z), φ′(z), δ of each layer. */
  readonly states: readonly { z: number; h: number; derivative: number; delta: number }[];
  readonly sequence: number;
  readonly groups: number;
  readonly told: number;
  readonly losses: number;
  readonly predictions: number;
  readonly total: number;
}

/** @param longest examples of the longest sequence */
export function workspaceOf(
  { sizes, optimiser, records: names = [] }: TrainingRule,
  sparse: boolean,
  longest: number,
): WorkspacePlan {
  const layers = layerPlans(sizes);
  const last = layers[layers.length - 1] as LayerPlan;
  const setBytes = last.bias + last.bytes;
  const widest = Math.max(...layers.map(({ bytes }) => bytes));
  const plan = new Planner(0);
  plan.take(JobField.firstLayer + layers.length * LayerField.size);
  const moments = { sgd: 0, momentum: 1, adam: 2 }[optimiser.name];
  const sets = {
    parameters: plan.take(setBytes),
    tallyA: plan.take(setBytes),
    tallyB: plan.take(setBytes),
    moment1: plan.take(moments > 0 ? setBytes : 0),
    moment2: plan.take(moments > 1 ? setBytes : 0),
  };
  const first = (layers[0] as LayerPlan).bytes;
  const vectors = {
    offset: plan.take(first),
    background: plan.take(first),
    offsetA: plan.take(first),
    offsetB: plan.take(first),
    step: plan.take(widest),
    factors: plan.take(sparse ? 0 : 8 * (sizes[0] as number)),
  };
  const states = layers.map(({ bytes }) => ({
    z: plan.take(bytes),
    h: plan.take(bytes),
    derivative: plan.take(bytes),
    delta: plan.take(bytes),
  }));
  const records = names.flatMap((name) =>
    (['a', 'b'] as const).map((group) => ({
      name,
      group,
      set: plan.take(setBytes),
      offset: plan.take(sparse ? first : 0),
    })),
  );
  const sequence = plan.take(4 * longest);
  const groups = plan.take(longest);
  const told = plan.take(longest);
  const losses = plan.take(8 * JUDGED_AT_ONCE);
  const predictions = plan.take(JUDGED_AT_ONCE);
  return {
    layers,
    setBytes,
    widest,
    sets,
    vectors,
    records,
    states,
    sequence,
    groups,
    told,
    losses,
    predictions,
    total: plan.size,
  };
}

function layerPlans(sizes: readonly number[]): LayerPlan[] {
  const plan = new Planner(0);
  return sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index] as number;
    const bytes = padded(outputs);
    const [rows, rowBytes] = index === 0 ? [inputs, bytes] : [outputs, padded(inputs)];
    return { inputs, outputs, rowBytes, bytes, weight: plan.take(rows * rowBytes), bias: plan.take(bytes) };
  });
}

/** Bytes of a vector of float64 numbers, padded to two. */
function padded(numbers: number): number {
  return 16 * Math.ceil(numbers / 2);
}
