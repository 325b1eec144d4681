import type { Attribution } from '../attribution/ratios';
import type { TimeSlicer } from '../cancellation';
import type { ResolvedConfig } from '../config';
import type { Layer } from '../network/parameters';
import { twoWayBootstrap } from './bootstrap';
import { clusterPurity } from './clusterPurity';
import { decompose } from './decomposition';
import { inkAloneInChunks } from './inkAlone';
import { jointPermutationNull } from './jointPermutation';
import { logRatiosInChunks } from './logRatios';
import { neuronPermutationNull } from './neuronPermutation';
import { pixelPermutationNull } from './pixelPermutation';
import { withoutConstantInChunks } from './withoutConstant';

/** What controls are made from. Every set of parameters is in shared memory, so that any thread can make them. */
export interface ControlData {
  readonly config: Pick<ResolvedConfig, 'seed'>;
  readonly attribution: Attribution;
  /** What the data alone foretells of y, one number an input. */
  readonly ink: Float64Array;
  /** One flag an input: whether it had one value in every example used. */
  readonly constant: Uint8Array;
}

/** What a control is given. */
export interface ControlInput extends ControlData {
  /** x and y of the first layer. */
  readonly x: Layer;
  readonly y: Layer;
  readonly slicer: TimeSlicer;
}

/** What most controls are content with: x and y, and a seed for what is drawn at random. */
export type PlainInput = Pick<ControlInput, 'x' | 'y' | 'slicer'> & { readonly config: Pick<ResolvedConfig, 'seed'> };
type WithConstant = PlainInput & Pick<ControlInput, 'constant'>;

/** Every control of a run, about `layer1.weight`, under the name it has in `metrics.controls`; those that take longest first. */
export const CONTROLS = {
  clusterPurity: ({ x, y, constant, slicer }: WithConstant) => clusterPurity(x, y, constant, slicer),
  jointPermutation: ({ x, y, config, slicer }: PlainInput) => jointPermutationNull(x, y, config.seed, slicer),
  bootstrap: ({ x, y, config, slicer }: PlainInput) => twoWayBootstrap(x, y, config.seed, slicer),
  pixelPermutation: ({ x, y, config, slicer }: PlainInput) => pixelPermutationNull(x, y, config.seed, slicer),
  inkAlone: ({ x, y, ink, slicer }: ControlInput) => slicer.run(inkAloneInChunks(x, y, ink)),
  decomposition: ({ x, y, slicer }: PlainInput) => decompose(x, y, slicer),
  neuronPermutation: ({ x, y, config, slicer }: PlainInput) => neuronPermutationNull(x, y, config.seed, slicer),
  logRatios: ({ attribution, slicer }: Pick<ControlInput, 'attribution' | 'slicer'>) => {
    const [a, b, c, d] = [attribution.a, attribution.b, attribution.c, attribution.d].map(
      ({ layers }) => (layers[0] as Layer).weight,
    ) as [Float64Array, Float64Array, Float64Array, Float64Array];
    return slicer.run(logRatiosInChunks(a, b, c, d));
  },
  withoutConstant: ({ x, y, constant, slicer }: WithConstant) => slicer.run(withoutConstantInChunks(x, y, constant)),
} as const;

export type Controls = {
  readonly [Name in keyof typeof CONTROLS]: Awaited<ReturnType<(typeof CONTROLS)[Name]>>;
};

export type ControlName = keyof typeof CONTROLS;

const NAMES = Object.keys(CONTROLS) as ControlName[];

/** How many controls have been begun, on whatever thread: one 32-bit number in shared memory. */
export type ControlQueue = Int32Array<SharedArrayBuffer>;

export function controlQueue(): ControlQueue {
  return new Int32Array(new SharedArrayBuffer(4));
}

/**
 * Makes one control after the other, as long as there is one that no thread has begun. No thread hands them out, so that no
 * thread waits for another that is busy.
 * @throws CancelledError
 */
export async function makeControls(
  data: ControlData,
  queue: ControlQueue,
  slicer: TimeSlicer,
): Promise<Partial<Controls>> {
  const [x, y] = [data.attribution.x.layers[0] as Layer, data.attribution.y.layers[0] as Layer];
  const findings: [ControlName, Controls[ControlName]][] = [];
  const next = () => NAMES[Atomics.add(queue, 0, 1)];
  for (let name = next(); name !== undefined; name = next())
    findings.push([name, await CONTROLS[name]({ ...data, x, y, slicer })]);
  return Object.fromEntries(findings);
}

/** The findings of several threads together, in the order of the table. */
export function joinedControls(parts: readonly Partial<Controls>[]): Controls {
  const found: Partial<Controls> = Object.assign({}, ...parts);
  return Object.fromEntries(NAMES.map((name) => [name, found[name]])) as Controls;
}
