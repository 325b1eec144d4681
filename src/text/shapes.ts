/** "64 × 3 × 7 × 7" */
export function shapeWords(shape: readonly number[]): string {
  return shape.join(' × ');
}
