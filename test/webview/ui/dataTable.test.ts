import assert from 'node:assert/strict';
import fc from 'fast-check';
import { extension } from '../../../webview/ui/table/extension';
import { sortedRows } from '../../../webview/ui/table/sortRows';
import { parseTableFilter } from '../../../webview/ui/table/tableFilter';
import { scrollHeight, scrollTo, TALLEST, tableWindow } from '../../../webview/ui/table/tableWindow';

const key = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, -Number.MIN_VALUE),
  fc.integer({ min: -3, max: 3 }),
);

describe('sorting a table', () => {
  it('is by key, stable, undefined ones last either way', () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), fc.boolean(), (keys, descending) => {
        const rows = Uint32Array.from(keys.keys()).reverse();
        const expected = [...rows].sort((one, other) => {
          const [u, v] = [keys[one] as number, keys[other] as number];
          if (Number.isNaN(u) || Number.isNaN(v)) return Number(Number.isNaN(u)) - Number(Number.isNaN(v));
          return u === v ? 0 : u < v === descending ? 1 : -1;
        });
        assert.deepEqual([...sortedRows(rows, Float64Array.from(keys), descending)], expected);
      }),
    );
  });

  it('takes any rows of the table', () => {
    const keys = Float64Array.of(3, 1, 2, Number.NaN);
    assert.deepEqual([...sortedRows(Uint32Array.of(3, 2, 0), keys, false)], [2, 0, 3]);
    assert.deepEqual([...sortedRows(new Uint32Array(0), keys, true)], []);
  });
});

describe('the filter of a table', () => {
  const numbers = [0.605, 0.61, 0.7, Number.NaN, -0.25];
  const columns = [
    {
      key: 'neuron',
      title: 'output',
      value: (row: number) => row,
      format: (row: number) => `neuron ${row}`,
      filter: 'words',
    },
    { key: 'x', title: 'bias x', value: (row: number) => numbers[row] as number, format: () => '', filter: 'number' },
  ] as const;
  const rowsOf = (text: string) => {
    const { test, mistakes } = parseTableFilter(text, columns);
    assert.deepEqual(mistakes, []);
    return [...numbers.keys()].filter((row) => test?.(row) ?? true);
  };
  const mistakesOf = (text: string) => parseTableFilter(text, columns).mistakes;

  it('compares', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), (hundredths) => {
        const limit = hundredths / 100;
        const of = (test: (value: number) => boolean) =>
          [...numbers.keys()].filter((row) => test(numbers[row] as number));
        assert.deepEqual(
          rowsOf(`x<${limit}`),
          of((value) => value < limit),
        );
        assert.deepEqual(
          rowsOf(`x <= ${limit}`),
          of((value) => value <= limit),
        );
        assert.deepEqual(
          rowsOf(`X>${limit}`),
          of((value) => value > limit),
        );
        assert.deepEqual(
          rowsOf(`x≥ ${limit}`),
          of((value) => value >= limit),
        );
      }),
    );
  });

  it('means equality as far as it is written', () => {
    assert.deepEqual(rowsOf('x=0.61'), [0, 1]);
    assert.deepEqual(rowsOf('x=0.610'), [1]);
    assert.deepEqual(rowsOf('x!=0.610'), [0, 2, 4]);
    assert.deepEqual(rowsOf('x=−0.25'), [4]);
    assert.deepEqual(rowsOf('neuron=3'), [3]);
    assert.deepEqual(rowsOf('x=1'), [], 'a whole number is meant exactly');
    assert.deepEqual(rowsOf('x=undefined'), [3]);
    assert.deepEqual(rowsOf('x≠undefined'), [0, 1, 2, 4]);
  });

  it('takes a name in digits for a name', () => {
    const names = ['1', '10', 'block 1'];
    const named = [
      { key: 'name', title: 'layer', value: (row: number) => 2 - row, format: (row: number) => names[row] as string },
    ].map((column) => ({ ...column, filter: 'text' as const }));
    const found = (text: string) => names.filter((_name, row) => parseTableFilter(text, named).test?.(row));
    assert.deepEqual(found('name=1'), ['1']);
    assert.deepEqual(found('layer!=1'), ['10', 'block 1']);
    assert.deepEqual(found('name="block 1"'), ['block 1']);
    assert.deepEqual(found('name~1'), names);
    assert.deepEqual(found('10'), ['10']);
    for (const text of ['name>1', 'name='])
      assert.match(parseTableFilter(text, named).mistakes.join(), /name is no number; expected name=, name!= or name~/);
  });

  it('looks for words where words stand, and wants every part', () => {
    assert.deepEqual(rowsOf(''), [0, 1, 2, 3, 4]);
    assert.deepEqual(rowsOf('  Neuron '), [0, 1, 2, 3, 4]);
    assert.deepEqual(rowsOf('2'), [2]);
    assert.deepEqual(rowsOf('x>0.6 neuron>1'), [2]);
    assert.deepEqual(rowsOf('neuron=neuron-4'), [4]);
    assert.deepEqual(rowsOf('neuron="neuron 4"'), [4]);
    assert.deepEqual(rowsOf('neuron~3'), [3]);
    assert.deepEqual(rowsOf('"neuron 2" x:0.7'), [2]);
  });

  it('knows a column by what its head says as well', () => {
    assert.deepEqual(rowsOf('bias x>0.6'), [0, 1, 2]);
    assert.deepEqual(rowsOf('Bias  X = undefined'), [3]);
    assert.deepEqual(rowsOf('"bias x">0.6 output>1'), [2]);
  });

  it('says what it does not understand, and then asks for no row at all', () => {
    assert.deepEqual(mistakesOf('nuron>1'), [
      '“nuron>1”: found “nuron” before >; expected one of neuron, x. Did you mean “neuron”?',
    ]);
    assert.deepEqual(mistakesOf('z>1'), ['“z>1”: found “z” before >; expected one of neuron, x.']);
    assert.deepEqual(mistakesOf('>1'), ['“>1”: found nothing before >; expected one of neuron, x.']);
    assert.deepEqual(mistakesOf('x>many'), ['“x>many”: found “many” after >; expected a number.']);
    assert.deepEqual(mistakesOf('x='), ['“x=”: found nothing after =; expected a number.']);
    const { test, mistakes } = parseTableFilter('x>0.6 y<2', columns);
    assert.equal(mistakes.length, 1);
    assert.deepEqual([test?.(0), test?.(4)], [false, false]);
    assert.match(parseTableFilter('word', columns.slice(1)).mistakes[0] ?? '', /expected a comparison such as x>0/);
  });
});

describe('the rows of a table that exist', () => {
  const shape = fc.record({
    rows: fc.oneof(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 9_000_000 })),
    rowHeight: fc.integer({ min: 14, max: 60 }),
    viewport: fc.integer({ min: 60, max: 3000 }),
  });

  it('fill what is seen, wherever it is scrolled to, and are few', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 1, noNaN: true }), (sizes, share) => {
        const height = scrollHeight(sizes);
        assert.ok(height <= TALLEST);
        const scrollTop = share * Math.max(0, height - sizes.viewport);
        const { first, end, top } = tableWindow({ ...sizes, scrollTop });
        assert.ok(first >= 0 && end <= sizes.rows && end - first <= sizes.viewport / sizes.rowHeight + 14);
        assert.ok(first === 0 ? top <= scrollTop + 1e-3 : top <= scrollTop, 'nothing is missing above');
        const bottom = top + (end - first) * sizes.rowHeight;
        assert.ok(end === sizes.rows || bottom >= scrollTop + sizes.viewport, 'nothing is missing below');
        assert.ok(bottom <= height + 0.1, 'nothing lies beyond the end');
      }),
    );
  });

  it('come into view whole, after no more scrolling than is needed', () => {
    fc.assert(
      fc.property(shape, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (sizes, seed, share) => {
        const row = seed % sizes.rows;
        const scrollTop = share * Math.max(0, scrollHeight(sizes) - sizes.viewport);
        const scrolled = { ...sizes, scrollTop };
        const to = scrollTo(row, scrolled);
        const { first, end, top } = tableWindow({ ...scrolled, scrollTop: to });
        assert.ok(row >= first && row < end);
        const place = top + (row - first) * sizes.rowHeight;
        assert.ok(place >= to - 0.1 && place + sizes.rowHeight <= to + sizes.viewport + 0.1);
        assert.equal(scrollTo(row, { ...scrolled, scrollTop: to }), to, 'a row in view stays where it is');
      }),
    );
  });
});

describe('a range of rows that is drawn by keys', () => {
  it('holds at every step exactly the rows between its ends', () => {
    const place = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(place, fc.array(place, { maxLength: 12 }), (anchor, steps) => {
        const selected = new Set<number>();
        let from = anchor;
        for (const to of steps) {
          const { add, subtract } = extension(anchor, from, to);
          for (const row of between(subtract)) selected.delete(row);
          for (const row of between(add)) selected.add(row);
          // The row it began at is held from the first step on.
          if (to !== from || selected.size > 0)
            assert.deepEqual(
              [...selected].sort((one, other) => one - other),
              between([anchor, to]),
            );
          from = to;
        }
      }),
    );
  });
});

function between(span: readonly [number, number] | null): number[] {
  if (span === null) return [];
  const [low, high] = [Math.min(...span), Math.max(...span)];
  return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}
