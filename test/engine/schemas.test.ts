import assert from 'node:assert/strict';
import { configJsonSchema, parseConfig } from '../../src/engine/config';
import { ConfigError } from '../../src/engine/errors';
import { at } from './support';

/** The part of JSON Schema that the config's schema uses. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

const UNDERSTOOD = new Set([
  ...[
    'type',
    'const',
    'enum',
    'default',
    'description',
    'examples',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
  ],
  ...[
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'items',
    'properties',
    'required',
    'additionalProperties',
    'oneOf',
    'anyOf',
  ],
  ...['$schema', 'title'],
]);

function hasType(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return typeof value === type;
  }
}

function accepts(schema: Schema, value: unknown): boolean {
  const unknown = Object.keys(schema).filter((key) => !UNDERSTOOD.has(key));
  assert.deepEqual(unknown, [], 'a keyword that this test does not understand');
  if (schema.type !== undefined && !hasType(schema.type, value)) return false;
  if ('const' in schema && value !== schema.const) return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  if (schema.oneOf !== undefined && schema.oneOf.filter((option) => accepts(option, value)).length !== 1) return false;
  if (schema.anyOf !== undefined && !schema.anyOf.some((option) => accepts(option, value))) return false;
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
    if (value < minimum || value > maximum || value <= exclusiveMinimum || value >= exclusiveMaximum) return false;
  }
  if (typeof value === 'string')
    return value.length >= (schema.minLength ?? 0) && value.length <= (schema.maxLength ?? Infinity);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (value.length < (schema.minItems ?? 0) || value.length > (schema.maxItems ?? Infinity)) return false;
    return items === undefined || value.every((item) => accepts(items, item));
  }
  if (typeof value !== 'object' || value === null) return true;
  const { properties = {}, required = [], additionalProperties = true } = schema;
  return (
    required.every((key) => Object.hasOwn(value, key)) &&
    Object.entries(value).every(([key, inner]) => {
      const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
      return property === undefined ? additionalProperties : accepts(property, inner);
    })
  );
}

/** Every key that holds a value rather than further keys, with its path. */
function* leaves(schema: Schema, path: string): Generator<[string, Schema]> {
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    const at = path === '' ? key : `${path}.${key}`;
    if (property.properties !== undefined) yield* leaves(property, at);
    else yield [at, property];
    for (const option of property.oneOf ?? []) {
      const { name } = option.properties ?? {};
      for (const [inner, leaf] of leaves(option, `${at}(${name?.const})`))
        if (!inner.endsWith('.name')) yield [inner, leaf];
    }
  }
}

const schema = configJsonSchema() as Schema;

describe('JSON Schema of the config', () => {
  it('has every key of a resolved config', () => {
    const { hidden, activation } = parseConfig({}).network;
    assert.ok(hidden.length > 0 && activation === 'softplus');
    const paths = [...leaves(schema, '')].map(([path]) => path);
    assert.deepEqual(paths, [
      ...['data', 'drawn.seed', 'groups.a', 'groups.b'],
      ...['network.hidden', 'network.activation', 'network.outputActivation', 'loss'],
      ...['optimiser', 'optimiser(momentum).momentum'],
      ...['optimiser(adam).beta1', 'optimiser(adam).beta2', 'optimiser(adam).epsilon'],
      ...[
        'learningRate',
        'routing',
        'labelNoise',
        'order',
        'orderSeed',
        'phase1.rows',
        'phase1.tally',
        'forks.untilRow',
        'forks.equalise',
        'measures',
        'seed',
      ],
    ]);
  });

  it('describes every key', () => {
    const bare = [...leaves(schema, '')].filter(([, { description = '' }]) => description.length < 4);
    assert.deepEqual(
      bare.map(([path]) => path),
      [],
    );
  });

  it('gives the default of every key that does not follow from other keys or the data', () => {
    const config: unknown = parseConfig({});
    for (const [path, leaf] of leaves(schema, '')) {
      if (['network.outputActivation', 'labelNoise', 'orderSeed', 'forks.untilRow'].includes(path)) {
        assert.ok(!('default' in leaf), path);
      } else if (!path.includes('(')) {
        const value = path
          .split('.')
          .reduce<unknown>((object, key) => (object as Record<string, unknown>)[key], config);
        assert.deepEqual(leaf.default, value, path);
      } else {
        assert.equal(typeof leaf.default, 'number', path);
      }
    }
  });

  const samples: readonly (readonly [unknown, boolean])[] = [
    [{}, true],
    [parseConfig({}), true],
    [{ groups: { a: [0, 1, 2] }, network: { hidden: [10, 20], outputActivation: 'identity' } }, true],
    [{ optimiser: { name: 'adam', beta1: 0, epsilon: 1 }, loss: 'cross-entropy' }, true],
    [{ optimiser: { name: 'momentum', momentum: 0 } }, true],
    [{ forks: { untilRow: 20000, equalise: true }, phase1: { rows: 2, tally: 'whole' } }, true],
    [{ data: './folder', order: 'shuffled', seed: 0, drawn: { seed: 9 } }, true],
    [{ sede: 1 }, false],
    [{ phase1: { row: 2 } }, false],
    [{ optimiser: { name: 'sgd', momentum: 0.9 } }, false],
    [{ optimiser: { name: 'adagrad' } }, false],
    [{ optimiser: { momentum: 0.9 } }, false],
    [{ optimiser: { name: 'momentum', momentum: 1 } }, false],
    [{ groups: { a: [1] } }, false],
    [{ groups: { a: [1, 2.5] } }, false],
    [{ groups: { a: [1, 256] } }, false],
    [{ learningRate: 0 }, false],
    [{ learningRate: '1' }, false],
    [{ network: { hidden: [] } }, false],
    [{ network: { hidden: new Array(1001).fill(1) } }, false],
    [{ network: { hidden: 100 } }, false],
    [{ network: { activation: 'Relu' } }, false],
    [{ phase1: { rows: 1 } }, false],
    [{ seed: -1 }, false],
    [{ seed: 1e16 }, false],
    [{ data: '' }, false],
    [{ data: 'x'.repeat(4097) }, false],
    [{ forks: { equalise: 1 } }, false],
    [{ routing: 'halves' }, true],
    [{ routing: { share: 0.3 } }, true],
    [{ routing: { share: 2 } }, false],
    [{ routing: { part: 0.3 } }, false],
    [{ routing: 'thirds' }, false],
    [[], false],
    [null, false],
  ];
  for (const [index, [sample, isGood]] of samples.entries()) {
    it(
      `${isGood ? 'accepts' : 'refuses'} with parseConfig: ${JSON.stringify(at(samples, index)[0])}`.slice(0, 90),
      () => {
        assert.equal(accepts(schema, sample), isGood);
        if (isGood) assert.doesNotThrow(() => parseConfig(sample));
        else assert.throws(() => parseConfig(sample), ConfigError);
      },
    );
  }
});
