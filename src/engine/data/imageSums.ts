import { type ExampleStore, inFours, type Sequence, usedExamples } from './examples';

/** Exact sums over the images of one class that were, or were not, trained on, and that are, or are not, of the forks' rows. */
export interface ImageSums {
  readonly label: number;
  /** Index of the output whose target is 1: 0 for group A, 1 for group B. */
  readonly target: number;
  readonly used: boolean;
  readonly ofForks: boolean;
  images: number;
  /** Σ of raw pixels, one number an input. 16,843,009 images fit into 32 bits: 1 GiB of images is 2³⁰ pixels at the most. */
  readonly pixels: Uint32Array;
  /** Images in which the pixel is not 0, one number an input. */
  readonly active: Uint32Array;
}

/** Images gone through at a time: a fraction of a millisecond. */
const CHUNK = 256;

/**
 * All images of a store, each in one of the sums.
 * @param sequences what was trained on
 * @param fromRow, untilRow the rows of the forks
 */
export function* imageSumsInChunks(
  store: ExampleStore,
  sequences: readonly Sequence[],
  fromRow: number,
  untilRow: number,
): Generator<void, ImageSums[]> {
  const { rows, classes, targets, pixels, inputs } = store;
  const isUsed = usedExamples(store, sequences);
  yield;
  const fours = inFours(store);
  const sums = new Map<number, ImageSums>();
  for (let example = 0; example < rows.length; example++) {
    if (example % CHUNK === 0) yield;
    const label = classes[example] as number;
    const row = rows[example] as number;
    const [used, ofForks] = [isUsed[example] === 1, row >= fromRow && row < untilRow];
    const key = 4 * label + (used ? 2 : 0) + (ofForks ? 1 : 0);
    let into = sums.get(key);
    if (into === undefined) {
      const of = { label, target: targets[example] as number, used, ofForks };
      into = { ...of, images: 0, pixels: new Uint32Array(inputs), active: new Uint32Array(inputs) };
      sums.set(key, into);
    }
    into.images++;
    if (fours === undefined) addPixels(into, pixels, example * inputs, 0, inputs);
    else addFours(into, pixels, fours, example * inputs);
  }
  return [...sums.values()];
}

/** Of four pixels at a time most are 0 together. */
function addFours(into: ImageSums, pixels: Uint8Array, fours: Uint32Array, offset: number): void {
  for (let input = 0; input < into.pixels.length; input += 4)
    if (fours[(offset + input) >> 2] !== 0) addPixels(into, pixels, offset, input, input + 4);
}

function addPixels({ pixels: sums, active }: ImageSums, pixels: Uint8Array, offset: number, from: number, to: number) {
  for (let input = from; input < to; input++) {
    const pixel = pixels[offset + input] as number;
    sums[input] = (sums[input] as number) + pixel;
    // 1 for 1 … 255, 0 for 0, and no branch to be mispredicted.
    active[input] = (active[input] as number) + ((pixel + 255) >> 8);
  }
}
