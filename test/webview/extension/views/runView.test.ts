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
import { type LayerView, withControls } from '../../../../src/model/runView';
import { CONTROL_FINDINGS } from '../../../../src/text/controls';
import { edgeSentence, pixelsHoldSentence } from '../../../../src/text/mapSentences';
import { rankSentence, slopeSentence } from '../../../../src/text/sentences';
import { testLimit } from '../../../harness/limits.cjs';
import { tinyCourse, viewOfStored } from '../../runs';

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
    const view = await viewOfStored('run', stored);
    const { controls, pixelCorrelation, identity, 'layer1.weight': weights } = view.metrics;
    assert.deepEqual(nullsOf({ controls, pixelCorrelation, identity, weights }), ['weights.interval']);
    assert.equal(view.layers[0]?.weights, weights);
    assert.equal(view.pixels.q.length, 784);
    assert.equal(view.pixels.r.length, 784);
    assert.equal(view.inputStatistics?.meanA.length, 784);
  });

  it('of an engine that did not report what is reported now is told as it is, and said not to be known', async () => {
    const { metrics } = stored.file;
    const earlier = Object.fromEntries(
      Object.entries(metrics).map(([name, value]) => {
        if (name === 'controls') return [name, only(value as object, 'neuronPermutation', 'inkAlone', 'residual')];
        if (name === 'pixelCorrelation') return [name, only(value as object, 'mean', 'negative', 'defined')];
        if (!name.startsWith('layer')) return [name, value];
        return [name, only(value as object, 'n', 'r', 'r2', 'slope', 'intercept', 'leftOut', 'interval')];
      }),
    );
    const file = { ...stored.file, metrics: earlier as unknown as RunFile['metrics'] };
    const view = await viewOfStored('run', { ...stored, file, inputs: null });
    assert.equal(view.inputStatistics, null);
    assert.deepEqual(view.metrics, earlier);
    const layer1 = view.layers[0] as LayerView;
    for (const { name, words } of CONTROL_FINDINGS) {
      const isThere = ['shuffled', 'ink', 'residual'].includes(name);
      // What is not there has no place, or is said not to be.
      const value = words(view, layer1)?.value ?? '–';
      assert.match(value, isThere ? /^−?0\.\d{3}$/ : /^(undefined|–)$/, name);
    }
    assert.match(rankSentence(layer1.weights), /not defined/);
    assert.match(slopeSentence(layer1.weights), /is not known here/);
    assert.match(pixelsHoldSentence(view.metrics.pixelCorrelation), /was not asked/);
    assert.match(edgeSentence(view.metrics.pixelCorrelation), /cannot be compared/);
  });
});

describe('a run before it is complete', function () {
  this.timeout(testLimit);

  it('is what it is in the end, but for the controls; with them it is the whole', async () => {
    const { early, controls, run } = await tinyCourse([12, 8]);
    const { controls: none, ...metrics } = early.metrics;
    const { controls: all, measures: _measures, ...whole } = run.metrics;
    assert.deepEqual(metrics, whole);
    assert.deepEqual(none, {});
    assert.ok(early.awaited.includes('neuronPermutation') && early.awaited.includes('residual'));
    assert.deepEqual({ ...early, metrics: null, awaited: [], measures: [] }, { ...run, metrics: null, measures: [] });
    assert.deepEqual(early.measures, run.measures);
    const held = controls.reduce(withControls, early);
    assert.deepEqual(held.awaited, []);
    assert.deepEqual(held.metrics.controls, all);
    // What is drawn of the parameters is not made anew with each of them.
    assert.equal(held.layers, early.layers);
  });
});

function only(value: object, ...names: readonly string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}

/** Paths at which there is null or nothing. */
function nullsOf(value: unknown, path = ''): string[] {
  if (value === null || value === undefined) return [path];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => nullsOf(part, path === '' ? name : `${path}.${name}`));
}
