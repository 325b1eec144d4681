// @ts-check
// Work done some at a time, in the order it is given.

/**
 * Does all of the work, so many at once; what comes first begins first.
 *
 * @template Result
 * @param {readonly (() => Promise<Result>)[]} work
 * @param {number} atOnce  At least 1.
 * @returns {Promise<Result[]>}  In the order of the work. Rejects as the first of it that does, and begins no more then.
 */
export async function sideBySide(work, atOnce) {
  /** @type {Result[]} */
  const results = [];
  let next = 0;
  let broken = false;
  const worker = async () => {
    while (next < work.length && !broken) {
      const index = next++;
      const one = /** @type {() => Promise<Result>} */ (work[index]);
      try {
        results[index] = await one();
      } catch (error) {
        broken = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, work.length) }, worker));
  return results;
}
