import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { CancelFlag, Pace } from '../cancellation';
import { DataError } from '../errors';
import { piecesOf, writeWhole } from '../files/files';
import { isAbsence, readWhole } from '../outside/file';
import { hashInStretches } from '../runs/checksums';
import {
  decodeSafetensors,
  LARGEST_TENSOR_FILE_BYTES,
  type StoredTensor,
  safetensorsChunks,
} from '../runs/safetensors';

/**
 * How far one network has come, in a file of its own: a safetensors file with the arrays of `Kernel.kept` (or, of one
 * that is done, `arraysOf`), everything else as JSON in its metadata, and as its last 32 bytes the SHA-256 of all that
 * stands before them.
 */
const FORMAT = 'attribution-checkpoint';
const FORMAT_VERSION = '1';
const DIGEST = 'sha256';
const DIGEST_BYTES = 32;
/** Far more than a history takes. */
const LONGEST_HEADER = 2 ** 22;

const count = z.int().min(0);
const heldOutSchema = z.object({
  examples: count,
  loss: z.number().nullable(),
  accuracy: z.number().nullable(),
  accuracyByClass: z.record(z.string(), z.number()),
});
const positionSchema = z.object({
  /** Examples trained on. */
  step: count,
  steps: count,
  history: z.array(z.object({ step: count, loss: z.number(), accuracy: z.number() })),
  /** Of the window that is not finished. */
  window: z.object({ examples: count, lossSum: z.number(), correct: count }),
  /** Steps that the optimiser has counted, of a network that is done. */
  optimiserSteps: count,
  /** Of a network that is done; null while it is in training. */
  heldOut: heldOutSchema.nullable(),
});
export type Position = z.output<typeof positionSchema>;

export interface Checkpoint {
  readonly position: Position;
  readonly arrays: ReadonlyMap<string, Float64Array>;
}

/** @throws StorageError, CancelledError */
export async function writeCheckpoint(
  path: string,
  key: string,
  { position, arrays }: Checkpoint,
  cancel: CancelFlag,
): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, values] of arrays) tensors.set(name, { shape: [values.length], values });
  tensors.set(DIGEST, { shape: [DIGEST_BYTES / 8], values: new Float64Array(DIGEST_BYTES / 8) });
  const metadata = { format: FORMAT, formatVersion: FORMAT_VERSION, key, position: JSON.stringify(position) };
  await writeWhole(path, withDigest([...safetensorsChunks(tensors, metadata)].slice(0, -1)), cancel);
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
 * @returns undefined when there is none
 * @throws DataError when it is damaged, or belongs to something else
 */
export async function readCheckpoint(path: string, key: string, pace: Pace): Promise<Checkpoint | undefined> {
  const bytes = await bytesOf(path);
  if (bytes === undefined) return undefined;
  const end = bytes.length - DIGEST_BYTES;
  const digest = (await hashInStretches(createHash('sha256'), bytes.subarray(0, Math.max(0, end)), pace)).digest();
  if (end < 0 || !digest.equals(bytes.subarray(end))) throw refusal(path, 'bytes whose checksum is wrong');
  const metadata = metadataOf(bytes);
  if (metadata['format'] !== FORMAT || metadata['formatVersion'] !== FORMAT_VERSION || metadata['key'] !== key)
    throw refusal(path, 'a checkpoint of another run');
  const tensors = decodeSafetensors(bytes, path);
  tensors.delete(DIGEST);
  return {
    position: positionSchema.parse(JSON.parse(metadata['position'] ?? '')),
    arrays: new Map([...tensors].map(([name, { values }]) => [name, values])),
  };
}

/** What a checkpoint says of its network without its numbers, for whoever wants to show it; undefined when there is none to read. */
export async function readPosition(path: string): Promise<Position | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer: length } = await file.read(Buffer.alloc(8), 0, 8, 0);
      const size = Math.min(length.readUInt32LE(0), LONGEST_HEADER);
      const { buffer: head } = await file.read(Buffer.alloc(8 + size), 0, 8 + size, 0);
      return positionSchema.parse(JSON.parse(metadataOf(head)['position'] ?? ''));
    } finally {
      await file.close();
    }
  } catch {
    // A damaged one, or none, shows nothing; whoever resumes is told.
    return undefined;
  }
}

/**
 * Fills arrays from a checkpoint.
 * @throws DataError when it has others
 */
export function fill(arrays: ReadonlyMap<string, Float64Array>, { arrays: kept }: Checkpoint, path: string): void {
  for (const [name, values] of arrays)
    if (kept.get(name)?.length !== values.length) throw refusal(path, `no ${values.length} numbers "${name}"`);
  for (const [name, values] of arrays) values.set(kept.get(name) as Float64Array);
}

/** The metadata of a file whose checksum is right. */
function metadataOf(bytes: Uint8Array): Record<string, string> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  return z.object({ __metadata__: z.record(z.string(), z.string()) }).parse(header).__metadata__;
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    const [largest, within] = [LARGEST_TENSOR_FILE_BYTES, dirname(path)];
    return await readWhole(path, { largest, within, expected: 'a checkpoint of this run' });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function refusal(path: string, found: string): DataError {
  return new DataError({ path, found, expected: 'a checkpoint of this run' });
}
