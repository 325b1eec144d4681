import { addColumn, type InputColumn, type LayerInputs } from '../causal/columns';
import { kernelMemory, kernelModule, Planner } from '../training/simd/module';

/**
 * into ← from + Σ of times · column over some inputs of a layer, in their order.
 * @param from, into one number an image; may be the same
 * @param inputs which columns, none of them twice
 * @param times as many as there are inputs
 */
export type AddColumns = (from: Float64Array, into: Float64Array, inputs: Uint32Array, times: Float64Array) => void;

/** One column after the other. */
export function addEach({ columns }: Pick<LayerInputs, 'columns'>): AddColumns {
  return (from, into, inputs, times) => {
    into.set(from);
    for (let index = 0; index < inputs.length; index++)
      addColumn(into, columns[inputs[index] as number] as InputColumn, times[index] as number);
  };
}

/** The same in WebAssembly, to the same bits: for images, which many sets of weights are added up over. */
export function columnAdder(read: LayerInputs): AddColumns {
  const { columns, examples } = read;
  const entries = columns.reduce((sum, column) => sum + column.examples.length, 0);
  const plan = new Planner();
  const at = {
    row: plan.take(8 * examples),
    starts: plan.take(4 * (columns.length + 1)),
    entries: plan.take(4 * entries),
    above: plan.take(8 * entries),
    chosen: plan.take(4 * columns.length),
    times: plan.take(8 * columns.length),
  };
  const memory = kernelMemory(plan.size);
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  const { addColumns } = exports as unknown as ColumnExports;
  const words = (address: number, length: number) => new Uint32Array(memory.buffer, address, length);
  const numbers = (address: number, length: number) => new Float64Array(memory.buffer, address, length);

  const [starts, places, above] = [words(at.starts, columns.length + 1), words(at.entries, entries), at.above];
  let start = 0;
  for (const [input, column] of columns.entries()) {
    starts[input] = start;
    places.subarray(start).set(column.examples.map((example) => 8 * example));
    numbers(above, entries).set(column.above, start);
    start += column.examples.length;
  }
  starts[columns.length] = start;

  const [row, chosen, factors] = [
    numbers(at.row, examples),
    words(at.chosen, columns.length),
    numbers(at.times, columns.length),
  ];
  return (from, into, inputs, times) => {
    row.set(from);
    chosen.set(inputs);
    factors.set(times);
    addColumns(at.row, at.starts, at.entries, at.above, at.chosen, at.times, inputs.length);
    into.set(row);
  };
}

interface ColumnExports {
  addColumns(
    row: number,
    starts: number,
    entries: number,
    above: number,
    chosen: number,
    times: number,
    count: number,
  ): void;
}
