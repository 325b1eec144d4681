import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { link, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** What somebody may have put where a plain file or a folder should be. */
export const KINDS = [
  'link to a file',
  'link to a folder',
  'link to nothing',
  'FIFO',
  'socket',
  // Only who is root can make one.
  ...(process.getuid?.() === 0 ? (['device'] as const) : []),
] as const;
export type Kind = (typeof KINDS)[number];

/**
 * Puts such an entry in the place of whatever is there.
 * @param outside a folder that links lead to; it holds a file `file` and a folder `folder`
 */
export async function put(kind: Kind, path: string, outside: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  if (kind === 'link to a file') await symlink(join(outside, 'file'), path);
  else if (kind === 'link to a folder') await symlink(join(outside, 'folder'), path);
  else if (kind === 'link to nothing') await symlink(join(outside, 'absent'), path);
  else if (kind === 'FIFO') make('mkfifo', path);
  else if (kind === 'device') make('mknod', path, 'c', '1', '3');
  else await listen(path);
}

/** A folder outside, with what must stay as it is. */
export async function makeOutside(folder: string): Promise<void> {
  await mkdir(join(folder, 'folder', '.hidden'), { recursive: true });
  await mkdir(join(folder, 'folder', '1'));
  await writeFile(join(folder, 'file'), 'a file of somebody else');
  await writeFile(join(folder, 'folder', '.hidden', 'key'), 'a key');
  await writeFile(join(folder, 'folder', '1', 'run.json'), '{}');
  await writeFile(join(folder, 'folder', '1.json'), '{}');
}

/** Every entry below a folder with its kind, time and content: the same text as long as nothing has changed. */
export async function stateOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const lines = await Promise.all(
    entries.map(async (entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mode, mtimeMs } = await lstat(path);
      return [relative(folder, path), mode, mtimeMs, entry.isFile() ? await readFile(path, 'utf8') : ''].join(' ');
    }),
  );
  return lines.sort().join('\n');
}

function make(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

/** A socket that stays when nobody listens any more: another name of one that was made elsewhere, whose path is short. */
async function listen(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-socket-'));
  const server = createServer().listen(join(folder, 's'));
  try {
    await once(server, 'listening');
    await link(join(folder, 's'), path);
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
