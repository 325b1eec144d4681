import { createHash } from 'node:crypto';
import type { CancelFlag } from '../cancellation';
import { DataError } from '../errors';
import { beside } from '../files/door';
import { piecesOf, writeWhole } from '../files/files';
import { type StoredTensor, safetensorsChunks } from '../runs/safetensors';
import type { Position } from './checkpointPosition';

/**
 * How far one network has come, in a file of its own: a safetensors file with the arrays of `Kernel.kept` (or, of one
 * that is done, `arraysOf`), everything else as JSON in its metadata, and as its last 32 bytes the SHA-256 of all that
 * stands before them. How it is read stands by itself (`readCheckpoint.ts`), since few threads ever read one.
 */
export const CHECKPOINT_FORMAT = { format: 'attribution-checkpoint', formatVersion: '1' } as const;
export const CHECKPOINT_EXPECTED = 'a checkpoint of this run';
export const DIGEST = 'sha256';
export const DIGEST_BYTES = 32;

export interface Checkpoint {
  readonly position: Position;
  readonly arrays: ReadonlyMap<string, Float64Array>;
}

/** @throws DataError when something else than a plain file exists at the path, StorageError, CancelledError */
export async function writeCheckpoint(
  path: string,
  key: string,
  { position, arrays }: Checkpoint,
  cancel: CancelFlag,
): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, values] of arrays) tensors.set(name, { shape: [values.length], values });
  tensors.set(DIGEST, { shape: [DIGEST_BYTES / 8], values: new Float64Array(DIGEST_BYTES / 8) });
  const metadata = { ...CHECKPOINT_FORMAT, key, position: JSON.stringify(position) };
  await writeWhole(beside(path), withDigest([...safetensorsChunks(tensors, metadata)].slice(0, -1)), cancel);
}

function* withDigest(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    for (const piece of piecesOf(chunk)) {
      hash.update(piece);
      yield piece;
    }
  }
  yield hash.digest();
}

/**
 * Fills arrays from a checkpoint.
 * @throws DataError when it has others
 */
export function fill(arrays: ReadonlyMap<string, Float64Array>, { arrays: kept }: Checkpoint, path: string): void {
  for (const [name, values] of arrays)
    if (kept.get(name)?.length !== values.length)
      throw refusedCheckpoint(path, `no ${values.length} numbers "${name}"`);
  for (const [name, values] of arrays) values.set(kept.get(name) as Float64Array);
}

/** What is said of a file that is no checkpoint of the run. */
export function refusedCheckpoint(path: string, found: string): DataError {
  return new DataError({ path, found, expected: CHECKPOINT_EXPECTED });
}
