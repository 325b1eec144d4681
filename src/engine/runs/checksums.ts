import { createHash, type Hash } from 'node:crypto';
import * as z from 'zod';
import { recordOf } from '../../model/schemas';
import { CancelFlag, TimeSlicer } from '../cancellation';
import { DataError } from '../errors';
import { piecesOf } from '../files/files';
import { parseJson } from '../untrusted/json';
import type { StoredTensor } from './safetensors';
import { HEADER_LIMITS } from './safetensorsHeader';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** SHA-256 of a tensor file, part by part, so that a damaged file can say which tensor it is. */
export const checksumsSchema = z.object({
  /** Of everything before the numbers: the length of the header, and the header. */
  header: sha256,
  /** Of the bytes of each tensor's numbers, by its name. */
  tensors: recordOf(sha256),
});
/** Of the metadata there are no offsets. */
const entriesSchema = recordOf(z.object({ data_offsets: z.tuple([z.int(), z.int()]).optional() }));
const decoder = new TextDecoder();
export type Checksums = z.output<typeof checksumsSchema>;

/** Takes checksums of a file's chunks while they go by: the header, then each tensor in the order of `tensors`. */
export class ChecksumTaker {
  private readonly digests: string[] = [];

  constructor(private readonly tensors: ReadonlyMap<string, StoredTensor>) {}

  /** The same chunks, each with its checksum taken when the next one is asked for. */
  *through(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const chunk of chunks) {
      const hash = createHash('sha256');
      for (const piece of piecesOf(chunk)) {
        hash.update(piece);
        yield piece;
      }
      this.digests.push(hash.digest('hex'));
    }
  }

  /** To be asked for when all chunks have gone by. */
  get taken(): Checksums {
    const [header = '', ...digests] = this.digests;
    const names = [...this.tensors.keys()];
    return { header, tensors: Object.fromEntries(names.map((name, index) => [name, digests[index] ?? ''])) };
  }
}

/**
 * Holds the bytes of a tensor file against its checksums, in chunks.
 * @throws DataError naming the tensor that has other bytes
 */
export async function verifyChecksums(
  bytes: Uint8Array,
  { header, tensors }: Checksums,
  path: string,
  slicer = new TimeSlicer(new CancelFlag()),
): Promise<void> {
  const damaged = (what: string) => damagedFile(path, what);
  const length = bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const start = Math.min(bytes.length, 8 + Math.min(length, HEADER_LIMITS.largest));
  // Whatever else is read of the header is what was written.
  if ((await digestOf(bytes.subarray(0, start), slicer)) !== header) throw damaged('a header');
  const entries = entriesSchema.safeParse(
    parseJson(decoder.decode(bytes.subarray(8, start)), path, 'a safetensors file', HEADER_LIMITS.mostValues),
  );
  if (!entries.success) throw damaged('a header');
  for (const [name, { data_offsets: offsets }] of Object.entries(entries.data)) {
    if (offsets === undefined) continue;
    const [from, to] = [start + offsets[0], start + offsets[1]];
    if ((await digestOf(bytes.subarray(from, to), slicer)) !== tensors[name]) throw damaged(`tensor "${name}"`);
  }
}

/** @param what is not as it was written: a header, a tensor */
export function damagedFile(path: string, what: string): DataError {
  return new DataError({
    path,
    found: `${what} with other bytes than were written (their SHA-256 differs)`,
    expected: 'the file as it was written: a copy of it from elsewhere, or the run made anew from its config',
  });
}

async function digestOf(bytes: Uint8Array, slicer: TimeSlicer): Promise<string> {
  return (await hashInChunks(createHash('sha256'), bytes, slicer)).digest('hex');
}

/** @throws CancelledError */
export async function hashInChunks(hash: Hash, bytes: Uint8Array, slicer: TimeSlicer): Promise<Hash> {
  for (const piece of piecesOf(bytes)) {
    hash.update(piece);
    if (slicer.due) await slicer.pause();
  }
  return hash;
}
