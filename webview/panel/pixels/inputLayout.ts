import { type Kernels, kernelsOf } from '../../../src/model/inputPlace';
import type { LayerView, RunView } from '../../../src/model/runView';

/** Where the numbers of a neuron stand in its picture. Cells are counted row after row. */
export interface InputLayout {
  readonly rows: number;
  readonly columns: number;
  /** Of each number its cell, ascending. */
  readonly cells: Uint32Array;
  /** Of each cell its number; −1 between kernels. */
  readonly numbers: Int32Array;
  /** Of several kernels the size of one. */
  readonly kernels: Kernels | null;
}

/**
 * Inputs that are pixels as the picture that they are, a convolution's as one small picture a kernel, others side by side; of
 * a layer with one weight a neuron all neurons side by side.
 * @param layer from 1
 */
export function inputLayout({ image }: Pick<RunView, 'image'>, layer: number, of: Shape): InputLayout {
  const { shape, inputs, outputs } = of;
  if (layer === 1 && image !== null) return plain(image.rows, image.columns);
  if (shape.length === 1) return plain(1, outputs);
  const kernels = kernelsOf(shape);
  if (kernels === null) return plain(1, inputs);
  return kernels.count === 1 ? plain(kernels.rows, kernels.columns) : wrapped(kernels);
}

type Shape = Pick<LayerView, 'shape' | 'inputs' | 'outputs'>;

function plain(rows: number, columns: number): InputLayout {
  const cells = Uint32Array.from({ length: rows * columns }, (_, cell) => cell);
  return { rows, columns, cells, numbers: Int32Array.from(cells), kernels: null };
}

/** Kernels in a grid as near to a square as it gets, with a cell's breadth between them. */
function wrapped(kernels: Kernels): InputLayout {
  const { count, rows, columns } = kernels;
  const sideOf = (across: number) => Math.max(across * (columns + 1), Math.ceil(count / across) * (rows + 1)) - 1;
  let across = 1;
  for (let more = 2; more <= count; more++) if (sideOf(more) < sideOf(across)) across = more;
  const [width, height] = [across * (columns + 1) - 1, Math.ceil(count / across) * (rows + 1) - 1];
  const cells = new Uint32Array(count * rows * columns);
  const numbers = new Int32Array(width * height).fill(-1);
  for (let input = 0; input < cells.length; input++) {
    const [kernel, within] = [Math.floor(input / (rows * columns)), input % (rows * columns)];
    const row = Math.floor(kernel / across) * (rows + 1) + Math.floor(within / columns);
    const column = (kernel % across) * (columns + 1) + (within % columns);
    cells[input] = row * width + column;
    numbers[row * width + column] = input;
  }
  return { rows: height, columns: width, cells, numbers, kernels };
}

/** The number nearest to one in the direction of an arrow key; itself where there is none. */
export function stepInLayout(
  { columns, rows, cells, numbers }: InputLayout,
  from: number,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
): number {
  const cell = cells[from] ?? 0;
  let [row, column] = [Math.floor(cell / columns), cell % columns];
  const [down, right] = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key] as [
    number,
    number,
  ];
  for (;;) {
    row += down;
    column += right;
    if (row < 0 || column < 0 || row >= rows || column >= columns) return from;
    const found = numbers[row * columns + column] as number;
    if (found >= 0) return found;
  }
}
