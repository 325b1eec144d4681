import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CancelFlag, runSync, TimeSlicer } from '../../src/engine/cancellation';
import { type ConfigInput, type ExperimentConfig, parseConfig } from '../../src/engine/config';
import type { Dataset, Split } from '../../src/engine/data/dataset';
import { type ExampleStore, type Sequence, sharedUint32 } from '../../src/engine/data/examples';
import { type Execution, type ExperimentEvent, runExperiment } from '../../src/engine/experiment';
import { sealed } from '../../src/engine/files/sealed';
import type { Layer } from '../../src/engine/network/parameters';
import { RandomStream } from '../../src/engine/network/random';
import type { Run } from '../../src/engine/run';
import type { CreateKernel, Outcome, TrainingJob, TrainingRule } from '../../src/engine/training/kernel';
import { prepareMemory } from '../../src/engine/training/simd/memory';
import type { KernelMemory } from '../../src/engine/training/simd/module';
import { createSimdKernel } from '../../src/engine/training/simd/simd';
import { thisThread } from '../../src/engine/training/trainer';

/** A config that runs on the drawn digits in well under a second. */
export function smallConfig(changes: ConfigInput = {}): ExperimentConfig {
  return parseConfig({ phase1: { rows: 300 }, forks: { untilRow: 800 }, network: { hidden: [12] }, ...changes });
}

/** A config for `tinyData`: 60 rows of phase 1, the rest for the forks. */
export function tinyConfig(changes: ConfigInput = {}): ExperimentConfig {
  return parseConfig({ phase1: { rows: 60 }, network: { hidden: [5] }, learningRate: 0.01, ...changes });
}

/** Lets a generator run to its end. */
export async function finish<Event, Result>(
  events: AsyncGenerator<Event, Result>,
  seen: (event: Event) => void = () => {},
): Promise<Result> {
  let next = await events.next();
  for (; !next.done; next = await events.next()) seen(next.value);
  return next.value;
}

/** Runs an experiment on this thread. */
export function run(
  config: ExperimentConfig,
  data: Dataset,
  execution: Partial<Execution> = {},
  seen?: (event: ExperimentEvent) => void,
): Promise<Run> {
  return finish(runExperiment(config, data, { cancel: new CancelFlag(), executors: [thisThread], ...execution }), seen);
}

/** The memory of the fast kernel, for a context; fails where it cannot be had. */
export function memoryFor(
  rule: TrainingRule,
  store: ExampleStore,
  executors: number,
  longest: number,
): { memory: KernelMemory } {
  return { memory: prepareMemory(rule, store, store, executors, longest) };
}

export function noOutcome(): Outcome {
  return { examples: 0, lossSum: 0, correct: 0 };
}

/** Trains a network on a whole sequence by one of the kernels, cut into calls before the positions of `cuts`. */
export function trainBy(
  createKernel: CreateKernel,
  rule: TrainingRule,
  store: ExampleStore,
  job: Omit<TrainingJob, 'name'>,
  cuts: readonly number[] = [],
): Outcome {
  const memory = createKernel === createSimdKernel ? memoryFor(rule, store, 1, job.sequence.length) : {};
  const kernel = createKernel({ rule, training: store, test: store, ...memory }, { name: 'one', ...job }, 0);
  runSync(kernel.readIn());
  const outcome = noOutcome();
  const { sequence, tally } = job;
  const first = tally?.from ?? sequence.length;
  const borders = [...new Set([0, ...cuts, Math.min(first, sequence.length), sequence.length])].sort((a, b) => a - b);
  const early = tally?.earlier !== undefined;
  for (const [index, from] of borders.slice(0, -1).entries()) {
    if (early && from === first) runSync(kernel.beginTally());
    kernel.train(from, at(borders, index + 1), early || from >= first, outcome);
  }
  runSync(kernel.readOut());
  return outcome;
}

/** Images by hand: `pixels` one after the other. */
export function splitOf(labels: readonly number[], inputs: number, pixels: ArrayLike<number>): Split {
  return {
    count: labels.length,
    labelOf: (row) => at(labels, row),
    readImage: (row, into, offset) => {
      for (let i = 0; i < inputs; i++) into[offset + i] = at(pixels, row * inputs + i);
    },
  };
}

/**
 * Random images of 3 × 3 pixels with classes in turn (0, 1, 2, …); a class has its own brightest pixel, and the last
 * two pixels are constant.
 */
export function tinyData(rows = 200, classes = 10, seed = 1): Dataset {
  const inputs = 9;
  const random = new RandomStream(seed, 'tiny data');
  const split = (count: number) => {
    const labels = Array.from({ length: count }, (_, row) => row % classes);
    const pixels = labels.flatMap((label) =>
      Array.from({ length: inputs }, (_, i) => {
        if (i === 7) return 0;
        if (i === 8) return 200;
        return i === label % 7 ? 150 + random.integer(100) : random.integer(120);
      }),
    );
    return splitOf(labels, inputs, pixels);
  };
  return {
    name: 'tiny',
    identity: { name: 'tiny', generator: 'tiny', version: 1, seed },
    image: { rows: 3, columns: 3 },
    classes: Array.from({ length: classes }, (_, label) => label),
    training: split(rows),
    test: split(40),
  };
}

/** A store by hand; targets follow from the groups. */
export function storeOf(
  inputs: number,
  examples: readonly { row: number; label: number; target: number; pixels: readonly number[] }[],
): ExampleStore {
  const bytes = (values: readonly number[]) => {
    const array = new Uint8Array(new SharedArrayBuffer(values.length));
    array.set(values);
    return array;
  };
  return {
    inputs,
    rows: sequenceOf(examples.map(({ row }) => row)),
    classes: bytes(examples.map(({ label }) => label)),
    targets: bytes(examples.map(({ target }) => target)),
    pixels: bytes(examples.flatMap(({ pixels }) => [...pixels])),
  };
}

/** What networks are told of the examples of a store: the other group of those that are replaced. */
export function toldOf({ targets }: ExampleStore, isReplaced: (example: number) => boolean) {
  const told = new Uint8Array(new SharedArrayBuffer(targets.length));
  for (const [example, target] of targets.entries()) told[example] = isReplaced(example) ? 1 - target : target;
  return told;
}

export function sequenceOf(values: readonly number[]): Sequence {
  const sequence = sharedUint32(values.length);
  sequence.set(values);
  return sequence;
}

/** A layer whose weights stand in rows, one a neuron. */
export function layerOf(rows: readonly (readonly number[])[], bias: readonly number[] = rows.map(() => 0)): Layer {
  return {
    inputs: at(rows, 0).length,
    outputs: rows.length,
    weight: Float64Array.from(rows.flat()),
    bias: Float64Array.from(bias),
  };
}

/** The element at an index that is known to exist. */
export function at<Item>(list: ArrayLike<Item>, index: number): Item {
  const item = list[index];
  if (item === undefined) throw new RangeError(`No element ${index} among ${list.length}.`);
  return item;
}

/** A fresh folder for each test of the surrounding block; gone afterwards. */
export function temporaryFolders(): () => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attribution-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}

/**
 * The folder that an environment variable names. Without the variable the test is skipped; a folder that is named but
 * not there makes the test fail later, as it should.
 */
export function folderFromEnvironment(test: Mocha.Context, variable: string): string {
  return process.env[variable] || test.skip();
}

/** A title that says why its tests are skipped, where an environment variable that they need is not set. */
export function titleNeeding(title: string, ...variables: readonly string[]): string {
  const missing = variables.filter((variable) => !process.env[variable]);
  return missing.length === 0 ? title : `${title} (skipped: no ${missing.join(', no ')})`;
}

/** Of docs/recorded-run: of twenty, the one whose R² of the weights is nearest to their median. */
export const RECORDED_SEED = 7;

/** The repository, wherever the bundled tests stand in it. */
export function repositoryRoot(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'scripts/build.mjs'))) return folder;
  }
  return process.cwd();
}

let built: Promise<unknown> | undefined;

/** Builds dist/cli.js and its threads, once in this process. */
export async function buildCommandLine(): Promise<void> {
  const url = pathToFileURL(join(repositoryRoot(), 'scripts/build.mjs')).href;
  const script = `const { buildCommandLine } = await import(${JSON.stringify(url)}); await buildCommandLine();`;
  built ??= promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  await built;
}

/** A slicer at which every opportunity to look at the flag is taken. */
export class EveryTime extends TimeSlicer {
  override get due(): boolean {
    return true;
  }
}

/** The text of a file with metrics that says something else than was written, under a seal that is right. */
export function resealed(file: object): string {
  const { sha256: _, ...contents } = file as { readonly sha256?: string; readonly formatVersion: 2 };
  return JSON.stringify(Array.isArray(file) ? file : sealed(contents), undefined, 2);
}

/** Changes the text of a file with metrics as somebody does who makes its seal right again. */
export async function forge(path: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const changed = change(text);
  assert.notEqual(changed, text, 'nothing was changed');
  await writeFile(path, `${resealed(JSON.parse(changed) as object)}\n`);
}
