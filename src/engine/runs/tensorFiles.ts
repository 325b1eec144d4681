import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import * as z from 'zod';
import { recordOf } from '../../model/schemas';
import { DataError, whyUnreadable } from '../errors';
import { inside, openToRead, type Place } from '../files/door';
import { readJsonText } from '../untrusted/file';
import { parseJson } from '../untrusted/json';
import { type Checksums, damagedFile } from './checksums';
import { SHARD_INDEX } from './runFormat';
import { otherShape, type StoredTensor, tensorOf } from './safetensors';
import {
  bytesPerNumber,
  countOf,
  HEADER_LIMITS,
  headerLengthOf,
  headerOf,
  isReadable,
  numbersOf,
  refuseUnreadable,
  type TensorEntry,
} from './safetensorsHeader';

const indexSchema = z.object({ weight_map: recordOf(z.string().min(1)) });

/** Numbers of a tensor that are read at a time: a few milliseconds. */
const PIECE = 2 ** 21;

interface OpenFile {
  readonly path: string;
  readonly file: FileHandle;
  /** Where its numbers begin. */
  readonly start: number;
}

interface Found {
  readonly in: OpenFile;
  readonly entry: TensorEntry;
}

/**
 * The tensors of a run where they lie, in one safetensors file or in the shards that an index names. Headers are read when
 * it is opened, numbers when they are asked for, a piece at a time: a run of any size takes no more memory than what is
 * asked of it.
 */
export class TensorFiles {
  private constructor(
    /** The file, or the index. */
    readonly path: string,
    private readonly files: readonly OpenFile[],
    private readonly tensors: ReadonlyMap<string, Found>,
    private readonly checksums: Checksums | undefined,
  ) {}

  /**
   * @param checksums each tensor is held against its own as often as all of it is read
   * @throws DataError
   */
  static async open(place: Place, checksums?: Checksums): Promise<TensorFiles> {
    const tensors = new Map<string, Found>();
    const file = await opened(place, tensors, checksums);
    return new TensorFiles(place.path, [file], tensors, checksums);
  }

  /**
   * The shards that the index in a folder names.
   * @throws DataError also where a shard lacks a tensor that it is said to hold
   */
  static async openShards(folder: string): Promise<TensorFiles> {
    const place = inside(folder, SHARD_INDEX);
    const expected = 'an index of shards: {"weight_map": {"<tensor>": "<file>", …}}';
    const limits = { ...HEADER_LIMITS, expected };
    const json = parseJson(await readJsonText(place, limits), place.path, expected, limits.mostValues);
    const index = indexSchema.safeParse(json);
    if (!index.success) {
      const [issue] = index.error.issues;
      const found = `an index whose "${issue?.path.join('.')}" is wrong (${issue?.message})`;
      throw new DataError({ path: place.path, found, expected });
    }
    const inIndex = Object.entries(index.data.weight_map);
    const [files, tensors] = [new Map<string, OpenFile>(), new Map<string, Found>()];
    try {
      for (const name of new Set(inIndex.map(([, shard]) => shard))) {
        if (/[/\\\0]/.test(name) || name === '.' || name === '..') {
          const found = `a shard "${name}"`;
          throw new DataError({ path: place.path, found, expected: 'the name of a file in the same folder' });
        }
        const inShard = new Map<string, Found>();
        files.set(name, await opened(inside(folder, name), inShard));
        for (const [tensor, found] of inShard) if (index.data.weight_map[tensor] === name) tensors.set(tensor, found);
      }
      for (const [tensor, shard] of inIndex) {
        if (tensors.has(tensor)) continue;
        const { path } = files.get(shard) as OpenFile;
        throw new DataError({ path, found: `no tensor "${tensor}"`, expected: `it, as ${SHARD_INDEX} says` });
      }
      return new TensorFiles(place.path, [...files.values()], tensors, undefined);
    } catch (error) {
      await closed([...files.values()]);
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.tensors.keys()];
  }

  has(name: string): boolean {
    return this.tensors.has(name);
  }

  /** Bytes of the numbers of all tensors. */
  get bytes(): number {
    return [...this.tensors.values()].reduce((sum, { entry }) => sum + bytesOf(entry), 0);
  }

  /** Bytes of the numbers of one tensor. */
  bytesOf(name: string): number {
    return bytesOf(this.found(name).entry);
  }

  /** Undefined where there is no such tensor. */
  shapeOf(name: string): readonly number[] | undefined {
    return this.tensors.get(name)?.entry.shape;
  }

  /** @throws DataError where there is no such tensor, or one of another shape */
  refuseOtherShape(name: string, shape: readonly number[]): void {
    const found = this.shapeOf(name);
    if (found?.join() === shape.join()) return;
    throw otherShape(name, found, shape, this.path);
  }

  /** The file that a tensor lies in. */
  pathOf(name: string): string {
    return this.found(name).in.path;
  }

  /**
   * The numbers of a tensor as float64, in their order, so many at a time that pieces of two tensors of one shape go
   * together whatever their types.
   * @throws DataError when its numbers cannot be read, or are not those that were written
   */
  async *numbersOf(name: string): AsyncGenerator<Float64Array> {
    const { entry, in: from } = this.found(name);
    const { dtype } = entry;
    const size = bytesPerNumber(dtype);
    if (size === undefined) refuseUnreadable(name, dtype, from.path);
    const hash = this.checksums === undefined ? undefined : createHash('sha256');
    const [begin, end] = entry.data_offsets.map((offset) => from.start + offset) as [number, number];
    const piece = PIECE * size;
    for (let at = begin; at < end; at += piece) {
      const bytes = await readAt(from, at, Math.min(piece, end - at));
      hash?.update(bytes);
      yield numbersOf(bytes, dtype);
    }
    this.refuseDamaged(name, from.path, hash);
  }

  /** A tensor whole. One of a type that is not read says so when its numbers are asked for. @throws DataError */
  async tensor(name: string): Promise<StoredTensor> {
    const { entry, in: from } = this.found(name);
    const { shape, dtype } = entry;
    if (!isReadable(dtype)) return tensorOf(shape, () => refuseUnreadable(name, dtype, from.path));
    const values = new Float64Array(countOf(shape));
    let at = 0;
    for await (const piece of this.numbersOf(name)) {
      values.set(piece, at);
      at += piece.length;
    }
    return { shape, values };
  }

  async close(): Promise<void> {
    await closed(this.files);
  }

  private found(name: string): Found {
    const found = this.tensors.get(name);
    if (found === undefined) throw new RangeError(`There is no tensor "${name}".`);
    return found;
  }

  private refuseDamaged(name: string, path: string, hash: Hash | undefined): void {
    if (hash === undefined || hash.digest('hex') === this.checksums?.tensors[name]) return;
    throw damagedFile(path, `tensor "${name}"`);
  }
}

async function closed(files: readonly OpenFile[]): Promise<void> {
  await Promise.all(files.map(({ file }) => file.close()));
}

function bytesOf({ data_offsets: [from, to] }: TensorEntry): number {
  return to - from;
}

/** Opens a safetensors file and reads its header. @throws DataError */
async function opened(place: Place, into: Map<string, Found>, checksums?: Checksums): Promise<OpenFile> {
  const { path } = place;
  const file = await openToRead(place).catch((error: unknown) => {
    if (error instanceof DataError) throw error;
    const found = `no readable file (${whyUnreadable(error)})`;
    throw new DataError({ path, found, expected: 'a file of a run' }, { cause: error });
  });
  try {
    const { size } = await file.stat();
    const first = await readAt({ path, file }, 0, Math.min(8, size));
    const header = await readAt({ path, file }, 8, headerLengthOf(first, size, path));
    const digest = createHash('sha256').update(first).update(header).digest('hex');
    // Whatever else is read of the header is what was written.
    if (checksums !== undefined && digest !== checksums.header) throw damagedFile(path, 'a header');
    const { start, entries } = headerOf(header, size, path);
    const open = { path, file, start };
    for (const [name, entry] of entries) into.set(name, { in: open, entry });
    return open;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** @throws DataError when the file ends before */
async function readAt({ path, file }: Pick<OpenFile, 'path' | 'file'>, at: number, count: number): Promise<Uint8Array> {
  // Of its own memory, so that numbers begin where numbers may begin.
  const bytes = new Uint8Array(count);
  for (let done = 0; done < count; ) {
    const { bytesRead } = await file.read(bytes, done, count - done, at + done).catch((error: unknown) => {
      const found = `no readable file (${whyUnreadable(error)})`;
      throw new DataError({ path, found, expected: 'a file of a run' }, { cause: error });
    });
    if (bytesRead === 0)
      throw new DataError({ path, found: `an end at byte ${at + done}`, expected: `${at + count} bytes or more` });
    done += bytesRead;
  }
  return bytes;
}
