import assert from 'node:assert/strict';
import { configHash, parseConfig } from '../../src/engine/config';
import { parseConfigText } from '../../src/engine/configText';
import { ConfigError, describeMistake, type Mistake } from '../../src/engine/errors';
import { at } from './support';

function mistakesOf(action: () => unknown): readonly Mistake[] {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return assert.fail('was not refused');
}

describe('config', () => {
  it('has the defaults of the experiment’s definition', () => {
    assert.deepEqual(parseConfig({}), {
      data: 'drawn',
      drawn: { seed: 1 },
      groups: { a: [1, 7], b: [6, 8] },
      network: { hidden: [100], activation: 'softplus', outputActivation: 'softplus' },
      loss: 'squared',
      optimiser: { name: 'sgd' },
      learningRate: 0.0001,
      routing: 'none',
      order: 'file',
      phase1: { rows: 12000, tally: 'second-half' },
      forks: { equalise: false },
      measures: ['root-fisher', 'synaptic-intelligence', 'weight', 'weight-change'],
      seed: 1,
    });
    assert.deepEqual(parseConfig({ optimiser: { name: 'momentum' } }).optimiser, { name: 'momentum', momentum: 0.9 });
    const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    assert.deepEqual(parseConfig({ optimiser: { name: 'adam' } }).optimiser, adam);
  });

  it('the output activation is that of the hidden layers, or identity with cross-entropy', () => {
    const outputOf = (input: object) => parseConfig(input).network.outputActivation;
    assert.equal(outputOf({ network: { activation: 'tanh' } }), 'tanh');
    assert.equal(outputOf({ network: { activation: 'tanh', outputActivation: 'sigmoid' } }), 'sigmoid');
    assert.equal(outputOf({ network: { activation: 'tanh' }, loss: 'cross-entropy' }), 'identity');
    assert.equal(outputOf({ network: { outputActivation: 'identity' }, loss: 'cross-entropy' }), 'identity');
  });

  it('a parsed config parses to itself', () => {
    const config = parseConfig({ optimiser: { name: 'adam' }, loss: 'cross-entropy', forks: { untilRow: 20000 } });
    assert.deepEqual(parseConfig(config), config);
  });

  it('has a hash of its own', () => {
    assert.match(configHash(parseConfig({})), /^[0-9a-f]{12}$/);
    assert.equal(configHash(parseConfig({})), configHash(parseConfig({ seed: 1 })));
    assert.notEqual(configHash(parseConfig({})), configHash(parseConfig({ seed: 2 })));
  });

  it('a share of routing that has a name is that, and every other an experiment of its own', () => {
    const hashOf = (routing: unknown) => configHash(parseConfig({ routing }));
    assert.deepEqual([hashOf({ share: 0 }), hashOf({ share: 1 })], [hashOf('none'), hashOf('halves')]);
    // As they were when there were no shares.
    assert.deepEqual([hashOf('none'), hashOf('halves')], ['5f6d330d0dce', '347c177bfb12']);
    assert.equal(new Set(['none', 'halves', { share: 0.3 }, { share: 0.31 }].map(hashOf)).size, 4);
    const config = parseConfig({ routing: { share: 0.3 }, forks: { untilRow: 20000 } });
    assert.deepEqual(parseConfig(config), config);
  });

  it('no label noise is that of a config without the key, and every share an experiment of its own', () => {
    const hashOf = (labelNoise?: number) => configHash(parseConfig(labelNoise === undefined ? {} : { labelNoise }));
    // As it was when there was no such key.
    assert.deepEqual([hashOf(), hashOf(0)], ['5f6d330d0dce', '5f6d330d0dce']);
    assert.deepEqual(parseConfig({ labelNoise: 0 }), parseConfig({}));
    assert.equal(new Set([0, 0.1, 0.11, 0.5, 1].map(hashOf)).size, 5);
    const config = parseConfig({ labelNoise: 0.1, forks: { untilRow: 20000 } });
    assert.deepEqual(parseConfig(config), config);
    assert.equal(JSON.stringify(parseConfig(config)), JSON.stringify(config));
  });

  it('hashes alike in whatever order the keys were set', () => {
    const config = parseConfig({ forks: { untilRow: 20000, equalise: true } });
    const { forks, ...others } = config;
    const shuffled = { forks: { equalise: forks.equalise, untilRow: 20000 }, ...others };
    assert.equal(configHash(shuffled), configHash(config));
    assert.notEqual(configHash({ ...shuffled, forks: { equalise: false, untilRow: 20000 } }), configHash(config));
  });
});

describe('config mistakes', () => {
  /** input → path, what the message says was found, what it says is allowed */
  const refusals: readonly (readonly [name: string, unknown, path: string, found: RegExp, expected: RegExp])[] = [
    ['an unknown key', { sede: 1 }, 'sede', /unknown key/, /learningRate.*seed/],
    ['a key without a name', { phase1: { '': 1 } }, 'phase1.""', /unknown key/, /^one of rows, tally$/],
    ['an unknown nested key', { phase1: { row: 5 } }, 'phase1.row', /unknown key/, /^one of rows, tally$/],
    ['an unknown key of a nested default', { drawn: { x: 1 } }, 'drawn.x', /unknown key/, /^seed alone$/],
    [
      'a key of another optimiser',
      { optimiser: { name: 'momentum', beta1: 0.5 } },
      'optimiser.beta1',
      /unknown key/,
      /^one of name, momentum$/,
    ],
    [
      'a key that plain SGD has not',
      { optimiser: { name: 'sgd', momentum: 0.5 } },
      'optimiser.momentum',
      /unknown/,
      /^name alone$/,
    ],
    [
      'an unknown optimiser',
      { optimiser: { name: 'adamw' } },
      'optimiser.name',
      /"adamw"/,
      /"sgd", "momentum", "adam"/,
    ],
    ['an optimiser without a name', { optimiser: {} }, 'optimiser.name', /nothing/, /"sgd", "momentum", "adam"/],
    ['an optimiser by its name alone', { optimiser: 'adam' }, 'optimiser', /"adam"/, /object with keys/],
    ['a text for a number', { learningRate: '0.1' }, 'learningRate', /^"0.1"$/, /number/],
    ['a fraction for a count', { phase1: { rows: 10.5 } }, 'phase1.rows', /^10.5$/, /whole number/],
    ['a number for a text', { data: 5 }, 'data', /^5$/, /text/],
    ['an empty text', { data: '' }, 'data', /^""$/, /not empty/],
    ['a number for a list', { groups: { a: 1 } }, 'groups.a', /^1$/, /list/],
    ['a list for an object', { network: [100] }, 'network', /^\[100\]$/, /object/],
    ['a text in a list', { groups: { b: [6, '8'] } }, 'groups.b[1]', /^"8"$/, /number/],
    ['null', { seed: null }, 'seed', /^null$/, /number/],
    ['a text for true or false', { forks: { equalise: 'yes' } }, 'forks.equalise', /^"yes"$/, /true or false/],
    ['another choice', { order: 'random' }, 'order', /^"random"$/, /^one of "file", "shuffled"$/],
    ['an unknown activation', { network: { activation: 'swish' } }, 'network.activation', /^"swish"$/, /"leaky relu"/],
    ['a list for the whole config', [], 'config', /^\[\]$/, /object/],
    ['nothing for the whole config', undefined, 'config', /nothing/, /object/],
    ['a group of one class', { groups: { a: [1] } }, 'groups.a', /^\[1\]$/, /at least 2 entries/],
    ['a class in both groups', { groups: { a: [1, 7], b: [6, 7] } }, 'groups.b[1]', /^7, .*groups.a/, /one group only/],
    ['a class twice in a group', { groups: { b: [6, 8, 6] } }, 'groups.b[2]', /^6 a second time/, /once/],
    ['a class below 0', { groups: { a: [-1, 7] } }, 'groups.a[0]', /^-1$/, /at least 0/],
    ['a class that no byte holds', { groups: { a: [1, 256] } }, 'groups.a[1]', /^256$/, /at most 255/],
    ['a rate of 0', { learningRate: 0 }, 'learningRate', /^0$/, /greater than 0/],
    ['a negative rate', { learningRate: -0.1 }, 'learningRate', /^-0.1$/, /greater than 0/],
    ['a rate that is no number', { learningRate: Number.NaN }, 'learningRate', /^NaN$/, /number/],
    ['an infinite rate', { learningRate: Infinity }, 'learningRate', /^Infinity$/, /finite number/],
    ['momentum of 1', { optimiser: { name: 'momentum', momentum: 1 } }, 'optimiser.momentum', /^1$/, /smaller than 1/],
    ['epsilon of 0', { optimiser: { name: 'adam', epsilon: 0 } }, 'optimiser.epsilon', /^0$/, /greater than 0/],
    ['no hidden layer', { network: { hidden: [] } }, 'network.hidden', /^\[\]$/, /at least 1 entry/],
    ['a layer without neurons', { network: { hidden: [5, 0] } }, 'network.hidden[1]', /^0$/, /at least 1/],
    ['a negative seed', { seed: -1 }, 'seed', /^-1$/, /at least 0/],
    ['a seed beyond exact integers', { seed: 2 ** 53 }, 'seed', /^9007199254740992$/, /9007199254740991/],
    [
      'an output activation with cross-entropy',
      { loss: 'cross-entropy', network: { outputActivation: 'softplus' } },
      'network.outputActivation',
      /^"softplus"$/,
      /"identity".*cross-entropy/,
    ],
    [
      'gradient routing with two hidden layers',
      { routing: 'halves', network: { hidden: [9, 6] } },
      'network.hidden',
      /^\[9,6\]$/,
      /one hidden layer/,
    ],
    ['a seed of shuffles where nothing is shuffled', { orderSeed: 2 }, 'orderSeed', /^2$/, /nothing with order "file"/],
    [
      'gradient routing of one neuron',
      { routing: 'halves', network: { hidden: [1] } },
      'network.hidden',
      /^\[1\]$/,
      /at least 2 neurons/,
    ],
    [
      'gradient routing with an optimiser that remembers',
      { routing: 'halves', optimiser: { name: 'momentum' } },
      'optimiser.name',
      /^"momentum"$/,
      /"sgd" with routing/,
    ],
    [
      'a routing that is none',
      { routing: 'halfs' },
      'routing',
      /^"halfs"$/,
      /^one of "none", "halves", \{ "share": 0 … 1 \}$/,
    ],
    [
      'a routing that is a number',
      { routing: 0.3 },
      'routing',
      /^0.3$/,
      /^one of "none", "halves", \{ "share": 0 … 1 \}$/,
    ],
    [
      'a routing that is a list',
      { routing: [0.3] },
      'routing',
      /^\[0.3\]$/,
      /^one of "none", "halves", \{ "share": 0 … 1 \}$/,
    ],
    ['a share that is a text', { routing: { share: '30 %' } }, 'routing.share', /^"30 %"$/, /a finite number/],
    ['a share beyond 1', { routing: { share: 30 } }, 'routing.share', /^30$/, /at most 1/],
    ['label noise that is a text', { labelNoise: '30 %' }, 'labelNoise', /^"30 %"$/, /a finite number/],
    ['label noise in percent', { labelNoise: 30 }, 'labelNoise', /^30$/, /at most 1/],
    ['negative label noise', { labelNoise: -0.1 }, 'labelNoise', /^-0.1$/, /at least 0/],
    ['a negative share', { routing: { share: -0.1 } }, 'routing.share', /^-0.1$/, /at least 0/],
    [
      'routing of another key',
      { routing: { share: 0.1, part: 1 } },
      'routing.part',
      /^an unknown key$/,
      /^share alone$/,
    ],
    [
      'a share of which a group has no neuron',
      { routing: { share: 0.1 }, network: { hidden: [14] } },
      'routing.share',
      /^0\.1, which is less than 2 of 14 neurons$/,
      /each group has a neuron/,
    ],
    [
      'a share of two hidden layers',
      { routing: { share: 0.5 }, network: { hidden: [9, 6] } },
      'network.hidden',
      /^\[9,6\]$/,
      /one hidden layer of at least 2 neurons with routing of a share/,
    ],
    [
      'a share with an optimiser that remembers',
      { routing: { share: 0.5 }, optimiser: { name: 'adam' } },
      'optimiser.name',
      /^"adam"$/,
      /"sgd" with routing of a share/,
    ],
    [
      'an unknown measure',
      { measures: ['fisher', 'hessian'] },
      'measures[1]',
      /^"hessian"$/,
      /"root-fisher", "fisher"/,
    ],
    ['a measure twice', { measures: ['fisher', 'weight', 'fisher'] }, 'measures[2]', /"fisher" a second time/, /once/],
    [
      'forks that end where they begin',
      { phase1: { rows: 500 }, forks: { untilRow: 500 } },
      'forks.untilRow',
      /^500$/,
      /after phase1.rows \(500\)/,
    ],
    [
      'forks that end before the default phase 1 does',
      { forks: { untilRow: 800 } },
      'forks.untilRow',
      /^800$/,
      /12000/,
    ],
  ];
  for (const [name, input, path, found, expected] of refusals) {
    it(name, () => {
      const mistakes = mistakesOf(() => parseConfig(input));
      assert.equal(mistakes.length, 1, JSON.stringify(mistakes));
      const mistake = at(mistakes, 0);
      assert.equal(mistake.path, path);
      assert.match(mistake.found, found);
      assert.match(mistake.expected, expected);
    });
  }

  it('a text that is none of those that a key of several kinds may have can be mended by one of them', () => {
    assert.deepEqual(
      at(
        mistakesOf(() => parseConfig({ routing: 'halfs' })),
        0,
      ).allowed,
      ['none', 'halves'],
    );
    assert.deepEqual(
      at(
        mistakesOf(() => parseConfig({ routing: { share: 1, shre: 1 } })),
        0,
      ).allowed,
      ['share'],
    );
  });

  it('several are reported together, one line each', () => {
    const input = { sede: 1, also: 2, phase1: { rows: 'many', tally: 'some' }, learningRate: -1, groups: { a: [1] } };
    const mistakes = mistakesOf(() => parseConfig(input));
    assert.deepEqual(
      new Set(mistakes.map(({ path }) => path)),
      new Set(['sede', 'also', 'phase1.rows', 'phase1.tally', 'learningRate', 'groups.a']),
    );
    assert.equal(new ConfigError(mistakes).message, mistakes.map(describeMistake).join('\n'));
    assert.equal(new ConfigError(mistakes).message.split('\n').length, 6);
  });

  it('contradictions are reported together too', () => {
    const input = {
      groups: { a: [1, 1], b: [1, 8] },
      loss: 'cross-entropy',
      network: { outputActivation: 'relu' },
      forks: { untilRow: 5 },
    };
    assert.deepEqual(
      mistakesOf(() => parseConfig(input)).map(({ path }) => path),
      ['groups.a[1]', 'groups.b[0]', 'network.outputActivation', 'forks.untilRow'],
    );
  });

  it('a long value is shown cut off', () => {
    const [mistake] = mistakesOf(() => parseConfig({ order: 'x'.repeat(500) }));
    assert.ok(mistake !== undefined && mistake.found.length <= 60);
  });
});

describe('config text', () => {
  it('is JSON with comments and trailing commas', () => {
    const text = `// The post's second learning rate.
      { /* η */ "learningRate": 0.001, "groups": { "a": [1, 7,], }, }`;
    assert.deepEqual(parseConfigText(text), { learningRate: 0.001, groups: { a: [1, 7] } });
  });

  for (const [name, text, place, found] of [
    ['a missing comma', '{\n  "seed": 1\n  "loss": "squared"\n}', 'line 3, column 3', /comma expected/],
    ['a value that is a bare word', '{ "loss": squared }', 'line 1, column 11', /squared.*invalid symbol/],
    ['a brace that is not closed', '{\n "seed": 1', 'line 2, column 11', /brace expected/],
    ['something after the end', '{}\n\n  5', 'line 3, column 3', /end of file expected/],
    ['an empty file', '', 'line 1, column 1', /value expected/],
    [
      'a key that stands twice',
      '{ "seed": 1,\n /* "seed" */ "\\u0073eed": 2 }',
      'line 2, column 15',
      /key "seed" a second/,
    ],
    ['lists without end', `{ "data":\n${'['.repeat(100_000)}`, 'line 2, column 64', /nested more than 64 deep/],
    ['objects that only seem to end', '[},'.repeat(100_000), 'line 1, column 193', /nested more than 64 deep/],
    ['more than can be a config', ' '.repeat(2 ** 22 + 1), 'config', /4194305 characters/],
  ] as const) {
    it(`${name} is refused with its place`, () => {
      const first = at(
        mistakesOf(() => parseConfigText(text)),
        0,
      );
      assert.equal(first.path, place);
      assert.match(first.found, found);
    });
  }

  it('a key named __proto__ is an unknown key like any other', () => {
    const mistakes = mistakesOf(() => parseConfig(parseConfigText('{ "__proto__": { "seed": 5 } }')));
    assert.equal(mistakes[0]?.path, '__proto__');
  });

  it('of very many mistakes the first hundred are told, and none at any length', () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`key${index}`, 1]));
    assert.equal(mistakesOf(() => parseConfig(many)).length, 100);
    const [long] = mistakesOf(() => parseConfig({ ['k'.repeat(100_000)]: 1 }));
    assert.equal(long?.path.length, 2000);
  });
});
