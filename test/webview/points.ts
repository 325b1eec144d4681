import fc from 'fast-check';

/** Points for properties: many that coincide, lie on round places, lie far out, or are undefined. */
const coordinate = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 8 }).map((eighth) => eighth / 8),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e9, 1e300),
);
/** Most sets keep to the unit square, as x and y do; some do not. */
const usual = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: 0, max: 8 }).map((eighth) => eighth / 8),
  fc.constant(Number.NaN),
);

export interface TestPoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const columns = (pairs: readonly (readonly [number, number])[]): TestPoints => ({
  x: Float64Array.from(pairs, ([x]) => x),
  y: Float64Array.from(pairs, ([, y]) => y),
});

export const pointSets: fc.Arbitrary<TestPoints> = fc
  .oneof(
    fc.array(fc.tuple(usual, usual), { maxLength: 400, size: 'max' }),
    fc.array(fc.tuple(coordinate, coordinate), { maxLength: 200 }),
  )
  .map(columns);

/** Round places of the plane, and any, within and around the unit square. */
export const around = fc.oneof(
  fc.double({ min: -0.3, max: 1.3, noNaN: true }),
  fc.integer({ min: -2, max: 10 }).map((eighth) => eighth / 8),
);
