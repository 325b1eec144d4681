import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { parseConfig } from '../../../src/engine/config';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { encodeIdx } from '../../../src/engine/data/idx';
import { fileNameOf } from '../../../src/engine/data/idxFiles';
import { openIdxFolder } from '../../../src/engine/data/idxFolder';
import { foreignMetrics } from '../../../src/engine/runs/foreignMetrics';
import type { ForeignRun } from '../../../src/engine/runs/foreignRun';
import { readAnyRun, readRun, writeRun } from '../../../src/engine/runs/runStore';
import { run, temporaryFolders } from '../support';

const PYTHON = '/usr/bin/python3';
const EXAMPLES = join('examples', 'pytorch');

/** x and y are made of differences of weights, each of which PyTorch rounds once more than the engine does. */
const SAME_SHARE = 1e-9;
const SAME_METRIC = 1e-6;
/** Among weights from constant inputs, whose x and y are equal but for rounding, rounding decides on ranks. */
const SAME_RANKS = 1e-4;

describe('the PyTorch examples', function () {
  this.timeout(300_000);
  const parent = temporaryFolders();

  before(function () {
    if (spawnSync(PYTHON, ['-c', 'import torch']).status !== 0) this.skip();
  });

  it('give the engine’s run again, from its config and its initial parameters', async () => {
    const [data, made, out] = ['data', 'run', 'torch'].map((name) => join(parent(), name)) as [string, string, string];
    await writeDigits(data, 1200, 200);
    const config = parseConfig({
      data,
      network: { hidden: [8] },
      learningRate: 0.01,
      phase1: { rows: 500 },
      optimiser: { name: 'momentum', momentum: 0.5 },
    });
    await writeRun(await run(config, await openIdxFolder(data)), made, new Date(), 1);
    python('experiment.py', '--run', made, '--data', data, '--out', out);

    const [own, other] = [await readRun(made), await readForeign(out)];
    for (const set of ['x', 'y'] as const) {
      const [expected, found] = [own.parameters[set].values, other.parameters[set].values];
      for (const [index, value] of expected.entries()) {
        const difference = Math.abs((found[index] as number) - value) / value;
        assert.ok(difference <= SAME_SHARE, `${set} ${index}: ${found[index]}, not ${value}`);
      }
    }
    const metrics = await foreignMetrics(other, new CancelFlag());
    // What is tallied before the second half is not recorded, nor are the tallied images and the held-out ones.
    const { wholeTally, inkShare, effect, labelPermutation, ...controls } = own.file.metrics.controls;
    assert.ok(wholeTally && inkShare && effect);
    assert.equal(labelPermutation, null, 'with momentum it is not linear');
    assertAlike({ ...own.file.metrics, controls }, metrics, 'metrics');
    assertAlike(own.inputs, other.inputs, 'inputs');
    assertAlike(own.file.constantInputs, other.file.constantInputs, 'constantInputs');
    assertAlike(own.file.phase1.history, other.file.phase1?.history, 'history of phase 1');
    assertAlike(
      own.file.forks.map(({ name, examples, history }) => ({ name, examples, history })),
      other.file.forks.map(({ name, examples, history }) => ({ name, examples, history })),
      'forks',
    );
    assert.equal(other.file.phase1?.heldOut.accuracy, own.file.phase1.heldOut.accuracy);
  });

  it('record convolutions, with and without biases', async () => {
    const [data, out] = [join(parent(), 'data'), join(parent(), 'convolution')];
    await writeDigits(data, 600, 10);
    python('convolution.py', '--data', data, '--out', out, '--rows', '600');
    const other = await readForeign(out);
    assert.deepEqual(other.file.layers, [
      { name: 'conv1', weight: [8, 1, 5, 5], bias: true },
      { name: 'conv2', weight: [12, 8, 5, 5], bias: false },
      { name: 'classes', weight: [10, 192], bias: true },
    ]);
    const { parameters } = other;
    assert.deepEqual(
      parameters.x.layers.map(({ weight, bias }) => [weight.length, bias.length]),
      [
        [200, 8],
        [2400, 0],
        [1920, 10],
      ],
    );
    assert.equal(parameters.forks.size, 4);
    const metrics = await foreignMetrics(other, new CancelFlag());
    assert.equal(metrics['layer2.bias'], undefined);
    assert.equal(metrics.identity, null);
    assert.equal(metrics.controls.inkAlone, undefined);
    for (const name of ['layer1.weight', 'layer2.weight', 'layer3.weight'] as const)
      assert.ok((metrics[name]?.n ?? 0) > 100, name);
  });

  function python(script: string, ...given: string[]): void {
    const { status, stderr } = spawnSync(PYTHON, [join(EXAMPLES, script), ...given], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    assert.equal(status, 0, stderr);
  }

  async function readForeign(folder: string): Promise<ForeignRun> {
    const found = await readAnyRun(folder);
    assert.ok('ink' in found);
    return found;
  }
});

/** The first of the drawn digits as four IDX files. */
async function writeDigits(folder: string, training: number, test: number): Promise<void> {
  const digits = openDrawnDigits(1);
  await mkdir(folder);
  for (const [prefix, split, count] of [
    ['train', digits.training, training],
    ['t10k', digits.test, test],
  ] as const) {
    const pixels = new Uint8Array(count * 784);
    const labels = new Uint8Array(count);
    for (let row = 0; row < count; row++) {
      labels[row] = split.labelOf(row);
      split.readImage(row, pixels, row * 784);
    }
    await writeFile(
      join(folder, fileNameOf(`${prefix}-images`)),
      encodeIdx({ shape: [count, 28, 28], values: pixels }),
    );
    await writeFile(join(folder, fileNameOf(`${prefix}-labels`)), encodeIdx({ shape: [count], values: labels }));
  }
}

/** All numbers that are expected, as they were found: equal but for rounding. */
function assertAlike(expected: unknown, found: unknown, at: string): void {
  if (typeof expected === 'number' && typeof found === 'number') {
    const most = at.endsWith('.spearman') ? SAME_RANKS : SAME_METRIC * Math.max(1, Math.abs(expected));
    assert.ok(Math.abs(found - expected) <= most, `${at}: ${found}, not ${expected}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof found === 'object' && found !== null, `${at}: ${String(found)}`);
    for (const [key, value] of Object.entries(expected))
      assertAlike(value, (found as Record<string, unknown>)[key], `${at}.${key}`);
  } else assert.equal(found, expected, at);
}
