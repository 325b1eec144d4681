import type { ControlName, Controls, OwnMetrics } from '../../model/metrics';
import type { Attribution } from '../attribution/ratios';
import type { TimeSlicer } from '../cancellation';
import type { ResolvedConfig } from '../config';
import type { Layer, Parameters } from '../network/parameters';
import { bootstrapIntervals } from './bootstrap';
import { measurePurity } from './clusterPurity';
import { decompose } from './decomposition';
import { type EffectData, relateEffect } from './effect';
import { inkAloneInChunks } from './inkAlone';
import { inkShareInChunks } from './inkShare';
import { jointPermutationNull } from './jointPermutation';
import { correlateLogRatiosInChunks } from './logRatios';
import { neuronPermutationNull } from './neuronPermutation';
import { pixelPermutationNull } from './pixelPermutation';
import { withoutConstantInChunks } from './withoutConstant';

/** What controls are made from. Every set of parameters is in shared memory, so that any thread can make them. */
export interface ControlData {
  readonly config: Pick<ResolvedConfig, 'seed'>;
  readonly attribution: Attribution;
  /** What the data alone foretells of y, one number an input. */
  readonly ink: Float64Array;
  /** The share of the ink that is A's in the tallied examples, one number an input. */
  readonly share: Float64Array;
  /** One flag an input: whether it had one value in every example used. */
  readonly constant: Uint8Array;
  /** Pixels of a picture. */
  readonly image: { readonly rows: number; readonly columns: number };
  readonly moved: EffectData;
}

/** What a control is given, of any run: of another system's, null where it was not recorded. */
export interface ControlInput {
  readonly config: Pick<ResolvedConfig, 'seed'>;
  /** x and y of the first layer. */
  readonly x: Layer;
  readonly y: Layer;
  readonly attribution: Attribution | null;
  readonly ink: Float64Array | null;
  readonly share: Float64Array | null;
  readonly constant: Uint8Array | null;
  readonly image: ControlData['image'] | null;
  readonly moved: EffectData | null;
  readonly slicer: TimeSlicer;
}

/**
 * Every control that is made from x and y, about `layer1.weight`, under the name it has in `metrics.controls`; those that
 * take longest first. Undefined where what it needs was not recorded.
 */
export const CONTROLS = {
  clusterPurity: ({ x, y, constant, slicer }) => measurePurity(x, y, constant, slicer),
  jointPermutation: ({ x, y, config, slicer }) => jointPermutationNull(x, y, config.seed, slicer),
  effect: async ({ x, y, moved, slicer }) => (moved === null ? undefined : relateEffect(x, y, moved, slicer)),
  bootstrap: ({ x, y, image, config, slicer }) => bootstrapIntervals(x, y, image, config.seed, slicer),
  pixelPermutation: ({ x, y, config, slicer }) => pixelPermutationNull(x, y, config.seed, slicer),
  inkAlone: async ({ x, y, ink, slicer }) => (ink === null ? undefined : slicer.run(inkAloneInChunks(x, y, ink))),
  inkShare: async ({ x, y, ink, share, slicer }) =>
    ink === null || share === null ? undefined : slicer.run(inkShareInChunks(x, y, ink, share)),
  decomposition: ({ x, y, slicer }) => decompose(x, y, slicer),
  neuronPermutation: ({ x, y, config, slicer }) => neuronPermutationNull(x, y, config.seed, slicer),
  logRatios: async ({ attribution, slicer }) => {
    if (attribution === null) return undefined;
    const { a, b, c, d } = attribution;
    return slicer.run(correlateLogRatiosInChunks(weights(a), weights(b), weights(c), weights(d)));
  },
  withoutConstant: async ({ x, y, constant, slicer }) =>
    constant === null ? undefined : slicer.run(withoutConstantInChunks(x, y, constant)),
} satisfies { readonly [Name in ControlName]?: (input: ControlInput) => Promise<Controls[Name]> };

type MadeName = keyof typeof CONTROLS;
/** Of a run of this engine, which records what each of them needs. */
export type MadeControls = Pick<OwnMetrics['controls'], MadeName>;

const NAMES = Object.keys(CONTROLS) as MadeName[];

function weights({ layers }: Parameters): Float64Array {
  return (layers[0] as Layer).weight;
}

/**
 * Every control that can be made of a run, on this thread.
 * @throws CancelledError
 */
export async function controlsOf(input: ControlInput): Promise<Pick<Controls, MadeName>> {
  const findings: [MadeName, Controls[MadeName]][] = [];
  for (const name of NAMES) {
    const finding = await CONTROLS[name](input);
    if (finding !== undefined) findings.push([name, finding]);
  }
  return Object.fromEntries(findings) as Pick<Controls, MadeName>;
}

/** The controls that are made of every run. */
export const MADE_NAMES: readonly ControlName[] = NAMES;

/** How many controls have been begun, on whatever thread: one 32-bit number in shared memory. */
export type ControlQueue = Int32Array<SharedArrayBuffer>;

export function controlQueue(): ControlQueue {
  return new Int32Array(new SharedArrayBuffer(4));
}

/**
 * Makes one control after the other, as long as there is one that no thread has begun. No thread hands them out, so that no
 * thread waits for another that is busy.
 * @param onMade is given each of them, by its name, as soon as it is made
 * @throws CancelledError
 */
export async function makeControls(
  data: ControlData,
  queue: ControlQueue,
  slicer: TimeSlicer,
  onMade: (made: Partial<MadeControls>) => void,
): Promise<void> {
  const [x, y] = [data.attribution.x.layers[0] as Layer, data.attribution.y.layers[0] as Layer];
  const next = () => NAMES[Atomics.add(queue, 0, 1)];
  for (let name = next(); name !== undefined; name = next())
    onMade({ [name]: await CONTROLS[name]({ ...data, x, y, slicer }) });
}

/** The findings of several threads, in the order of the table. */
export function inOrder(found: Partial<MadeControls>): MadeControls {
  return Object.fromEntries(NAMES.map((name) => [name, found[name]])) as MadeControls;
}
