import type { ExportColumn } from './parameterTable';

const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY')];
/** Format 1.0: the length of the header is a 16-bit number. */
const VERSION = [1, 0];
const PREAMBLE_BYTES = MAGIC.length + VERSION.length + 2;
/** The longest header that `numpy.load` reads by default (`max_header_size`). */
const LONGEST_HEADER = 10_000;
/** The numbers begin on a multiple of it. */
const ALIGNMENT = 64;

/**
 * Columns of numbers as a one-dimensional structured array of little-endian float64 fields, in NumPy's .npy format 1.0
 * (https://numpy.org/neps/nep-0001-npy-format.html): `numpy.load(file)['x']`.
 * @throws RangeError when the names are together longer than NumPy reads, or are not Latin-1 text
 */
export function encodeNpy(columns: readonly ExportColumn[]): Uint8Array {
  const rows = columns[0]?.values.length ?? 0;
  const fields = columns.map(({ name }) => `(${pythonText(name)}, '<f8')`).join(', ');
  const header = `{'descr': [${fields}], 'fortran_order': False, 'shape': (${rows},), }`;
  const start = Math.ceil((PREAMBLE_BYTES + header.length + 1) / ALIGNMENT) * ALIGNMENT;
  const headerBytes = start - PREAMBLE_BYTES;
  if (headerBytes > LONGEST_HEADER)
    throw new RangeError(
      `The names of these ${columns.length} columns need a header of ${headerBytes} bytes, of which numpy.load reads at most ${LONGEST_HEADER}. Save them as .safetensors or .csv.`,
    );
  const bytes = new Uint8Array(start + 8 * columns.length * rows).fill(0x20, PREAMBLE_BYTES, start);
  const view = new DataView(bytes.buffer);
  bytes.set([...MAGIC, ...VERSION]);
  view.setUint16(PREAMBLE_BYTES - 2, headerBytes, true);
  for (let index = 0; index < header.length; index++) bytes[PREAMBLE_BYTES + index] = header.charCodeAt(index);
  bytes[start - 1] = 0x0a;
  for (const [index, { values }] of columns.entries()) {
    for (let row = 0; row < rows; row++)
      view.setFloat64(start + 8 * (row * columns.length + index), values[row] as number, true);
  }
  return bytes;
}

/** A Python literal. */
function pythonText(text: string): string {
  if (!/^[\x20-\x7e\xa0-\xff]*$/.test(text)) throw new RangeError(`${JSON.stringify(text)} cannot name a .npy field.`);
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
