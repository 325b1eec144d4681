/**
 * What the default controls of a run take, in a fresh process as in a run, on a run that is read back: prints one JSON
 * line, seconds by the clock.
 *
 *     node controls.program.js <MNIST folder> <run folder>
 */
import { CancelFlag, TimeSlicer } from '../../src/engine/cancellation';
import { CONTROLS, type ControlInput } from '../../src/engine/controls/controls';
import { type ExampleStore, readExamples, sharedUint32 } from '../../src/engine/data/examples';
import { openIdxFolder } from '../../src/engine/data/idxFolder';
import { inputMetricsInChunks } from '../../src/engine/data/inputMetrics';
import { type Layer, Parameters } from '../../src/engine/network/parameters';
import { readRun } from '../../src/engine/runs/runStore';
import { INPUTS } from './setting';

const [folder = '', runFolder = ''] = process.argv.slice(2);

async function measure(): Promise<void> {
  const { file, parameters } = await readRun(runFolder);
  const { groups, forks, phase1, seed } = file.config;
  const cancel = new CancelFlag();
  const untilRow = forks.untilRow ?? 60_000;
  const { training, test: heldOut } = await openIdxFolder(folder);
  const store = await readExamples(training, INPUTS, groups, untilRow, cancel, () => {});
  const test = await readExamples(heldOut, INPUTS, groups, heldOut.count, cancel, () => {});
  const { initial, phase1: learned } = parameters;
  const moved = { rule: file.config.network, initial, phase1: learned, test, effect: new Parameters(file.sizes) };
  const { x: ofX, y: ofY, tally, difference } = parameters;
  const [x, y] = [ofX.layers[0] as Layer, ofY.layers[0] as Layer];
  const constant = new Uint8Array(INPUTS);
  for (const input of file.constantInputs) constant[input] = 1;
  const seconds: Record<string, number> = {};
  const images = {
    training: store,
    sequences: [everyExample(store)],
    tallied: everyExample(store),
    groups,
    fromRow: phase1.rows,
    untilRow,
  };
  const started = performance.now();
  const { ink, share } = await new TimeSlicer(cancel).run(inputMetricsInChunks(images));
  seconds['inputs'] = (performance.now() - started) / 1000;
  for (const [name, control] of Object.entries(CONTROLS)) {
    const input: ControlInput = {
      config: { seed },
      attribution: { ...tally, ...difference, x: ofX, y: ofY },
      x,
      y,
      ink,
      share,
      constant,
      image: file.image,
      moved,
      slicer: new TimeSlicer(cancel),
    };
    const from = performance.now();
    await control(input);
    seconds[name] = (performance.now() - from) / 1000;
  }
  console.log(JSON.stringify(seconds));
}

function everyExample({ rows }: ExampleStore) {
  const sequence = sharedUint32(rows.length);
  for (const example of sequence.keys()) sequence[example] = example;
  return sequence;
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
