/** A part of a sweep: every `count`-th cell, from the `index`-th on. */
export interface Shard {
  /** 1 … count. */
  readonly index: number;
  readonly count: number;
}

export const WHOLE: Shard = { index: 1, count: 1 };

/** Whether a cell, numbered from 1, belongs to a part. */
export function belongsTo({ index, count }: Shard, cell: number): boolean {
  return (cell - 1) % count === index - 1;
}

/** Reads `2/3`. @returns undefined for anything but two whole numbers I/N with 1 ≤ I ≤ N */
export function parseShard(text: string): Shard | undefined {
  const match = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  return index <= count ? { index, count } : undefined;
}
