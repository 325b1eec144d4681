import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelFlag, TimeSlicer } from '../../../src/engine/cancellation';
import { CancelledError } from '../../../src/engine/errors';
import { foreignMetrics } from '../../../src/engine/runs/foreignMetrics';
import { type LayerFigures, layerFigures } from '../../../src/engine/runs/layerFigures';
import { SHARD_INDEX } from '../../../src/engine/runs/runFormat';
import { readAnyRun, readAnyRunFile, writeRun } from '../../../src/engine/runs/runStore';
import { encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import type { Metrics } from '../../../src/model/metrics';
import { run, temporaryFolders, tinyConfig, tinyData } from '../support';
import { LAYERS, saidOf, setsOf, valuesOf, writeRecorded } from './recorded';

const PARTS = ['tally/a', 'tally/b', 'difference/c', 'difference/d'];

describe('figures layer by layer', () => {
  const parent = temporaryFolders();
  let next = 0;

  async function written(said: object, tensors: ReadonlyMap<string, StoredTensor>): Promise<string> {
    return writeRecorded(join(parent(), `run-${next++}`), said, tensors);
  }

  async function figures(
    folder: string,
    { only, machine, cancel = new CancelFlag() }: { only?: string; machine?: number; cancel?: CancelFlag } = {},
  ): Promise<LayerFigures[]> {
    const steps = layerFigures(folder, await readAnyRunFile(folder), new TimeSlicer(cancel), only, machine);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) assert.ok(step.value.done < step.value.of);
    return step.value;
  }

  /** What the whole run's metrics say of the same. */
  async function ofWhole(folder: string): Promise<unknown[]> {
    const read = await readAnyRun(folder);
    const metrics: Metrics = 'ink' in read ? await foreignMetrics(read, new CancelFlag()) : read.file.metrics;
    return read.parameters.x.layers.map((_, index) => {
      const of = (tensor: 'weight' | 'bias') => {
        const found = metrics[`layer${index + 1}.${tensor}`];
        if (found === undefined) return null;
        const { n, r, r2, slope, spearman, leftOut } = found;
        return { n, r, r2, slope, spearman, leftOut: leftOut.parameters };
      };
      return [of('weight'), of('bias')];
    });
  }

  const inTensors = (found: readonly LayerFigures[]) => found.map(({ weights, biases }) => [weights, biases]);

  it('are those of the whole run to the bit, whatever its layers and whatever is undefined in them', async () => {
    const layer = fc.record({
      weight: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 4 }),
      bias: fc.boolean(),
    });
    const property = fc.asyncProperty(
      fc.array(layer, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.constantFrom(PARTS, ['x', 'y'], ['x', 'difference/c', 'difference/d']),
      async (list, seed, sets) => {
        const layers = list.map((one, index) => ({ ...one, name: `l${index}` }));
        const tensors = setsOf(layers, sets, seed);
        // Some that did not move at all, and some that are equal.
        for (const [name, { values }] of tensors)
          for (let index = seed % 3; index < values.length; index += 3)
            values[index] = /^[xy]/.test(name) ? Number.NaN : index % 2 === 0 ? 0 : 0.5;
        const folder = await written(saidOf(layers), tensors);
        const found = await figures(folder);
        assert.deepEqual(
          found.map(({ name }) => name),
          layers.map(({ name }) => name),
        );
        assert.deepEqual(inTensors(found), await ofWhole(folder));
        const last = layers.at(-1)?.name as string;
        assert.deepEqual(await figures(folder, { only: last }), found.slice(-1));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it('are the same where the tensors lie in several files, for the panel too', async () => {
    const tensors = setsOf(LAYERS, PARTS);
    const whole = await written(saidOf(LAYERS), tensors);
    const folder = join(parent(), 'sharded');
    await mkdir(folder);
    await cp(join(whole, 'run.json'), join(folder, 'run.json'));
    const shards = new Map<string, Map<string, StoredTensor>>([
      ['model-00001-of-00002.safetensors', new Map()],
      ['model-00002-of-00002.safetensors', new Map()],
    ]);
    const weightMap: Record<string, string> = {};
    for (const [index, [name, tensor]] of [...tensors].entries()) {
      const [shard, inShard] = [...shards][index % 2] as [string, Map<string, StoredTensor>];
      weightMap[name] = shard;
      inShard.set(name, tensor);
    }
    for (const [name, inShard] of shards) await writeFile(join(folder, name), encodeSafetensors(inShard, {}));
    await writeFile(join(folder, SHARD_INDEX), JSON.stringify({ weight_map: weightMap }));
    assert.deepEqual(await figures(folder), await figures(whole));
    assert.deepEqual(await ofWhole(folder), await ofWhole(whole));
  });

  it('are refused where something is missing, unfit, unknown or too large, with what was found', async () => {
    const said = saidOf(LAYERS);
    const without = setsOf(LAYERS, PARTS);
    without.delete('tally/b/head.weight');
    await assert.rejects(figures(await written(said, without)), /no tensor "tally\/b\/head\.weight".*\[5, 12\]/);
    // What is not asked for may be missing.
    assert.equal((await figures(await written(said, without), { only: 'conv.1' })).length, 1);
    await assert.rejects(
      figures(await written(said, setsOf(LAYERS, ['y']))),
      /neither tally\/a\/conv\.1\.weight and tally\/b\/conv\.1\.weight nor x\/conv\.1\.weight/,
    );
    const negative = setsOf(LAYERS, PARTS);
    valuesOf(negative, 'difference/c/conv.1.bias')[3] = -1;
    await assert.rejects(
      figures(await written(said, negative)),
      /-1 at 3 of "difference\/c\/conv\.1\.bias".*a finite number of at least 0/,
    );
    const folder = await written(said, setsOf(LAYERS, PARTS));
    await assert.rejects(figures(folder, { only: 'tail' }), /no layer "tail"; expected one of conv\.1, head/);
    await assert.rejects(
      figures(folder, { machine: 2000 }),
      /layer "conv\.1" of 72 weights, whose figures need 0\.0 GiB of memory; expected at most the 0\.0 GiB/,
    );
  });

  it('end when they are cancelled', async () => {
    const layers = [{ name: 'large', weight: [2000, 1500], bias: false }];
    const folder = await written(saidOf(layers), setsOf(layers, ['x', 'y']));
    const cancel = new CancelFlag();
    cancel.raise();
    await assert.rejects(figures(folder, { cancel }), (error) => error instanceof CancelledError);
  });

  it('of a run of this engine are those that its file says; a damaged tensor is named when it is read', async () => {
    const folder = join(parent(), 'own');
    const path = join(folder, 'tensors.safetensors');
    await writeRun(await run(tinyConfig({ measures: [] }), tinyData()), folder, new Date(0), 1);
    assert.deepEqual(inTensors(await figures(folder)), await ofWhole(folder));
    const bytes = await readFile(path);
    // The last numbers of the file are those of the inputs, before them stands y of the last layer.
    const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString());
    const at = 8 + Number(bytes.readBigUInt64LE(0)) + header['y/layer2.bias'].data_offsets[0];
    bytes[at + 1] = (bytes[at + 1] as number) ^ 1;
    await writeFile(path, bytes);
    assert.equal((await figures(folder, { only: 'layer1' })).length, 1);
    await assert.rejects(
      figures(folder),
      /tensors\.safetensors: found tensor "y\/layer2\.bias" with other bytes than were written/,
    );
  });
});
