import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../../../src/engine/cancellation';
import { parseConfig } from '../../../../src/engine/config';
import { runAndKeep } from '../../../../src/engine/runAndKeep';
import type { RunFile } from '../../../../src/engine/runs/runFormat';
import { readRun, type StoredRun } from '../../../../src/engine/runs/runStore';
import { thisThread } from '../../../../src/engine/training/trainer';
import { runViewOf } from '../../../../src/extension/views/runView';
import { testLimit } from '../../../harness/limits.cjs';

describe('a run as the panel is told of it', function () {
  this.timeout(testLimit);
  let stored: StoredRun;
  before(async () => {
    const scratch = await mkdtemp(join(tmpdir(), 'attribution-view-'));
    try {
      const config = parseConfig({ network: { hidden: [8] }, phase1: { rows: 300 }, forks: { untilRow: 800 } });
      const runFolder = join(scratch, 'run');
      const keeping = { cacheFolder: scratch, runFolder, cancel: new CancelFlag(), executors: [thisThread] };
      for await (const _event of runAndKeep(config, keeping)) {
        // Only the run is wanted.
      }
      stored = await readRun(runFolder);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });

  it('has every figure', async () => {
    const view = await runViewOf('run', stored);
    assert.deepEqual(nullsOf({ figures: view.figures, weights: view.layers[0]?.weights }), ['weights.interval']);
    assert.equal(view.pixels.q.length, 784);
    assert.equal(view.pixels.r, view.pixelCorrelation);
    assert.equal(view.inputStatistics?.meanA.length, 784);
  });

  it('of an engine that did not report what is reported now has null in its place', async () => {
    const { metrics } = stored.file;
    const earlier = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => {
        if (name === 'controls') return [name, only(value, 'neuronPermutation', 'inkAlone', 'residual')];
        if (name === 'pixelCorrelation') return [name, only(value, 'mean', 'negative', 'defined')];
        if (!name.startsWith('layer')) return [name, value];
        return [name, only(value, 'n', 'r', 'r2', 'slope', 'intercept', 'leftOut', 'interval')];
      }),
    );
    const file = { ...stored.file, metrics: earlier as unknown as RunFile['metrics'] };
    const view = await runViewOf('run', { ...stored, file, inputs: null });
    assert.equal(view.inputStatistics, null);
    const names = nullsOf({ figures: view.figures, weights: view.layers[0]?.weights });
    assert.deepEqual(new Set(names), new Set(LATER));
  });
});

/** What the first engine did not report, and the interval that weights never have. */
const LATER = [
  'figures.pixelPermutation',
  'figures.jointPermutation',
  'figures.decomposition',
  'figures.withoutConstant',
  'figures.wholeTally',
  'figures.logRatios',
  'figures.bootstrap',
  'figures.clusterPurity',
  'figures.pixelCorrelation.frame',
  'figures.pixelCorrelation.holding',
  'weights.band',
  'weights.interval',
  'weights.spearman',
];

function only(value: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

/** Paths at which there is null or nothing. */
function nullsOf(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => nullsOf(part, path === '' ? name : `${path}.${name}`));
}
