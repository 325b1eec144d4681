import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FlatConfig, metricOf, type RunEntry } from '../../../src/engine/runs/runEntry';
import { findRuns, QueryError, termsOf } from '../../../src/engine/runs/runQuery';

/** A run with what a test is about. */
function entry(id: string, part: Partial<RunEntry>): RunEntry {
  return {
    id,
    folder: `/runs/${id}`,
    state: 'complete',
    problem: null,
    started: '2026-11-23T10:00:00.000Z',
    seconds: 1,
    engine: '0',
    config: null,
    configHash: null,
    sizes: null,
    dataName: null,
    unsealed: false,
    foreign: null,
    metrics: { names: [], values: new Float64Array(0) },
    labels: { name: null, tags: [], note: '', pinned: false },
    ...part,
  };
}

const names = ['layer1.weight.r2', 'layer1.weight.n', 'layer1.bias.r2'];
const config = (activation: string, learningRate: number): FlatConfig => ({
  learningRate,
  'groups.a': [1, 7],
  'network.activation': activation,
  'network.outputActivation': activation,
  loss: 'squared',
  'phase1.tally': 'whole',
});
const runs = [
  entry('one', {
    config: config('relu', 0.0001),
    metrics: { names, values: Float64Array.of(0.31, 784, 0.05) },
    labels: { name: 'First try', tags: ['seen', 'relu'], note: 'Odd at the rim.', pinned: true },
  }),
  entry('two', { config: config('tanh', 0.01), metrics: { names, values: Float64Array.of(0.28, 784, 0.5) } }),
  entry('three', { state: 'broken', started: null }),
  entry('four', {
    started: '2026-11-25T10:00:00.000Z',
    foreign: { source: 'PyTorch 2.6.0', network: 'LeNet', groups: null, seed: null, learningRate: null },
  }),
];
const found = (query: string) => findRuns(runs, query).map(({ id }) => id);

describe('a query over runs', () => {
  for (const [query, ids] of [
    ['', ['one', 'two', 'three', 'four']],
    ['learningRate<0.001', ['one']],
    ['learningRate<=1e-4 activation=ReLU', ['one']],
    ['network.activation!=relu', ['two', 'three', 'four']],
    ['r2>=0.28', ['one', 'two']],
    ['layer1.bias.r2>0.1', ['two']],
    ['n=784', ['one', 'two']],
    ['groups.a=7 r2~0.3', ['one']],
    ['groups.a=1,7', ['one', 'two']],
    ['groups.a=8', []],
    ['tag:seen', ['one']],
    ['tag!=seen state=complete', ['two', 'four']],
    ['"first try"', ['one']],
    ['name="First try" note~rim', ['one']],
    ['started>2026-11-24', ['four']],
    ['lenet', ['four']],
    ['source=attribution tanh', ['two']],
    ['pinned=true', ['one']],
    ['tally=whole tally=second-half', []],
    ['learningRate ≤ 1e-4', ['one']],
    ['activation≠relu', ['two', 'three', 'four']],
  ] as const)
    it(`“${query}” finds ${ids.join(', ') || 'none'}`, () => assert.deepEqual(found(query), ids));

  for (const [query, message] of [
    ['learningrat<1', 'No run has a key “learningrat”. Did you mean learningRate?'],
    ['activaton=relu', 'No run has a key “activaton”. Did you mean network.activation?'],
    ['xyzzy=1', 'No run has a key “xyzzy”.'],
    ['learningRate<fast', '“learningRate<” needs a number, not “fast”.'],
    ['learningRate=', '“learningRate=” needs a value.'],
  ] as const)
    it(`“${query}” is refused`, () => assert.throws(() => found(query), new QueryError(message)));

  it('refuses the end of a key that several have', () => {
    const two = [entry('a', { config: { 'one.rows': 1, 'other.rows': 2 } })];
    assert.throws(() => findRuns(two, 'rows=1'), /may mean one\.rows, other\.rows/);
  });

  it('agrees with comparing every run by itself', () => {
    const numbers = fc.constantFrom(-1, 0, 0.5, 1, 1e-8);
    const run = fc.record({ rate: numbers, r2: fc.option(numbers), tags: fc.uniqueArray(fc.constantFrom('x', 'y')) });
    const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
    const term = fc.tuple(fc.constantFrom('rate', 'r2'), operator, numbers);
    const naive: Record<string, (one: number | undefined, other: number) => boolean> = {
      '=': (one, other) => one === other,
      '!=': (one, other) => one !== other,
      '<': (one, other) => one !== undefined && one < other,
      '<=': (one, other) => one !== undefined && one <= other,
      '>': (one, other) => one !== undefined && one > other,
      '>=': (one, other) => one !== undefined && one >= other,
    };
    fc.assert(
      fc.property(
        fc.array(run, { minLength: 1 }),
        fc.array(term),
        fc.option(fc.constantFrom('x', 'y')),
        (list, terms, tag) => {
          const entries = list.map(({ rate, r2, tags }, index) =>
            entry(String(index), {
              config: { 'some.rate': rate },
              metrics: { names: ['layer1.weight.r2'], values: Float64Array.of(r2 ?? Number.NaN) },
              labels: { name: null, tags, note: '', pinned: false },
            }),
          );
          // A metric that is not there: NaN equals nothing and is in no order.
          const valueAt = ({ config: own, metrics }: RunEntry, key: string) =>
            key === 'rate' ? (own?.['some.rate'] as number) : metricOf(metrics, 'layer1.weight.r2');
          const expected = entries.filter(
            (one) =>
              terms.every(([key, sign, value]) => naive[sign]?.(valueAt(one, key), value)) &&
              (tag === null || one.labels.tags.includes(tag)),
          );
          const query = [...terms.map((parts) => parts.join('')), ...(tag === null ? [] : [`tag:${tag}`])].join(' ');
          assert.deepEqual(findRuns(entries, query), expected);
        },
      ),
    );
  });

  it('reads any text without a fault of its own', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          assert.ok(Array.isArray(findRuns(runs, text)));
        } catch (error) {
          assert.ok(error instanceof QueryError, String(error));
        }
      }),
    );
  });

  it('keeps quoted words together', () => {
    assert.deepEqual(termsOf('a "b c" note="d e" "f'), [
      { kind: 'text', text: 'a' },
      { kind: 'text', text: 'b c' },
      { kind: 'comparison', key: 'note', operator: '=', value: 'd e' },
      { kind: 'text', text: 'f' },
    ]);
  });
});
