/** Where points are noted: point p is bit (offset + p) mod 8 of byte ⌊(offset + p) / 8⌋, as in a `ParameterSet`. */
export interface PointBits {
  readonly bits: Uint8Array;
  /** Number of the layer's first parameter of this kind. */
  readonly offset: number;
}
