import { totalmem } from 'node:os';
import type { TimeSlicer } from '../cancellation';
import { DataError } from '../errors';
import { correlateInChunks } from '../statistics/correlation';
import { spearmanInPlace } from '../statistics/spearman';
import { type AnyRunFile, isForeign, layersOf } from './foreignFormat';
import { type Kind, neitherOf, refuseUnfit, SHARES, SIZES } from './foreignRun';
import type { StoredLayer } from './runFormat';
import { openTensors } from './runStore';
import { countOf } from './safetensorsHeader';
import type { TensorFiles } from './tensorFiles';

/** How y goes with x in one tensor, as `TensorMetrics` has it. */
export interface TensorFigures {
  /** Parameters of which x and y are defined. */
  readonly n: number;
  readonly r: number | null;
  readonly r2: number | null;
  readonly slope: number | null;
  readonly spearman: number | null;
  /** Parameters of which x or y is not defined. */
  readonly leftOut: number;
}

export interface LayerFigures {
  readonly name: string;
  readonly weights: TensorFigures;
  /** Null where the layer has none. */
  readonly biases: TensorFigures | null;
}

/** How far it is, in parameters. */
export interface LayerProgress {
  readonly layer: string;
  readonly done: number;
  readonly of: number;
}

/** Bytes that the figures of one tensor take at their fullest, a parameter: x and y, and what one of them is ranked with. */
const BYTES_PER_PARAMETER = 32;

/**
 * The figures of every layer of a run, whoever recorded it, one tensor after the other: no more of it is in memory than
 * x and y of one tensor.
 * @param only a layer's name; all when it is left out
 * @throws DataError where what is needed is missing, damaged, or too much for this machine; CancelledError
 */
export async function* layerFigures(
  folder: string,
  file: AnyRunFile,
  slicer: TimeSlicer,
  only?: string,
  machine = totalmem(),
): AsyncGenerator<LayerProgress, LayerFigures[]> {
  const layers = wanted(folder, layersOf(file), only);
  refuseTooLarge(folder, layers, machine);
  const files = await openTensors(folder, file);
  try {
    const shares = isForeign(file) ? sharesOf : sharesAsTheyLie;
    const of = layers.reduce((sum, { weight, outputs, bias }) => sum + countOf(weight) + (bias ? outputs : 0), 0);
    const found: LayerFigures[] = [];
    let done = 0;
    for (const { name, weight, outputs, bias } of layers) {
      const figures = async (tensor: string, shape: readonly number[]) => {
        const [x, y] = [
          await shares(files, 'x', tensor, shape, slicer),
          await shares(files, 'y', tensor, shape, slicer),
        ];
        done += countOf(shape);
        return figuresOf(x, y, slicer);
      };
      yield { layer: name, done, of };
      const weights = await figures(`${name}.weight`, weight);
      found.push({ name, weights, biases: bias ? await figures(`${name}.bias`, [outputs]) : null });
    }
    return found;
  } finally {
    await files.close();
  }
}

/** @throws DataError */
function wanted(path: string, layers: readonly StoredLayer[], only: string | undefined): readonly StoredLayer[] {
  if (only === undefined) return layers;
  const found = layers.filter(({ name }) => name === only);
  if (found.length > 0) return found;
  const expected = `one of ${layers.map(({ name }) => name).join(', ')}`;
  throw new DataError({ path, found: `no layer "${only}"`, expected });
}

/** @throws DataError */
function refuseTooLarge(path: string, layers: readonly StoredLayer[], machine: number): void {
  for (const { name, weight } of layers) {
    const needed = BYTES_PER_PARAMETER * countOf(weight);
    if (needed <= machine) continue;
    const gibi = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    throw new DataError({
      path,
      found: `layer "${name}" of ${countOf(weight)} weights, whose figures need ${gibi(needed)} of memory`,
      expected: `at most the ${gibi(machine)} that this machine has; other layers can be asked for by name`,
    });
  }
}

async function figuresOf(x: Float64Array, y: Float64Array, slicer: TimeSlicer): Promise<TensorFigures> {
  const { n, r, r2, slope } = await slicer.run(correlateInChunks(x, y));
  return { n, r, r2, slope, spearman: await slicer.run(spearmanInPlace(x, y)), leftOut: x.length - n };
}

/** Of what x and y are made. */
const PARTS = { x: ['tally/a', 'tally/b'], y: ['difference/c', 'difference/d'] } as const;

/** x or y of one tensor as a run of this engine holds it. */
function sharesAsTheyLie(
  files: TensorFiles,
  ratio: keyof typeof PARTS,
  tensor: string,
  shape: readonly number[],
  slicer: TimeSlicer,
): Promise<Float64Array> {
  return filled(files, [`${ratio}/${tensor}`], shape, SHARES, slicer, ([values]) => values as Float64Array);
}

/** x or y of one tensor: from its parts where there are some, else as it stands in the file. */
function sharesOf(
  files: TensorFiles,
  ratio: keyof typeof PARTS,
  tensor: string,
  shape: readonly number[],
  slicer: TimeSlicer,
): Promise<Float64Array> {
  const parts = PARTS[ratio].map((set) => `${set}/${tensor}`);
  if (parts.some((name) => files.has(name))) return filled(files, parts, shape, SIZES, slicer, shareOf);
  if (files.has(`${ratio}/${tensor}`)) return sharesAsTheyLie(files, ratio, tensor, shape, slicer);
  throw neitherOf(parts.join(' and '), `${ratio}/${tensor}`, files.path);
}

/** one / (one + other); NaN where both are 0. */
function shareOf([one, other]: readonly Float64Array[]): Float64Array {
  const [parts, others] = [one as Float64Array, other as Float64Array];
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as number;
    parts[index] = part / (part + (others[index] as number));
  }
  return parts;
}

/**
 * A tensor made of others of its shape, which are read side by side.
 * @throws DataError where one is missing, has another shape, or a number that is not of its kind; CancelledError
 */
async function filled(
  files: TensorFiles,
  names: readonly string[],
  shape: readonly number[],
  kind: Kind,
  slicer: TimeSlicer,
  make: (pieces: readonly Float64Array[]) => Float64Array,
): Promise<Float64Array> {
  for (const name of names) files.refuseOtherShape(name, shape);
  const values = new Float64Array(countOf(shape));
  const readings = names.map((name) => files.numbersOf(name));
  for (let at = 0; ; ) {
    const pieces: Float64Array[] = [];
    for (const [index, reading] of readings.entries()) {
      const next = await reading.next();
      if (next.done === true) continue;
      const name = names[index] as string;
      refuseUnfit(next.value, kind, name, files.pathOf(name), at);
      pieces.push(next.value);
    }
    if (pieces.length < names.length) return values;
    const made = make(pieces);
    values.set(made, at);
    at += made.length;
    if (slicer.due) await slicer.pause();
  }
}
