import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelFlag, TimeSlicer } from '../../../src/engine/cancellation';
import { bitsMeeting } from '../../../src/engine/opened/meeting';
import { OpenedRun } from '../../../src/engine/opened/openedRun';
import { parameterColumnsOf } from '../../../src/engine/opened/parameterColumns';
import { layerMetricsOf, layerOf, runNumbersOf } from '../../../src/engine/opened/runNumbers';
import { standingOf } from '../../../src/engine/opened/standing';
import { foreignMetrics } from '../../../src/engine/runs/foreignMetrics';
import type { ForeignRun } from '../../../src/engine/runs/foreignRun';
import { readAnyRun, readRun, writeRun } from '../../../src/engine/runs/runStore';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { parametersMeeting, TENSOR_CHOICES } from '../../../src/model/selectionQuery';
import { saidOf, setsOf, valuesOf, writeRecorded } from '../runs/recorded';
import { run, temporaryFolders, tinyConfig, tinyData } from '../support';

const SETS = ['tally/a', 'tally/b', 'difference/c', 'difference/d', 'initial', 'phase1', 'fork/without-7'];
/** The last one is too large to come unasked. */
const LAYERS = [
  { name: 'conv.1', weight: [8, 3, 3, 3], bias: true },
  { name: 'norm', weight: [8, 1], bias: false },
  { name: 'head', weight: [700, 600], bias: true },
];
const FORKS = [{ name: 'without-7', group: 'a', examples: 3, history: [], heldOut: { accuracy: null } }];

describe('a run that is open', () => {
  const parent = temporaryFolders();
  const slicer = new TimeSlicer(new CancelFlag());
  let next = 0;

  const written = (layers: typeof LAYERS, tensors = setsOf(layers, SETS)) =>
    writeRecorded(join(parent(), `run-${next++}`), { ...saidOf(layers), forks: FORKS }, tensors);
  const whole = async (folder: string): Promise<ForeignRun> => {
    const read = await readAnyRun(folder);
    return 'ink' in read ? read : assert.fail('a run of this engine');
  };

  it('has of each layer what the whole run has of it, read by itself', async () => {
    const folder = await written(LAYERS);
    const [opened, read] = [await OpenedRun.open(folder, false), await whole(folder)];
    const metrics = await foreignMetrics(read, new CancelFlag());
    const all = await runNumbersOf(OpenedRun.of(read), new CancelFlag());
    for (const [index, { x, y }] of LAYERS.map((_, index) => ({
      x: read.parameters.x.layers[index],
      y: read.parameters.y.layers[index],
    })).entries()) {
      const layer = await layerOf(opened, index, slicer);
      assert.ok(layer.here);
      // What is not known is made by itself, so that points need not wait for it.
      assert.equal(layer.known, false);
      assert.deepEqual([layer.weightX, layer.biasX], [x?.weight.slice(), x?.bias.slice()]);
      assert.deepEqual([layer.weightY, layer.biasY], [y?.weight.slice(), y?.bias.slice()]);
      const made = await layerMetricsOf(opened, index, slicer);
      assert.deepEqual(made.weights, metrics[`layer${index + 1}.weight`]);
      assert.deepEqual(made.biases, metrics[`layer${index + 1}.bias`] ?? null);
      if (all.layers[index]?.here) assert.deepEqual({ ...layer, ...made, known: true }, all.layers[index]);
    }
    await opened.close();
  });

  it('says at first what is small, and of a large layer only what its file says', async () => {
    const opened = await OpenedRun.open(await written(LAYERS), false);
    const { layers, metrics, pixels } = await runNumbersOf(opened, new CancelFlag());
    assert.deepEqual(
      layers.map(({ here, known, name, inputs, outputs, bias }) => ({ here, known, name, inputs, outputs, bias })),
      [
        { here: true, known: true, name: 'conv.1', inputs: 27, outputs: 8, bias: true },
        { here: true, known: true, name: 'norm', inputs: 1, outputs: 8, bias: false },
        { here: false, known: false, name: 'head', inputs: 600, outputs: 700, bias: true },
      ],
    );
    assert.equal(layers[2]?.weightX.length, 0);
    assert.equal(metrics['layer3.weight'], undefined);
    assert.equal(pixels.r.length, 27);
    // The first comes however large it is.
    const single = await OpenedRun.open(await written(LAYERS.slice(2)), false);
    assert.equal((await runNumbersOf(single, new CancelFlag())).layers[0]?.here, true);
    await Promise.all([opened.close(), single.close()]);
  });

  it('has the numbers of any parameters as they stand in the whole run', async () => {
    const folder = await written(LAYERS);
    const [opened, read] = [await OpenedRun.open(folder, false), await whole(folder)];
    const { count } = new ParameterOrder(LAYERS.map(sizeOf));
    assert.equal(opened.order.count, count);
    const { x, y, tally, difference, initial, phase1, forks } = read.parameters;
    const sets = [x, y, tally?.a, tally?.b, difference?.c, difference?.d, initial, phase1, ...forks.values()];
    const property = fc.asyncProperty(fc.array(fc.nat(count - 1), { maxLength: 60 }), async (chosen) => {
      const columns = await parameterColumnsOf(opened, Uint32Array.from(chosen));
      assert.deepEqual(
        columns.map(({ name }) => name),
        ['x', 'y', 'a', 'b', 'c', 'd', 'initial', 'phase1', 'without-7'],
      );
      for (const [index, { values }] of columns.entries())
        assert.deepEqual(
          values,
          Float64Array.from(chosen, (parameter) => sets[index]?.values[parameter] ?? assert.fail('no such set')),
        );
    });
    await fc.assert(property, { numRuns: 50 });
    await assert.rejects(parameterColumnsOf(opened, Uint32Array.of(count)), RangeError);
    const parameter = opened.order.numberOf({ layer: 3, neuron: 5, input: 7 });
    const { value, ofLayer } = await standingOf(opened, parameter, { kind: 'a', name: 'a' });
    const weights = read.parameters.tally?.a.layers[2]?.weight ?? assert.fail('no tally');
    assert.equal(value, weights[5 * 600 + 7]);
    assert.equal(ofLayer?.rank, 1 + weights.filter((other) => other > value).length);
    await opened.close();
  });

  it('finds what meets a query in layers that nobody has looked at, as one who holds all of them', async () => {
    const folder = await written(LAYERS);
    const [opened, read] = [await OpenedRun.open(folder, false), await whole(folder)];
    const { layers } = await runNumbersOf(OpenedRun.of(read), new CancelFlag());
    const held = await Promise.all(layers.map((_, index) => layerOf(OpenedRun.of(read), index, slicer)));
    const query = { x: [0.7, 1], y: [0, 0.4], neurons: [[2, 500]], inputs: null, rows: null, columns: null } as const;
    for (const tensors of TENSOR_CHOICES)
      for (const layer of [1, 3]) {
        const found = await bitsMeeting(opened, { ...query, tensors }, layer, slicer);
        const expected = parametersMeeting({ ...query, tensors }, { layers: held, image: null }, layer);
        assert.ok(expected.size > 0 || tensors === 'biases');
        assert.deepEqual(found, expected.bits);
      }
    await opened.close();
  });

  it('forgets layers not asked for longest when there is no room for them, and reads them again', async () => {
    const folder = await written(LAYERS);
    const opened = await OpenedRun.open(folder, false, 1);
    const first = await opened.layer(0);
    await opened.layer(2);
    const again = await opened.layer(0);
    assert.notEqual(again, first);
    assert.deepEqual(again.run.parameters.x.values, first.run.parameters.x.values);
    await opened.close();
    const roomy = await OpenedRun.open(folder, false);
    const kept = await roomy.layer(0);
    await roomy.layer(2);
    assert.equal(await roomy.layer(0), kept);
    await roomy.close();
  });

  it('names a damaged tensor when its layer is read, and leaves the others as they are', async () => {
    const tensors = setsOf(LAYERS, SETS);
    valuesOf(tensors, 'difference/c/head.weight')[7] = -1;
    const opened = await OpenedRun.open(await written(LAYERS, tensors), false);
    assert.equal((await runNumbersOf(opened, new CancelFlag())).layers[1]?.here, true);
    for (const _time of [1, 2])
      await assert.rejects(layerOf(opened, 2, slicer), /-1 at 7 of "difference\/c\/head\.weight"/);
    assert.equal((await layerOf(opened, 0, slicer)).here, true);
    await assert.rejects(opened.layer(3), /no layer 4/);
    await opened.close();
  });

  it('of this engine is read whole, and held against its checksums', async () => {
    const folder = join(parent(), 'own');
    await writeRun(await run(tinyConfig(), tinyData()), folder, new Date(), 1);
    const [opened, stored] = [await OpenedRun.open(folder, false), await readRun(folder)];
    assert.deepEqual(opened.whole, stored);
    const numbers = await runNumbersOf(opened, new CancelFlag());
    assert.equal(numbers.metrics, opened.whole?.file.metrics);
    assert.ok(numbers.layers.every(({ here, known }) => here && known));
    const path = join(folder, 'tensors.safetensors');
    const bytes = await readFile(path);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] as number) ^ 1;
    await writeFile(path, bytes);
    await assert.rejects(OpenedRun.open(folder, false), /their SHA-256 differs/);
    await rm(path);
    await assert.rejects(OpenedRun.open(folder, false), /tensors\.safetensors/);
  });
});

function sizeOf({ weight, bias }: (typeof LAYERS)[number]) {
  const [outputs = 0, ...rest] = weight;
  return { outputs, inputs: rest.reduce((product, axis) => product * axis, 1), bias };
}
