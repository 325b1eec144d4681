/** A pivot this small beside its own diagonal: the regressor is a combination of those before it, but for rounding. */
const COLLINEAR = 1e-12;

/**
 * R² of the least-squares fit of a number on several regressors with an intercept, from their sums of squares and
 * products about the means: R² = c′ S⁻¹ c / s, by Cholesky's decomposition. A regressor that is a combination of others adds
 * nothing.
 * @param products of the regressors with each other
 * @param withResponse of each regressor with the response
 * @param response its own sum of squares
 * @returns null where the response does not vary
 */
export function multipleR2(
  products: readonly (readonly number[])[],
  withResponse: readonly number[],
  response: number,
): number | null {
  if (!(response > 0)) return null;
  const factor: number[][] = [];
  let explained = 0;
  const projections: number[] = [];
  for (const [row, ofRow] of products.entries()) {
    const line: number[] = [];
    for (let column = 0; column < row; column++) {
      const other = factor[column] as readonly number[];
      let sum = ofRow[column] as number;
      for (let k = 0; k < column; k++) sum -= (line[k] as number) * (other[k] as number);
      const pivot = other[column] as number;
      line.push(pivot === 0 ? 0 : sum / pivot);
    }
    const own = ofRow[row] as number;
    const left = line.reduce((rest, value) => rest - value * value, own);
    const pivot = left > COLLINEAR * own ? Math.sqrt(left) : 0;
    factor.push([...line, pivot]);
    const projection =
      pivot === 0
        ? 0
        : line.reduce((rest, value, k) => rest - value * (projections[k] as number), withResponse[row] as number) /
          pivot;
    projections.push(projection);
    explained += projection * projection;
  }
  return Math.max(0, Math.min(1, explained / response));
}
