import assert from 'node:assert/strict';
import { CancelFlag } from '../../src/engine/cancellation';
import { causalFileOf, parseCausalTest } from '../../src/engine/causal/causalFile';
import { noEvidence, parseEvidence } from '../../src/engine/claims/evidence';
import { parseConfig } from '../../src/engine/config';
import { parseConfigText } from '../../src/engine/configText';
import { OpenedRun } from '../../src/engine/opened/openedRun';
import { runNumbersOf } from '../../src/engine/opened/runNumbers';
import { imageOf, layersOf, parseAnyRunFile } from '../../src/engine/runs/foreignFormat';
import { parseRunFile, type RunFile, runParametersOf } from '../../src/engine/runs/runFormat';
import { decodeSafetensors, type StoredTensor } from '../../src/engine/runs/safetensors';
import { cellFileSchema, parseStored, sweepFileSchema } from '../../src/engine/sweep/cellFile';
import { metricsOf } from '../../src/engine/sweep/runMetrics';
import { WHOLE } from '../../src/engine/sweep/shard';
import { parseSweep } from '../../src/engine/sweep/sweep';
import { writtenSweep } from '../../src/engine/sweep/sweepInput';
import { sweepFileOf } from '../../src/engine/sweep/sweepStore';
import { hashOf, parseSelections, runsOf, setOf } from '../../src/extension/selections/selectionFile';
import { parseResults } from '../../src/extension/surgery/surgeryFile';
import { runViewOf } from '../../src/extension/views/runView';
import { INTERVENTION_NAMES } from '../../src/model/interventions';
import { ParameterSet } from '../../src/model/parameterSet';
import { at } from '../engine/support';
import { fuzz } from './fuzzing';
import { mutatedJson } from './mutations';
import { nearlyJson, runFiles, unsealed } from './samples';

const CONFIG = {
  data: 'drawn',
  groups: { a: [1, 7], b: [6, 8] },
  network: { hidden: [20, 10], activation: 'relu', outputActivation: 'identity' },
  optimiser: { name: 'adam', beta1: 0.8 },
  learningRate: 0.001,
  phase1: { rows: 200, tally: 'whole' },
  forks: { untilRow: 500, equalise: true },
  measures: ['fisher', 'weight'],
  seed: 3,
};
const SWEEP = {
  base: { phase1: { rows: 30 }, network: { hidden: [4] } },
  axes: { 'network.activation': ['relu', 'tanh'], learningRate: [0.1, 0.01], seed: [1, 2, 3] },
};
const FOREIGN = {
  format: 'attribution-run',
  formatVersion: 1,
  source: { name: 'PyTorch', version: '2.6.0' },
  layers: [
    { name: 'conv', weight: [4, 1, 3, 3], bias: true },
    { name: 'out', weight: [2, 100], bias: false },
  ],
  started: '2026-01-02T03:04:05Z',
  network: 'LeNet',
  data: { name: 'MNIST' },
  groups: { a: [1, '7'], b: [6, 8] },
  settings: { a: [1, { b: null }] },
  inputShape: [1, 3, 3],
  constantInputs: [0, 8],
  phase1: { examples: 10, history: [{ step: 1, loss: 0.5, accuracy: 0.5 }] },
  forks: [{ name: 'without-1', group: 'a', examples: 5 }],
};
const PERFORMANCE = { margin: -0.5, auc: 0.75, accuracy: 1 };
const BOTH = { a: PERFORMANCE, b: PERFORMANCE, byClass: { 1: PERFORMANCE, 7: PERFORMANCE } };
const CURVE = { ranking: 'x', title: 'x', draw: 0, intervention: INTERVENTION_NAMES[0], selectivity: 0.25 };
const SURGERY = {
  format: 'attribution-surgery',
  version: 1,
  results: [
    {
      name: 'the left arc',
      hash: '0123456789abcdef',
      operation: INTERVENTION_NAMES[0],
      parameters: 3,
      seed: 1,
      engine: '0.1.0',
      images: 40,
      before: BOTH,
      after: BOTH,
      lost: 1,
      gained: 0,
      comparisons: { 'neurons-shuffled': [BOTH], 'pixel-means': [BOTH], random: [BOTH, BOTH] },
    },
  ],
};
const COUNT = 1000;

describe('JSON', () => {
  let runText: string;
  let run: RunFile;
  let tensors: ReadonlyMap<string, StoredTensor>;
  let cell: object;
  let sweepFile: object;
  let selections: object;
  let evidence: object;
  let causal: object;
  before(async () => {
    // Without a seal, so that what is changed gets as far as it can; that a seal tells is tested by itself.
    runText = JSON.stringify(unsealed((await runFiles()).run), undefined, 2);
    run = parseRunFile(runText, 'run.json');
    tensors = decodeSafetensors((await runFiles()).tensors, 'tensors.safetensors');
    const metrics = metricsOf({ ...run, forks: [] } as unknown as Parameters<typeof metricsOf>[0]);
    const { config, data } = run;
    causal = unsealed(
      causalFileOf('abc', 'layer1.weight', [
        {
          seed: 1,
          tensor: 'layer1.weight',
          candidates: 45,
          trained: BOTH,
          initial: BOTH,
          curves: [{ ...CURVE, doses: [{ ...BOTH, percent: 1, weights: 4 }] }],
        },
      ]),
    );
    evidence = unsealed(noEvidence(config, data, [1, 2, 3]));
    cell = {
      format: 'attribution-cell',
      formatVersion: 1,
      sweep: 'abc',
      cell: 1,
      values: [0.1, 'relu'],
      config,
      data,
      status: 'done',
      figures: Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value))),
    };
    sweepFile = unsealed(sweepFileOf(parseSweep(SWEEP), WHOLE));
    const sets = [
      [3, 4, 5, 900],
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 999],
    ].map((members) => ParameterSet.of(COUNT, members));
    selections = {
      format: 'attribution-selections',
      version: 1,
      named: [{ name: 'one', hash: hashOf(at(sets, 0)) }],
      sets: sets.map((set) => ({ hash: hashOf(set), runs: runsOf(set) })),
    };
  });

  fuzz<string>('run.json', () => ({
    fewer: 2,
    made: nearlyJson(JSON.parse(runText || '{"a":1}') as Record<string, unknown>),
    mutated: (random) => mutatedJson(runText, random),
    // The copies that the panel is sent.
    memory: () => 2 ** 19,
    parse: async (text) => {
      const file = parseRunFile(text, 'run.json');
      const { image, sizes, constantInputs } = file;
      assert.equal(image.rows * image.columns, sizes[0]);
      assert.ok(constantInputs.every((input) => input < at(sizes, 0)));
      const parameters = runParametersOf(tensors, file, 'tensors.safetensors');
      const view = runViewOf(
        'a',
        file,
        await runNumbersOf(OpenedRun.of({ folder: '', file, parameters, inputs: null }), new CancelFlag()),
      );
      assert.deepEqual(view.image, image);
    },
  }));

  fuzz<string>('run.json of another system', () => ({
    made: nearlyJson(FOREIGN),
    mutated: (random) => mutatedJson(JSON.stringify(FOREIGN), random),
    parse: (text) => {
      const file = parseAnyRunFile(text, 'run.json');
      for (const { inputs, outputs } of layersOf(file)) assert.ok(inputs >= 1 && outputs >= 1);
      const image = imageOf(file);
      assert.ok(image === null || image.rows * image.columns === layersOf(file)[0]?.inputs);
    },
  }));

  fuzz<string>('the evidence of claims', () => ({
    made: nearlyJson({ ...evidence, format: 'attribution-claims' }),
    mutated: (random) => mutatedJson(JSON.stringify(evidence), random),
    parse: (text) => {
      const { seeds } = parseEvidence(text, 'claims.json');
      assert.ok(seeds.every(Number.isSafeInteger));
    },
  }));

  fuzz<string>('causal.json', () => ({
    made: nearlyJson({ ...causal, format: 'attribution-causal' }),
    mutated: (random) => mutatedJson(JSON.stringify(causal), random),
    parse: (text) => {
      const { findings, configHash } = parseCausalTest(text, 'causal.json', 'abc');
      assert.equal(configHash, 'abc');
      assert.ok(findings.every(({ curves }) => curves.every(({ doses }) => doses.length > 0)));
    },
  }));

  fuzz<string>('surgery.json', () => ({
    made: nearlyJson(SURGERY),
    mutated: (random) => mutatedJson(JSON.stringify(SURGERY), random),
    parse: (text) => {
      for (const { hash, images } of parseResults(text, 'surgery.json')) assert.ok(hash.length === 16 && images >= 0);
    },
  }));

  fuzz<string>('a config', () => ({
    made: nearlyJson(CONFIG),
    mutated: (random) => mutatedJson(JSON.stringify(CONFIG), random),
    parse: (text) => {
      const config = parseConfig(parseConfigText(text));
      assert.deepEqual(parseConfig(structuredClone(config)), config);
    },
  }));

  fuzz<string>('a sweep', () => ({
    fewer: 2,
    made: nearlyJson(SWEEP),
    mutated: (random) => mutatedJson(JSON.stringify(SWEEP), random),
    parse: (text) => {
      const sweep = parseSweep(parseConfigText(text));
      assert.ok(sweep.cells.length >= 1 && sweep.cells.length <= 100_000);
      assert.match(sweep.hash, /^[0-9a-f]{12}$/);
    },
  }));

  fuzz<string>('sweep.json of a folder', () => ({
    made: nearlyJson({ ...sweepFile, format: 'attribution-sweep' }),
    mutated: (random) => mutatedJson(JSON.stringify(sweepFile), random),
    parse: (text) => {
      parseSweep(writtenSweep(parseStored(sweepFileSchema, text, 'sweep.json')));
    },
  }));

  fuzz<string>('a cell', () => ({
    made: nearlyJson({ ...cell, format: 'attribution-cell' }),
    mutated: (random) => mutatedJson(JSON.stringify(cell), random),
    parse: (text) => {
      const { cell: number, figures } = parseStored(cellFileSchema, text, '1.json');
      assert.ok(number >= 1 && Object.values(figures).every(Number.isFinite));
    },
  }));

  fuzz<string>('selections.json', () => ({
    refusals: [RangeError],
    // For every set its bits, and a copy of them.
    memory: () => 400 * COUNT,
    made: nearlyJson({ ...selections, format: 'attribution-selections' }),
    mutated: (random) => mutatedJson(JSON.stringify(selections), random),
    parse: (text) => {
      const file = parseSelections(text, 'selections.json');
      for (const { hash } of file.sets) {
        const set = setOf(file, hash, COUNT, '');
        assert.equal(hashOf(set), hash);
        assert.ok(set.size <= COUNT);
      }
    },
  }));
});
