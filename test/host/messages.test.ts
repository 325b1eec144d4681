import { deepEqual, equal } from 'node:assert/strict';
import { parseFromPanel } from '../../src/extension/panel/messages';
import type { FromPanel } from '../../src/shared/panelProtocol';

/** One intent of each type; a type that is missing here does not compile. */
const intents: { [Type in FromPanel['type']]: Extract<FromPanel, { type: Type }> } = {
  ready: { type: 'ready' },
  openWeight: { type: 'openWeight', layer: 1, neuron: 0, input: 783 },
  openBias: { type: 'openBias', layer: 2, neuron: 1 },
  openInput: { type: 'openInput', input: 0 },
  start: { type: 'start' },
  cancel: { type: 'cancel' },
  runNextSeed: { type: 'runNextSeed' },
  runOnMnist: { type: 'runOnMnist' },
  runOnFolder: { type: 'runOnFolder' },
  openConfig: { type: 'openConfig' },
  showLog: { type: 'showLog' },
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
  ['layer 0', { type: 'openBias', layer: 0, neuron: 0 }],
  ['a weight without its input', { type: 'openWeight', layer: 1, neuron: 0 }],
  ['a negative input', { type: 'openInput', input: -1 }],
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

  it('is taken over without anything that was said besides', () => {
    deepEqual(parseFromPanel({ type: 'start', path: '/etc/passwd' }), { type: 'start' });
    deepEqual(parseFromPanel(JSON.parse('{ "type": "openInput", "input": 4, "__proto__": { "layer": 1 } }')), {
      type: 'openInput',
      input: 4,
    });
  });
});
