/**
 * Adds columns of images to a row of numbers, one an image: a column names the images in which its pixel is above the
 * background, and how far. `surgery/columnAdder.ts` does the same one by one, to the same bits.
 */

@inline function addEntry(row: usize, entries: usize, above: usize, w: f64): void {
  const at = row + <usize>load<u32>(entries);
  store<f64>(at, load<f64>(at) + w * load<f64>(above));
}

/**
 * row += Σ of times · column, column after column.
 * @param starts of each column in entries and above, and where the last one ends (u32)
 * @param entries bytes of an image from the start of the row (u32), `above` its values (f64); no image twice in a column
 * @param chosen which columns (u32), `times` by what each is multiplied (f64)
 */
export function addColumns(
  row: usize,
  starts: usize,
  entries: usize,
  above: usize,
  chosen: usize,
  times: usize,
  count: i32,
): void {
  for (let index = 0; index < count; index++) {
    const column = starts + (<usize>load<u32>(chosen + (<usize>index << 2)) << 2);
    const w = load<f64>(times + (<usize>index << 3));
    let entry = entries + (<usize>load<u32>(column) << 2);
    const end = entries + (<usize>load<u32>(column, 4) << 2);
    let value = above + (<usize>load<u32>(column) << 3);
    for (; entry + 16 <= end; entry += 16, value += 32) {
      addEntry(row, entry, value, w);
      addEntry(row, entry + 4, value + 8, w);
      addEntry(row, entry + 8, value + 16, w);
      addEntry(row, entry + 12, value + 24, w);
    }
    for (; entry < end; entry += 4, value += 8) addEntry(row, entry, value, w);
  }
}
