import { kernelMemory, kernelModule } from '../training/simd/module';

/**
 * Sums over tables of float64 numbers that stand row after row in one memory, by addresses (bytes from its start): two
 * numbers at a time in WebAssembly (`training/simd/kernel/tables.ts`).
 */
export interface TableSums {
  readonly buffer: ArrayBufferLike;

  /** Row `one` of x, and the one behind it, with every row of y, into rows `one` and behind it of a table rows × rows. */
  multiplyRows(x: number, y: number, one: number, rows: number, columns: number, into: number): void;

  /**
   * Σ of x in (row j, column i) times y in (partners[j], order[i]).
   * @param partners row of y for each row of x (u32)
   * @param order column of y, in bytes, for each column of x (u32)
   */
  pairedProducts(x: number, y: number, rows: number, columns: number, partners: number, order: number): number;
}

/**
 * @param bytes of the memory, the kernel's own beginning (`RESERVED`) among them
 * @throws ConfigError where there is no kernel
 */
export function tableSums(bytes: number): TableSums {
  const memory = kernelMemory(bytes);
  const { exports } = new WebAssembly.Instance(kernelModule(), { env: { memory } });
  const { multiplyRows, pairedProducts } = exports as unknown as Omit<TableSums, 'buffer'>;
  return { buffer: memory.buffer, multiplyRows, pairedProducts };
}
