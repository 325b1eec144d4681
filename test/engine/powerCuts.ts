import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { disk } from '../../src/engine/files/disk';
import { RandomStream } from '../../src/engine/network/random';

/**
 * A disk that loses its power. What is changed is written down, call by call; after any of them, what had not been flushed
 * may be on the disk or not, in any combination: bytes of a file until the file is flushed, the names in a folder (files
 * and folders made, renamed, removed) until the folder is. A rename happens or does not.
 */
type Change =
  | { readonly type: 'make'; readonly kind: 'file' | 'folder'; readonly path: string; readonly file?: FileHandle }
  | { readonly type: 'write'; readonly file: FileHandle; readonly bytes: Buffer }
  | { readonly type: 'flush'; readonly file: FileHandle; readonly before: number }
  | { readonly type: 'flush folder'; readonly path: string; readonly before: number }
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  | { readonly type: 'remove'; readonly path: string };

/** What of that which was not flushed has reached the disk when the power went. */
export const LEFTS = ['nothing', 'everything', 'names alone', 'names, and zeros', 'some', 'some others'] as const;
export type Left = (typeof LEFTS)[number];

interface File {
  readonly kind: 'file';
  flushed: Buffer;
  now: Buffer;
}
interface Folder {
  readonly kind: 'folder';
  flushed: Map<string, Node>;
  now: Map<string, Node>;
  /** Changes to its names that have not been flushed. */
  pending: { readonly at: number; readonly apply: (names: Map<string, Node>) => void }[];
}
type Node = File | Folder;

/** Does something below a folder, and returns what was changed there, in order. */
export async function recorded(root: string, action: () => Promise<unknown>): Promise<PowerCuts> {
  const [real, before] = [{ ...disk }, await treeOf(root)];
  const changes: Change[] = [];
  const within = (path: string) => path.startsWith(root + sep);
  Object.assign(disk, {
    open: async (path, flags) => {
      assert.equal(flags, 'wx', 'no file that is there already is written to');
      const file = await real.open(path, flags);
      if (within(path)) changes.push({ type: 'make', kind: 'file', path, file });
      return file;
    },
    write: async (file, bytes) => {
      const written = Buffer.from(bytes);
      await real.write(file, bytes);
      changes.push({ type: 'write', file, bytes: written });
    },
    sync: async (file) => {
      const { length } = changes;
      await real.sync(file);
      changes.push({ type: 'flush', file, before: length });
    },
    syncFolder: async (path) => {
      const { length } = changes;
      await real.syncFolder(path);
      changes.push({ type: 'flush folder', path, before: length });
    },
    rename: async (from, to) => {
      await real.rename(from, to);
      changes.push({ type: 'rename', from, to });
    },
    remove: async (path) => {
      await real.remove(path);
      changes.push({ type: 'remove', path });
    },
    removeEmptyFolder: async (path) => {
      await real.removeEmptyFolder(path);
      changes.push({ type: 'remove', path });
    },
    makeFolder: async (path) => {
      await real.makeFolder(path);
      if (within(path)) changes.push({ type: 'make', kind: 'folder', path });
    },
  } satisfies Partial<typeof disk>);
  try {
    await action();
  } finally {
    Object.assign(disk, real);
  }
  return new PowerCuts(root, before, changes);
}

/** The states in which a disk may be found whose power went while something was done. */
export class PowerCuts {
  private readonly seen = new Set<string>();

  constructor(
    private readonly root: string,
    private readonly before: ReadonlyMap<string, Buffer | null>,
    private readonly changes: readonly Change[],
  ) {}

  get length(): number {
    return this.changes.length;
  }

  /**
   * Puts the folder into the state after the first changes.
   * @returns false for a state that was there before, which is not made again
   */
  async restore(changes: number, left: Left): Promise<boolean> {
    const state = this.stateAfter(changes, left, new RandomStream(changes, left));
    const hash = createHash('sha256');
    for (const [path, bytes] of state) hash.update(`${path}\0${bytes?.length ?? 'folder'}\0`).update(bytes ?? '');
    const digest = hash.digest('hex');
    if (this.seen.has(digest)) return false;
    this.seen.add(digest);
    for (const name of await readdir(this.root)) await rm(join(this.root, name), { recursive: true });
    for (const [path, bytes] of state) {
      if (bytes === null) await mkdir(join(this.root, path));
      else await writeFile(join(this.root, path), bytes);
    }
    return true;
  }

  private stateAfter(count: number, left: Left, random: RandomStream): Map<string, Buffer | null> {
    const root: Folder = folderNode();
    const files = new Map<FileHandle, File>();
    const nodeAt = (path: string): Node | undefined => {
      let node: Node | undefined = root;
      for (const name of namesOf(relative(this.root, path)))
        node = node?.kind === 'folder' ? node.now.get(name) : undefined;
      return node;
    };
    const folderAt = (path: string): Folder => {
      const node = nodeAt(path);
      assert.ok(node?.kind === 'folder', path);
      return node;
    };
    for (const [path, bytes] of this.before) {
      const node: Node = bytes === null ? folderNode() : { kind: 'file', flushed: bytes, now: bytes };
      const above = folderAt(dirname(join(this.root, path)));
      above.now.set(basename(path), node);
      above.flushed.set(basename(path), node);
    }
    for (const [at, change] of this.changes.slice(0, count).entries()) {
      const rename = (path: string, apply: (names: Map<string, Node>) => void) => {
        const above = folderAt(dirname(path));
        apply(above.now);
        above.pending.push({ at, apply });
      };
      if (change.type === 'make') {
        const empty = Buffer.alloc(0);
        const node: Node = change.kind === 'folder' ? folderNode() : { kind: 'file', flushed: empty, now: empty };
        if (change.file !== undefined) files.set(change.file, node as File);
        rename(change.path, (names) => names.set(basename(change.path), node));
      } else if (change.type === 'remove') {
        // What is not there can be removed as well, and so can what is in a folder that is not.
        if (nodeAt(change.path) !== undefined) rename(change.path, (names) => names.delete(basename(change.path)));
      } else if (change.type === 'rename') {
        assert.equal(dirname(change.from), dirname(change.to), 'nothing is moved from one folder into another');
        const node = folderAt(dirname(change.from)).now.get(basename(change.from)) as Node;
        rename(change.from, (names) => {
          names.delete(basename(change.from));
          names.set(basename(change.to), node);
        });
      } else if (change.type === 'write') {
        const file = files.get(change.file);
        if (file !== undefined) file.now = Buffer.concat([file.now, change.bytes]);
      } else if (change.type === 'flush') {
        const file = files.get(change.file);
        if (file !== undefined) file.flushed = file.now;
      } else if (change.path === this.root || change.path.startsWith(this.root + sep)) {
        const folder = folderAt(change.path);
        for (const { apply } of folder.pending.filter((one) => one.at < change.before)) apply(folder.flushed);
        folder.pending = folder.pending.filter((one) => one.at >= change.before);
      }
    }
    return leftOf(root, left, random);
  }
}

/** What is found below a folder when the power is back: folders as null, each before what is in it. */
function leftOf(root: Folder, left: Left, random: RandomStream): Map<string, Buffer | null> {
  const found = new Map<string, Buffer | null>();
  const visit = (folder: Folder, path: string) => {
    const names = new Map(folder.flushed);
    for (const { apply } of folder.pending)
      if (left !== 'nothing' && (!left.startsWith('some') || random.uniform() < 0.5)) apply(names);
    for (const [name, node] of names) {
      const own = path === '' ? name : `${path}${sep}${name}`;
      if (node.kind === 'folder') {
        found.set(own, null);
        visit(node, own);
      } else found.set(own, contentOf(node, left, random));
    }
  };
  visit(root, '');
  return found;
}

function contentOf({ flushed, now }: File, left: Left, random: RandomStream): Buffer {
  if (flushed.length === now.length || left === 'nothing' || left === 'names alone') return flushed;
  if (left === 'everything') return now;
  const zeros = Buffer.concat([flushed, Buffer.alloc(now.length - flushed.length)]);
  if (left === 'names, and zeros') return zeros;
  const end = flushed.length + random.integer(now.length - flushed.length + 1);
  return Buffer.concat([now.subarray(0, end), random.uniform() < 0.5 ? zeros.subarray(end) : Buffer.alloc(0)]);
}

function folderNode(): Folder {
  return { kind: 'folder', flushed: new Map(), now: new Map(), pending: [] };
}

function namesOf(path: string): string[] {
  return path === '' ? [] : path.split(sep);
}

/** Everything below a folder that is on disk: folders as null, each before what is in it. */
async function treeOf(root: string): Promise<Map<string, Buffer | null>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.map((entry) => ({ path: join(entry.parentPath, entry.name), isFile: entry.isFile() }));
  paths.sort((one, other) => one.path.split(sep).length - other.path.split(sep).length);
  const tree = new Map<string, Buffer | null>();
  for (const { path, isFile } of paths) tree.set(relative(root, path), isFile ? await readFile(path) : null);
  return tree;
}
