import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelFlag } from '../../../src/engine/cancellation';
import { DataError } from '../../../src/engine/errors';
import { imageOf } from '../../../src/engine/runs/foreignFormat';
import { foreignMetrics } from '../../../src/engine/runs/foreignMetrics';
import type { ForeignRun } from '../../../src/engine/runs/foreignRun';
import { readAnyRun, readRun } from '../../../src/engine/runs/runStore';
import type { StoredTensor } from '../../../src/engine/runs/safetensors';
import { correlate } from '../../../src/engine/statistics/correlation';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { temporaryFolders } from '../support';
import { LAYERS, saidOf, setsOf, valuesOf, writeRecorded } from './recorded';

describe('runs that another system recorded', () => {
  const parent = temporaryFolders();
  let next = 0;

  async function written(said: object, tensors: ReadonlyMap<string, StoredTensor>): Promise<string> {
    return writeRecorded(join(parent(), `run-${next++}`), said, tensors);
  }

  async function read(said: object, tensors: ReadonlyMap<string, StoredTensor>): Promise<ForeignRun> {
    const run = await readAnyRun(await written(said, tensors));
    assert.ok('ink' in run);
    return run;
  }

  const refused = (said: object, tensors: ReadonlyMap<string, StoredTensor>, found: RegExp, expected: RegExp) =>
    assert.rejects(
      () => read(said, tensors),
      (error) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, found);
        assert.match(error.message, expected);
        return true;
      },
    );

  it('are read with layers of any shapes, and x and y made of what was recorded', async () => {
    const tensors = setsOf(LAYERS, ['tally/a', 'tally/b', 'difference/c', 'difference/d']);
    const { parameters, file, inputs } = await read(saidOf(LAYERS), tensors);
    assert.deepEqual(
      parameters.x.layers.map(({ inputs: columns, outputs, bias }) => [outputs, columns, bias.length]),
      [
        [4, 18, 4],
        [5, 12, 0],
      ],
    );
    const [a, b] = ['tally/a/head.weight', 'tally/b/head.weight'].map((name) => valuesOf(tensors, name));
    for (const [index, x] of (parameters.x.layers[1]?.weight ?? []).entries())
      assert.equal(x, (a?.[index] as number) / ((a?.[index] as number) + (b?.[index] as number)));
    assert.deepEqual([parameters.initial, parameters.phase1, inputs, imageOf(file)], [null, null, null, null]);
    assert.equal(parameters.x.values.length, new ParameterOrder(parameters.x.shape).count);
  });

  it('have x and y as they stand in the file where there is nothing to make them of', async () => {
    const tensors = setsOf(LAYERS, ['x', 'y']);
    const { parameters } = await read(saidOf(LAYERS), tensors);
    assert.deepEqual(parameters.x.layers[0]?.weight, valuesOf(tensors, 'x/conv.1.weight'));
    assert.deepEqual([parameters.tally, parameters.difference], [null, null]);
    const metrics = await foreignMetrics(await read(saidOf(LAYERS), tensors), new CancelFlag());
    assert.deepEqual(
      [metrics.identity, metrics.controls.logRatios, metrics.controls.inkAlone],
      [null, undefined, undefined],
    );
  });

  it('have a map of pixels where layer 1 reads rows × columns, and else none', async () => {
    const image = async (weight: number[], inputShape: number[] | undefined) => {
      const layers = [{ name: 'one', weight, bias: false }];
      return imageOf((await read({ ...saidOf(layers), inputShape }, setsOf(layers, ['x', 'y']))).file);
    };
    assert.deepEqual(await image([3, 12], [3, 4]), { rows: 3, columns: 4 });
    assert.deepEqual(await image([3, 12], [1, 1, 3, 4]), { rows: 3, columns: 4 });
    assert.equal(await image([3, 12], [2, 2, 3]), null);
    assert.equal(await image([3, 12], [12]), null);
    assert.equal(await image([3, 1, 3, 3], [28, 28]), null);
    assert.equal(await image([3, 12], undefined), null);
  });

  it('have the figures that can be made of what they hold, whatever their shapes', async () => {
    const layer = fc.record({
      weight: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      bias: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(layer, { minLength: 1, maxLength: 3 }), fc.nat(), async (list, seed) => {
      const layers = list.map((one, index) => ({ ...one, name: `l${index}` }));
      const run = await read(
        saidOf(layers),
        setsOf(layers, ['tally/a', 'tally/b', 'difference/c', 'difference/d'], seed),
      );
      const metrics = await foreignMetrics(run, new CancelFlag());
      for (const [index, { bias }] of layers.entries()) {
        const [x, y] = [run.parameters.x.layers[index], run.parameters.y.layers[index]];
        const { n, r } = correlate(x?.weight ?? new Float64Array(), y?.weight ?? new Float64Array());
        assert.deepEqual([metrics[`layer${index + 1}.weight`]?.n, metrics[`layer${index + 1}.weight`]?.r], [n, r]);
        assert.equal(metrics[`layer${index + 1}.bias`] !== undefined, bias);
      }
      for (const { p } of [metrics.controls.neuronPermutation]) assert.ok(p === null || (p > 0 && p <= 1));
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('check the identity only where constant inputs are known, and assert it only for plain gradients', async () => {
    const layers = [{ name: 'one', weight: [6, 4], bias: true }];
    const tensors = setsOf(layers, ['tally/a', 'tally/b', 'difference/c', 'difference/d']);
    for (const set of ['tally/a', 'tally/b', 'difference/c', 'difference/d'])
      for (let neuron = 0; neuron < 6; neuron++)
        valuesOf(tensors, `${set}/one.weight`)[4 * neuron + 2] =
          (valuesOf(tensors, `${set}/one.bias`)[neuron] as number) / 8;
    const identity = async (said: object) =>
      (await foreignMetrics(await read({ ...saidOf(layers), ...said }, tensors), new CancelFlag())).identity;
    assert.equal(await identity({}), null);
    assert.equal((await identity({ constantInputs: [2] }))?.holds, null);
    assert.equal((await identity({ constantInputs: [2], gradientAlone: true }))?.holds, true);
    assert.equal((await identity({ constantInputs: [1], gradientAlone: true }))?.holds, false);
  });

  it('are refused with what was found and what was expected', async () => {
    const whole = () => setsOf(LAYERS, ['tally/a', 'tally/b', 'difference/c', 'difference/d']);
    const without = (name: string) => {
      const tensors = whole();
      tensors.delete(name);
      return tensors;
    };
    const said = saidOf(LAYERS);
    await refused(said, setsOf(LAYERS, ['y']), /neither tally\/a and tally\/b nor x/, /tensors of one of them/);
    await refused(said, without('tally/b/head.weight'), /no tensor "tally\/b\/head\.weight"/, /of shape \[5, 12\]/);
    await refused(said, without('tally/b/conv.1.weight'), /no tensor "tally\/b\/conv\.1\.weight"/, /\[4, 2, 3, 3\]/);
    await refused(
      saidOf([{ name: 'head', weight: [12, 5], bias: false }]),
      whole(),
      /"tally\/a\/head\.weight" of shape \[5, 12\]/,
      /of shape \[12, 5\]/,
    );
    const negative = whole();
    valuesOf(negative, 'difference/c/conv.1.bias')[3] = -1;
    await refused(said, negative, /-1 at 3 of "difference\/c\/conv\.1\.bias"/, /finite number of at least 0/);
    const large = setsOf(LAYERS, ['x', 'y']);
    valuesOf(large, 'x/head.weight')[7] = 1.5;
    await refused(said, large, /1\.5 at 7 of "x\/head\.weight"/, /a share from 0 to 1/);
    await refused({ ...said, constantInputs: [18] }, whole(), /constant input 18/, /0 to 17/);
    await refused({ ...said, groupOutputs: true }, whole(), /"groupOutputs" with 5 outputs/, /two outputs/);
    await refused({ ...said, layers: [...LAYERS, LAYERS[0]] }, whole(), /"layers" is wrong \(two layers/, /version 1/);
    await refused({ ...said, layers: [] }, whole(), /"layers"/, /version 1/);
    await refused(
      { ...said, forks: [{ name: '../x', group: 'a', examples: 1 }] },
      whole(),
      /forks\.0\.name/,
      /version 1/,
    );
    // More than any memory: refused by what the file holds, before anything is made of that size.
    await refused(
      saidOf([{ name: 'head', weight: [2 ** 40, 2 ** 40], bias: true }]),
      whole(),
      /of shape \[5, 12\]/,
      /of shape/,
    );
  });

  it('say when they were started with or without a zone, and name a number that is none by its place', async () => {
    const tensors = () => setsOf(LAYERS, ['x', 'y']);
    for (const started of [
      '2026-01-02T03:04:05.123456',
      '2026-01-02T03:04:05',
      '2026-01-02T03:04:05+01:00',
      '2026-01-02T03:04:05Z',
    ]) {
      const { file } = await read({ ...saidOf(LAYERS), started }, tensors());
      assert.equal(file.started, started);
    }
    // Without a zone it is shown as it was written.
    assert.equal(new Date('2026-01-02T03:04:05.123456').getHours(), 3);
    await refused({ ...saidOf(LAYERS), started: 'yesterday' }, tensors(), /"started" is wrong/, /version 1/);
    const folder = await written({ ...saidOf(LAYERS), learningRate: 'here' }, tensors());
    const path = join(folder, 'run.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"here"', '\nNaN'));
    await assert.rejects(readAnyRun(folder), /run\.json: found text that is not JSON: NaN at line 2, column 1, where/);
  });

  it('are not taken for runs of this engine', async () => {
    const folder = await written(saidOf(LAYERS), setsOf(LAYERS, ['x', 'y']));
    await assert.rejects(() => readRun(folder), /a run that another system recorded.*one of this engine/);
  });
});
