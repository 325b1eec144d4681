import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ParameterOrder } from '../../../../src/model/parameterOrder';
import type { CompleteRun, LayerView } from '../../../../src/model/runView';
import { parametersMeeting, TENSOR_CHOICES } from '../../../../src/model/selectionQuery';
import { parseSelectionForm, type SelectionForm } from '../../../../webview/panel/selection/form';
import { outOfRange } from '../../../../webview/panel/selection/formRange';

const EMPTY: SelectionForm = { xFrom: '', xTo: '', yFrom: '', yTo: '', neurons: '', inputs: '', tensors: 'weights' };
const SIZES = [6, 4, 2];
const IMAGE = { rows: 2, columns: 3 };

const value = fc.oneof(fc.constantFrom(0, 0.25, 0.5, 0.75, 1), fc.constant(Number.NaN));
const list = (length: number) =>
  fc.array(value, { minLength: length, maxLength: length }).map((all) => Float64Array.from(all));

/** A run as far as the form asks of it. */
const someRun = fc
  .tuple(...[0, 1].map((index) => layerWith(SIZES[index] as number, SIZES[index + 1] as number)))
  .map((layers) => ({ image: IMAGE, layers }) as unknown as CompleteRun);

function layerWith(inputs: number, outputs: number) {
  return fc.record({
    inputs: fc.constant(inputs),
    outputs: fc.constant(outputs),
    bias: fc.constant(true),
    weightX: list(inputs * outputs),
    weightY: list(inputs * outputs),
    biasX: list(outputs),
    biasY: list(outputs),
  });
}

const limit = fc.constantFrom(null, 0, 0.25, 0.3, 0.5, 0.75);
const numbers = fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 4 }), {
  nil: null,
});
const written = (chosen: readonly number[] | null) => chosen?.join(', ') ?? '';
const read = (form: SelectionForm) => {
  const { query, mistakes } = parseSelectionForm(form);
  assert.deepEqual(mistakes, null);
  assert.ok(query !== null);
  return query;
};

describe('selecting by values', () => {
  it('chooses what a search through all parameters finds', () => {
    fc.assert(
      fc.property(
        fc.record({
          run: someRun,
          low: limit,
          width: limit,
          yLow: limit,
          neurons: numbers,
          inputs: numbers,
          rows: numbers,
          columns: numbers,
          tensors: fc.constantFrom(...TENSOR_CHOICES),
          shown: fc.constantFrom(1, 2),
        }),
        ({ run, low, width, yLow, neurons, inputs, rows, columns, tensors, shown }) => {
          const high = width === null ? null : (low ?? 0) + width;
          const places = [
            written(inputs),
            rows === null ? '' : `row ${written(rows)}`,
            columns === null ? '' : `column ${written(columns)}`,
          ].filter((part) => part !== '');
          const query = read({
            ...EMPTY,
            xFrom: low === null ? '' : String(low),
            xTo: high === null ? '' : String(high),
            yFrom: yLow === null ? '' : String(yLow),
            neurons: written(neurons),
            inputs: places.join(', '),
            tensors,
          });
          const order = new ParameterOrder(SIZES);
          const expected = Array.from({ length: order.count }, (_, parameter) => parameter).filter((parameter) => {
            const { layer, neuron, input } = order.placeOf(parameter);
            const view = run.layers[layer - 1] as LayerView;
            const place = neuron * view.inputs + (input ?? 0);
            const x = (input === null ? view.biasX[neuron] : view.weightX[place]) as number;
            const y = (input === null ? view.biasY[neuron] : view.weightY[place]) as number;
            if (tensors !== 'all' && layer !== shown) return false;
            if ((tensors === 'weights' && input === null) || (tensors === 'biases' && input !== null)) return false;
            if ((low !== null && !(x >= low)) || (high !== null && !(x <= high))) return false;
            if (yLow !== null && !(y >= yLow)) return false;
            if (neurons !== null && !neurons.includes(neuron)) return false;
            if (inputs !== null && (input === null || !inputs.includes(input))) return false;
            if (rows === null && columns === null) return true;
            if (input === null || layer !== 1) return false;
            const [row, column] = [Math.floor(input / IMAGE.columns), input % IMAGE.columns];
            return (rows?.includes(row) ?? true) && (columns?.includes(column) ?? true);
          });
          assert.deepEqual([...parametersMeeting(query, run, shown)], expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('understands ranges, and words for rows and columns', () => {
    const query = read({ ...EMPTY, neurons: '0-9, 42', inputs: 'rows 3–9, 12, Column 10 - 20', xFrom: '−0.5' });
    assert.deepEqual(query.neurons, [
      [0, 9],
      [42, 42],
    ]);
    assert.deepEqual(query.rows, [
      [3, 9],
      [12, 12],
    ]);
    assert.deepEqual(query.columns, [[10, 20]]);
    assert.equal(query.inputs, null);
    assert.deepEqual(query.x, [-0.5, Number.MAX_VALUE]);
    assert.equal(query.y, null);
  });

  it('says of each mistake what was found and what is expected', () => {
    const mistakes = (form: Partial<SelectionForm>) => parseSelectionForm({ ...EMPTY, ...form }).mistakes;
    assert.deepEqual(mistakes({ xFrom: 'half' }), [
      { field: 'xFrom', message: 'x from: found “half”; expected a number such as 0.6.' },
    ]);
    assert.deepEqual(mistakes({ yFrom: '0.6', yTo: '0.2' }), [
      { field: 'yTo', message: 'y to: found 0.2; expected at least 0.6, where it begins.' },
    ]);
    assert.deepEqual(mistakes({ neurons: '1, x' }), [
      { field: 'neurons', message: 'neurons: found “x”; expected numbers such as 0-9, 42.' },
    ]);
    assert.deepEqual(mistakes({ inputs: 'row 9-3' }), [
      { field: 'inputs', message: 'inputs: found “9-3”; expected the smaller number first.' },
    ]);
    assert.deepEqual(mistakes({ inputs: 'row' }), [
      { field: 'inputs', message: 'inputs: found nothing; expected numbers such as row 3-9, column 10-20.' },
    ]);
    assert.equal(mistakes({ xFrom: 'a', yTo: 'b', neurons: ',' })?.length, 3);
    assert.equal(mistakes({}), null);
  });
});

describe('what a form asks for and the run does not have', () => {
  const layer = (inputs: number, outputs: number) => ({ inputs, outputs });
  const run = { image: IMAGE, layers: [layer(8, 5), layer(5, 2)] } as unknown as CompleteRun;
  const messages = (form: Partial<SelectionForm>, shown = 1, of = run) =>
    outOfRange(read({ ...EMPTY, ...form }), of, shown).map(({ field, message }) => `${field}: ${message}`);

  it('is told at its field, with what there is', () => {
    assert.deepEqual(messages({ neurons: '0-4', inputs: '7', xFrom: '-1', xTo: '2' }), []);
    assert.deepEqual(messages({ neurons: '3, 5' }), ['neurons: neurons: found 5; expected 0 to 4.']);
    assert.deepEqual(messages({ neurons: '2' }, 2), ['neurons: neurons: found 2; expected 0 to 1.']);
    assert.deepEqual(messages({ neurons: '2-4', tensors: 'all' }, 2), []);
    assert.deepEqual(messages({ inputs: '6-9' }), ['inputs: inputs: found 6-9; expected 0 to 7.']);
    const row = `inputs: row: found ${IMAGE.rows}; expected 0 to ${IMAGE.rows - 1}.`;
    assert.deepEqual(messages({ inputs: `row ${IMAGE.rows}` }), [row]);
    const column = `inputs: column: found ${IMAGE.columns}; expected 0 to ${IMAGE.columns - 1}.`;
    assert.deepEqual(messages({ inputs: `row 0, column ${IMAGE.columns}` }), [column]);
    assert.deepEqual(messages({ xFrom: '1.5', yTo: '-0.1' }), [
      'xFrom: x from: found 1.5; expected 1 at most.',
      'yTo: y to: found -0.1; expected 0 at least.',
    ]);
  });

  it('is also what has no inputs, or no pixels', () => {
    assert.match(messages({ inputs: '0', tensors: 'biases' })[0] ?? '', /a bias has none/);
    assert.match(messages({ inputs: 'row 0' }, 2)[0] ?? '', /layer 1 alone reads rows and columns.*0 to 4/);
    assert.deepEqual(messages({ inputs: 'row 0', tensors: 'all' }, 2), []);
    assert.match(messages({ inputs: 'row 0' }, 1, { ...run, image: null })[0] ?? '', /no picture.*0 to 7/);
  });
});
