import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { TimeSlicer } from '../cancellation';
import { beside, openToRead } from '../files/door';
import { hashInChunks } from '../runs/checksums';
import { decodeSafetensors, LARGEST_TENSOR_FILE_BYTES } from '../runs/safetensors';
import { isAbsence, readWhole } from '../untrusted/file';
import { parseJson } from '../untrusted/json';
import {
  CHECKPOINT_EXPECTED,
  CHECKPOINT_FORMAT,
  type Checkpoint,
  DIGEST,
  DIGEST_BYTES,
  refusedCheckpoint,
} from './checkpoint';
import { type Position, positionSchema } from './checkpointPosition';

/** Far more than a history and a class each take. */
const HEADER_LIMITS = { largest: 2 ** 22, mostValues: 10_000 } as const;

/**
 * @returns undefined when there is none
 * @throws DataError when it is damaged, or belongs to something else
 */
export async function readCheckpoint(path: string, key: string, slicer: TimeSlicer): Promise<Checkpoint | undefined> {
  const bytes = await bytesOf(path);
  if (bytes === undefined) return undefined;
  const end = bytes.length - DIGEST_BYTES;
  const digest = (await hashInChunks(createHash('sha256'), bytes.subarray(0, Math.max(0, end)), slicer)).digest();
  if (end < 0 || !digest.equals(bytes.subarray(end))) throw refusedCheckpoint(path, 'bytes whose checksum is wrong');
  const metadata = metadataOf(bytes, path);
  const { format, formatVersion } = CHECKPOINT_FORMAT;
  if (metadata['format'] !== format || metadata['formatVersion'] !== formatVersion || metadata['key'] !== key)
    throw refusedCheckpoint(path, 'a checkpoint of another run');
  const tensors = decodeSafetensors(bytes, path);
  tensors.delete(DIGEST);
  return {
    position: positionIn(metadata, path),
    arrays: new Map([...tensors].map(([name, { values }]) => [name, values])),
  };
}

/** The header of a checkpoint without its numbers, for display; undefined when none can be read. */
export async function readPosition(path: string): Promise<Position | undefined> {
  try {
    const file = await openToRead(beside(path));
    try {
      const { buffer: length } = await file.read(Buffer.alloc(8), 0, 8, 0);
      const size = Math.min(length.readUInt32LE(0), HEADER_LIMITS.largest);
      const { buffer: head } = await file.read(Buffer.alloc(8 + size), 0, 8 + size, 0);
      return positionIn(metadataOf(head, path), path);
    } finally {
      await file.close();
    }
  } catch {
    // A damaged or missing one shows nothing; resuming reports it.
    return undefined;
  }
}

/** The metadata of a file whose checksum is right. */
function metadataOf(bytes: Uint8Array, path: string): Record<string, string> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > HEADER_LIMITS.largest) throw refusedCheckpoint(path, `a header of ${length} bytes`);
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  const header = parseJson(text, path, CHECKPOINT_EXPECTED, HEADER_LIMITS.mostValues);
  const found = z.object({ __metadata__: z.record(z.string(), z.string()) }).safeParse(header);
  if (!found.success) throw refusedCheckpoint(path, 'no metadata');
  return found.data.__metadata__;
}

function positionIn(metadata: Record<string, string>, path: string): Position {
  const text = metadata['position'] ?? '';
  const position = positionSchema.safeParse(parseJson(text, path, CHECKPOINT_EXPECTED, HEADER_LIMITS.mostValues));
  if (!position.success) throw refusedCheckpoint(path, 'a position that is wrong');
  return position.data;
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readWhole(beside(path), { largest: LARGEST_TENSOR_FILE_BYTES, expected: CHECKPOINT_EXPECTED });
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}
