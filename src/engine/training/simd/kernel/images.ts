/**
 * Images put in place for the sparse first layer: of each the pixels that are not 0, in order, as (pixel << 8) | value.
 * An image is `inputs` bytes, the next one follows without a gap.
 */

/** A bit for each of 16 bytes that is not 0. */
@inline function activeOf(bytes: usize): i32 {
  return i8x16.bitmask(i8x16.ne(v128.load(bytes), i8x16.splat(0)));
}

/** How many of so many bytes are not 0. */
export function countActive(bytes: usize, length: usize): i32 {
  const end = bytes + length;
  const whole = bytes + (length & ~(<usize>15));
  let count = 0;
  for (; bytes < whole; bytes += 16) count += popcnt(activeOf(bytes));
  for (; bytes < end; bytes++) count += i32(load<u8>(bytes) !== 0);
  return count;
}

/**
 * Writes the lists of some images, for each where it starts and the sum of its values.
 * @param starts address of the first of these images' starts, `sums` of their sums: 32 bits each
 * @param into where the first list stands
 * @returns where the last one ends
 */
export function listActive(images: usize, count: i32, inputs: i32, starts: usize, sums: usize, into: usize): usize {
  const whole = inputs & ~15;
  for (let image = 0; image < count; image++) {
    store<u32>(starts + (<usize>image << 2), <u32>into);
    let sum: u32 = 0;
    for (let from = 0; from < whole; from += 16) {
      for (let active = activeOf(images + from); active !== 0; active &= active - 1) {
        const pixel = from + ctz(active);
        const value = <u32>load<u8>(images + pixel);
        store<u32>(into, (<u32>pixel << 8) | value);
        into += 4;
        sum += value;
      }
    }
    for (let pixel = whole; pixel < inputs; pixel++) {
      const value = <u32>load<u8>(images + pixel);
      if (value === 0) continue;
      store<u32>(into, (<u32>pixel << 8) | value);
      into += 4;
      sum += value;
    }
    store<u32>(sums + (<usize>image << 2), sum);
    images += inputs;
  }
  return into;
}
