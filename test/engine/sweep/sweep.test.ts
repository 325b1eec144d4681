import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseConfig } from '../../../src/engine/config';
import { parseConfigText } from '../../../src/engine/configText';
import { ConfigError } from '../../../src/engine/errors';
import { PRESETS } from '../../../src/engine/sweep/presets';
import { belongsTo, parseShard } from '../../../src/engine/sweep/shard';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import { configKeys, sweepJsonSchema } from '../../../src/engine/sweep/sweepSchema';
import { at } from '../support';

/** The lines of the ConfigError that a sweep is refused with. */
function refusal(input: unknown): string[] {
  try {
    parseSweep(input);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return assert.fail('not refused');
}

describe('a sweep file', () => {
  it('is the product of its axes in the order in which they are written, the last one fastest', () => {
    const { cells } = parseSweep({
      base: { learningRate: 0.5, network: { hidden: [3] } },
      axes: { seed: [4, 2], 'network.activation': ['tanh', 'relu'], 'groups.a': [[0, 1]] },
    });
    assert.deepEqual(
      cells.map(({ number, values }) => [number, ...values]),
      [
        [1, 4, 'tanh', [0, 1]],
        [2, 4, 'relu', [0, 1]],
        [3, 2, 'tanh', [0, 1]],
        [4, 2, 'relu', [0, 1]],
      ],
    );
    assert.deepEqual(
      at(cells, 1).config,
      parseConfig({
        learningRate: 0.5,
        seed: 4,
        network: { hidden: [3], activation: 'relu' },
        groups: { a: [0, 1] },
      }),
    );
  });

  it('may set any key by its path: whole objects, lists, and keys of an optimiser', () => {
    const { cells } = parseSweep({
      base: { optimiser: { name: 'momentum' } },
      axes: {
        'optimiser.momentum': [0.1, 0.2],
        groups: [{ a: [2, 3], b: [4, 5] }],
        'network.hidden': [[5], [5, 4]],
        data: ['mnist'],
        'phase1.tally': ['whole'],
      },
    });
    const { optimiser, groups, network, data, phase1 } = at(cells, 3).config;
    assert.deepEqual(optimiser, { name: 'momentum', momentum: 0.2 });
    assert.deepEqual([groups, network.hidden, data], [{ a: [2, 3], b: [4, 5] }, [5, 4], 'mnist']);
    assert.equal(phase1.tally, 'whole');
  });

  it('may set a share of routing, whose ends are the routings with a name', () => {
    const { cells } = parseSweep({ axes: { 'routing.share': [0, 0.3, 1] } });
    assert.deepEqual(
      cells.map(({ config }) => config.routing),
      ['none', { share: 0.3 }, 'halves'],
    );
    assert.deepEqual(refusal({ axes: { 'routing.share': [0.3, 3] } }), [
      'cell 2 (routing.share 3): routing.share: found 3; expected a number of at most 1',
    ]);
    assert.deepEqual(refusal({ base: { routing: 'halves' }, axes: { 'routing.share': [0.3] } }), [
      'cell 1 (routing.share 0.3): routing: found "halves"; expected an object with keys, { … }',
    ]);
  });

  it('has a hash of what its cells are and in which order they stand, however its base is written', () => {
    const hash = (input: unknown) => parseSweep(input).hash;
    const axes = { seed: [1, 2], learningRate: [0.1, 0.2] };
    const one = hash({ base: { phase1: { rows: 9 }, order: 'file' }, axes });
    assert.match(one, /^[0-9a-f]{12}$/);
    assert.equal(hash({ axes, base: { phase1: { rows: 9, tally: 'second-half' } } }), one);
    const others = [
      { base: { phase1: { rows: 10 } }, axes },
      { base: { phase1: { rows: 9 } }, axes: { learningRate: [0.1, 0.2], seed: [1, 2] } },
      { base: { phase1: { rows: 9 } }, axes: { seed: [2, 1], learningRate: [0.1, 0.2] } },
    ];
    assert.equal(new Set([one, ...others.map(hash)]).size, 4);
    const besides = (orders: number) => hash({ base: { phase1: { rows: 9 } }, axes, orders });
    assert.equal(new Set([one, besides(2), besides(3)]).size, 3);
  });

  it('is refused with every mistake named', () => {
    assert.deepEqual(refusal({ bse: {}, axes: { learningrate: [1], seed: [], loss: 'squared' } }), [
      'axes.loss: found "squared"; expected a list, [ … ]',
      'axes.seed: found []; expected at least 1 entry',
      `axes.learningrate: found an unknown key; expected one of ${[...configKeys().keys()].join(', ')}`,
      'bse: found an unknown key; expected one of preset, base, axes, orders',
    ]);
    assert.deepEqual(refusal({}), ['axes: found no axis; expected at least one, such as "seed": [1, 2, 3]']);
    assert.deepEqual(refusal([]), ['config: found []; expected an object with keys, { … }']);
    assert.deepEqual(refusal({ base: 3, axes: { seed: [1] } }), ['base: found 3; expected an object with keys, { … }']);
    assert.deepEqual(refusal({ preset: 'post' }), [
      'preset: found "post"; expected one of "activations-at-matched-loss", "detection-limit", "label-noise"',
    ]);
    assert.deepEqual(refusal({ axes: { network: [{}], 'network.hidden': [[1]], seed: [3, 4, 3] } }), [
      'axes.network.hidden: found a key within network, an axis too; expected one axis or the other',
      'axes.seed[2]: found 3 a second time; expected every value once',
    ]);
    const many = Array.from({ length: 400 }, (_, index) => index);
    assert.deepEqual(refusal({ axes: { seed: many, 'drawn.seed': many } }), [
      'axes: found 160000 cells; expected at most 100000',
    ]);
  });

  it('is refused before copies are made of what is too long for a config', () => {
    const long = 'x'.repeat(20_000);
    assert.deepEqual(refusal({ base: { data: long }, axes: { seed: [1], data: ['a', long] } }), [
      'base: found a config of 20011 characters; expected at most 16384',
      'axes.data[1]: found 20002 characters; expected at most 16384',
    ]);
    const same = new Array<number>(1_000_000).fill(1);
    assert.equal(refusal({ axes: { seed: same } }).length, 100);
  });

  it('is refused when one cell cannot be run, and the cell is named', () => {
    assert.deepEqual(refusal({ axes: { learningRate: [0.1, -1], seed: [1, 2] } }), [
      'cell 3 (learningRate -1, seed 1) and 1 more: learningRate: found -1; expected a number greater than 0',
    ]);
    // What each value allows by itself, but not beside another.
    assert.deepEqual(refusal({ axes: { 'phase1.rows': [10, 30], 'forks.untilRow': [20, 40] } }), [
      'cell 3 (phase1.rows 30, forks.untilRow 20): forks.untilRow: found 20; expected a row after phase1.rows (30), so that the forks have something to learn from',
    ]);
    assert.deepEqual(refusal({ base: { order: 'random' }, axes: { seed: [1, 2] } }), [
      'base.order: found "random"; expected one of "file", "shuffled"',
    ]);
    assert.deepEqual(refusal({ base: { network: 5 }, axes: { 'network.activation': ['relu'] } }), [
      'cell 1 (network.activation relu): network: found 5; expected an object with keys, { … }',
    ]);
  });

  it('reaches no prototype', () => {
    for (const text of [
      '{ "__proto__": { "axes": {} }, "axes": { "seed": [1] } }',
      '{ "base": { "__proto__": { "seed": 5 } }, "axes": { "learningRate": [1] } }',
      '{ "axes": { "__proto__": [1] } }',
    ]) {
      assert.throws(() => parseConfigText(text), ConfigError, text);
      assert.throws(() => parseSweep(JSON.parse(text)), ConfigError, text);
    }
    for (const key of ['constructor', 'constructor.prototype.x', 'network.__proto__', '__proto__.x'])
      assert.match(at(refusal({ axes: { [key]: [1] } }), 0), /found an unknown key; expected one of data, /);
    assert.equal(({} as { x?: unknown }).x, undefined);
  });

  it('has a JSON Schema that knows what every axis may hold', () => {
    const schema = sweepJsonSchema() as {
      readonly properties: Readonly<
        Record<string, { readonly properties: Readonly<Record<string, { readonly items: object }>> }>
      >;
    };
    assert.deepEqual(Object.keys(schema.properties), ['preset', 'base', 'axes', 'orders']);
    const axes = schema.properties['axes']?.properties ?? {};
    assert.deepEqual(Object.keys(axes), [...configKeys().keys()]);
    for (const [found, expected] of [
      [axes['learningRate']?.items ?? {}, { type: 'number', exclusiveMinimum: 0 }],
      [axes['loss']?.items ?? {}, { enum: ['squared', 'cross-entropy'] }],
      [schema.properties['base']?.properties['seed'] ?? {}, { type: 'integer', minimum: 0 }],
    ]) {
      assert.deepEqual({ ...found, ...expected }, found);
    }
  });
});

describe('a preset', () => {
  it('fills in base and axes; a file may give its own', () => {
    const preset = 'activations-at-matched-loss';
    const whole = parseSweep({ preset });
    assert.equal(whole.cells.length, 8 * 6 * 3);
    assert.deepEqual(whole.axes, PRESETS[preset].axes);
    assert.ok(whole.cells.every(({ config }) => config.data === 'mnist'));
    const small = parseSweep({
      preset,
      base: { data: 'drawn', learningRate: 0.5 },
      axes: { learningRate: [0.1, 0.5], 'network.activation': ['relu', 'softplus'] },
    });
    assert.equal(small.cells.length, 4);
    assert.ok(
      small.cells.every(({ config }) => config.data === 'drawn' && config.network.outputActivation === 'softplus'),
    );
  });

  it('is refused with axes that cannot answer it', () => {
    const preset = 'activations-at-matched-loss';
    assert.deepEqual(refusal({ preset, axes: { learningRate: [0.1], loss: ['squared'] } }), [
      'axes.loss: found an axis of another question; expected network.activation, learningRate and seed alone with this preset',
      'axes.network.activation: found nothing; expected values with "softplus" among them, the activation of the reference',
      'axes.learningRate: found [0.1]; expected values with 0.0001 among them, the learning rate of the reference, which is that of the base',
    ]);
  });
});

describe('a shard', () => {
  it('is written I/N, with I from 1 to N, and nothing else', () => {
    assert.deepEqual(parseShard('2/3'), { index: 2, count: 3 });
    assert.deepEqual(parseShard('1/1'), { index: 1, count: 1 });
    for (const text of [
      '0/3',
      '4/3',
      '3',
      '/3',
      '1/',
      '1/0',
      '-1/3',
      '1.5/3',
      '1/3/3',
      '01/3',
      ' 1/3',
      '1/3x',
      'a/b',
      '',
    ])
      assert.equal(parseShard(text), undefined, text);
  });

  it('has every N-th cell: each cell is in exactly one of them', () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6, 7].filter((cell) => belongsTo({ index: 2, count: 3 }, cell)),
      [2, 5],
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1000 }), (count, cell) => {
        const shards = Array.from({ length: count }, (_, index) => ({ index: index + 1, count }));
        return shards.filter((shard) => belongsTo(shard, cell)).length === 1;
      }),
    );
  });
});
