import { deepEqual, equal } from 'node:assert/strict';
import { outlineOfMessage } from '../../../src/extension/panel/router';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import type { FromPanel } from '../../../src/model/panelProtocol';

/** One intent of each type; a type that is missing here does not compile. */
const intents: { [Type in FromPanel['type']]: Extract<FromPanel, { type: Type }> } = {
  ready: { type: 'ready' },
  drawn: { type: 'drawn', runId: 'run-1' },
  openWeight: { type: 'openWeight', layer: 1, neuron: 0, input: 783 },
  openBias: { type: 'openBias', layer: 2, neuron: 1 },
  openInput: { type: 'openInput', input: 0 },
  measure: { type: 'measure', runId: 'run-1', name: 'root-fisher', layer: 1 },
  layer: { type: 'layer', runId: 'run-1', layer: 2 },
  figures: { type: 'figures', runId: 'run-1' },
  meeting: {
    ...{ type: 'meeting', runId: 'run-1', request: 1, layer: 2 },
    query: { x: [0.5, 1], y: null, neurons: [[0, 9]], inputs: null, rows: null, columns: null, tensors: 'all' },
  },
  runCausalTest: { type: 'runCausalTest', seeds: 3 },
  cancelCausalTest: { type: 'cancelCausalTest' },
  start: { type: 'start' },
  cancel: { type: 'cancel' },
  resume: { type: 'resume' },
  back: { type: 'back' },
  runNextSeed: { type: 'runNextSeed' },
  replicate: { type: 'replicate' },
  runOnMnist: { type: 'runOnMnist' },
  runOnFolder: { type: 'runOnFolder' },
  openConfig: { type: 'openConfig' },
  showLog: { type: 'showLog' },
  select: {
    type: 'select',
    selection: { runId: 'run-1', bits: Uint8Array.of(5, 1), primary: { layer: 1, neuron: 3 } },
  },
  point: { type: 'point', runId: 'run-1', parameter: null },
  openSelection: { type: 'openSelection' },
  saveSelection: { type: 'saveSelection' },
  copyLink: { type: 'copyLink' },
  operate: { type: 'operate', runId: 'run-1', request: 3, operation: 'graft', bits: Uint8Array.of(5, 1) },
  compareForks: { type: 'compareForks', layer: 1, neuron: 42 },
  keepSelection: { type: 'keepSelection', name: 'the left arc' },
  forgetSelection: { type: 'forgetSelection', name: 'the left arc' },
  exportAll: { type: 'exportAll' },
  exportReport: {
    type: 'exportReport',
    pictures: [{ plot: 'weights', title: 'Weights', note: '', light: Uint8Array.of(60), dark: Uint8Array.of(60) }],
  },
  savePicture: { type: 'savePicture', name: 'weights', format: 'png', bytes: Uint8Array.of(137) },
};

/** What a page that is not ours might say. */
const refused: readonly [title: string, message: unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'ready'],
  ['a list', [{ type: 'ready' }]],
  ['no type', {}],
  ['an unknown type', { type: 'deleteRun' }],
  ['a type that is no text', { type: ['ready'] }],
  ['the name of something every object has', { type: 'toString' }],
  ['the name of the prototype', JSON.parse('{ "type": "__proto__" }')],
  ['an intent inside the prototype key', JSON.parse('{ "__proto__": { "type": "start" } }')],
  ['a negative neuron', { type: 'openWeight', layer: 1, neuron: -1, input: 0 }],
  ['half a neuron', { type: 'openBias', layer: 1, neuron: 0.5 }],
  ['a neuron without end', { type: 'openBias', layer: 1, neuron: Number.POSITIVE_INFINITY }],
  ['a neuron that is no number', { type: 'openBias', layer: 1, neuron: Number.NaN }],
  ['a neuron as text', { type: 'openBias', layer: 1, neuron: '3' }],
  ['a neuron beyond the exact numbers', { type: 'openBias', layer: 1, neuron: 2 ** 60 }],
  [
    'an operation that there is not',
    { type: 'operate', runId: 'a', request: 1, operation: 'freeze', bits: Uint8Array.of(1) },
  ],
  ['layer 0', { type: 'openBias', layer: 0, neuron: 0 }],
  ['a weight without its input', { type: 'openWeight', layer: 1, neuron: 0 }],
  ['a negative input', { type: 'openInput', input: -1 }],
  ['a selection of numbers that are no bytes', { type: 'select', selection: { runId: 'a', bits: [1], primary: null } }],
  [
    'a selection of a run that could be a path',
    { type: 'select', selection: { runId: '../a', bits: Uint8Array.of(1), primary: null } },
  ],
  ['a parameter below 0', { type: 'point', runId: 'a', parameter: -1 }],
  ['a name of nothing but spaces', { type: 'keepSelection', name: '  ' }],
  ['a picture of a kind that is not made', { type: 'savePicture', name: 'a', format: 'exe', bytes: Uint8Array.of(1) }],
];

describe('what a panel may say', () => {
  for (const [type, intent] of Object.entries(intents)) {
    it(`is ${type}`, () => {
      deepEqual(parseFromPanel(structuredClone(intent)), intent);
    });
  }

  for (const [title, message] of refused) {
    it(`is not ${title}`, () => {
      equal(parseFromPanel(message), undefined);
    });
  }

  it('is put into the log in a line, however large it is and wherever it leads', () => {
    const round: Record<string, unknown> = { type: 'x'.repeat(1e6), large: new Uint8Array(1e6), big: 1n };
    round['round'] = round;
    equal(parseFromPanel(round), undefined);
    equal(outlineOfMessage(round), `type "${'x'.repeat(100)}", keys ["type","large","big","round"]`);
    equal(outlineOfMessage(5n), 'bigint 5');
    equal(outlineOfMessage(null), 'object null');
  });

  it('is taken over without anything that was said besides', () => {
    deepEqual(parseFromPanel({ type: 'start', path: '/etc/passwd' }), { type: 'start' });
    deepEqual(parseFromPanel(JSON.parse('{ "type": "openInput", "input": 4, "__proto__": { "layer": 1 } }')), {
      type: 'openInput',
      input: 4,
    });
  });
});
