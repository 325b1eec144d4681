/**
 * What the weights of a neuron read, by the shape of the layer's weight tensor: [out, in] inputs in a row; [out, channels,
 * rows, columns] patches of a picture; [out, channels, places] and [out, channels, slices, rows, columns] patches along one
 * axis and three; [out] nothing, as a norm's scale.
 */

/** Whether its neurons read patches of channels, so that each of their weights has a place in a kernel. */
export function readsPatches(shape: readonly number[]): boolean {
  return shape.length > 2 && shape.slice(2).some((axis) => axis > 1);
}

/** Where an input lies along the axes of the tensor after the first. */
export function inputPlace(shape: readonly number[], input: number): number[] {
  const place: number[] = [];
  let rest = input;
  for (let axis = shape.length - 1; axis > 0; axis--) {
    const length = shape[axis] as number;
    place.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return place;
}

/** The kernels of one neuron as pictures: of three axes one for each slice of each channel. */
export interface Kernels {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

/** Null where it has no kernels of two axes or more: of a convolution along one axis, channels × places is one picture. */
export function kernelsOf(shape: readonly number[]): Kernels | null {
  if (!readsPatches(shape)) return null;
  if (shape.length === 3) return { count: 1, rows: shape[1] as number, columns: shape[2] as number };
  const [rows, columns] = shape.slice(-2) as [number, number];
  return { count: shape.slice(1, -2).reduce((product, axis) => product * axis, 1), rows, columns };
}
