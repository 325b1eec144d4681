export function add(values: Float64Array, index: number, value: number): void {
  values[index] = (values[index] as number) + value;
}

/** Adds an offset to every row, and sets it to 0. */
export function addToRows(rows: Float64Array, offset: Float64Array): void {
  for (let index = 0; index < rows.length; index += offset.length) {
    for (let j = 0; j < offset.length; j++) add(rows, index + j, offset[j] as number);
  }
  offset.fill(0);
}

export function sumOf(pixels: Uint8Array, offset: number, inputs: number): number {
  let sum = 0;
  for (let i = 0; i < inputs; i++) sum += pixels[offset + i] as number;
  return sum;
}

/** A rows × columns matrix as columns × rows. */
export function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = matrix[row * columns + column] as number;
  }
  return result;
}
