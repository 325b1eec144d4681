import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CancelFlag } from '../cancellation';
import { CancelledError, DataError, NO_MIRROR, StorageError } from '../errors';
import { beside, entryAt, named } from '../files/door';
import { makeFolder } from '../files/files';
import { type Download, type DownloadPace, type DownloadProgress, fetchFrom, isRight, LOOK_MS } from './downloadFrom';
import { removeParts } from './downloadPart';
import { type EditorProxies, wayOf } from './proxies';

/** A little over 1 kB a second: the largest file of MNIST within three hours, and no drip for ever. */
const SLOWEST: DownloadPace = { bytes: 32_768, ms: 30_000, abandonedMs: 180_000 };

/** The origins of those addresses that are https. */
export function secureOrigins(urls: readonly string[]): string[] {
  return urls.map((url) => new URL(url)).flatMap(({ protocol, origin }) => (protocol === 'https:' ? [origin] : []));
}

let editorProxies: EditorProxies | undefined;

/** Has this thread's downloads go by the editor's settings, before those of the environment. */
export function useEditorProxies(proxies: EditorProxies | undefined): void {
  editorProxies = proxies;
}

/** The downloads of this thread that are on their way, by the path of the file. */
const onTheirWay = new Map<string, { readonly done: Promise<void>; readonly listeners: Set<DownloadProgress> }>();

/**
 * Fetches a file, unless it exists and its checksum is right. What has arrived is kept in a `.part` file of its mirror and
 * continued the next time; the file gets its own name only after its checksum was right. Whoever asks for the same file
 * in this thread meanwhile waits for it; other threads and processes fetch it as well, and the last one to end finds it.
 * @param progress bytes of this file that are here so far
 * @throws CancelledError, StorageError, or DataError when no mirror delivers the right bytes
 */
export async function download(
  file: Download,
  cancel: CancelFlag,
  progress: DownloadProgress,
  pace = SLOWEST,
): Promise<void> {
  for (;;) {
    const other = onTheirWay.get(file.path);
    if (other === undefined) break;
    other.listeners.add(progress);
    try {
      return await unlessCancelled(other.done, cancel);
    } catch (error) {
      if (cancel.raised || !(error instanceof CancelledError)) throw error;
      // It was the other one who did not want it any more.
    } finally {
      other.listeners.delete(progress);
    }
  }
  const listeners = new Set([progress]);
  const tellAll = (bytes: number) => {
    for (const tell of listeners) tell(bytes);
  };
  const done = fetchOnce(file, cancel, tellAll, pace);
  onTheirWay.set(file.path, { done, listeners });
  try {
    await done;
  } finally {
    onTheirWay.delete(file.path);
  }
}

/** @throws CancelledError as soon as that is wanted, whatever comes of the promise */
async function unlessCancelled(done: Promise<void>, cancel: CancelFlag): Promise<void> {
  let watch: NodeJS.Timeout | undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    watch = setInterval(() => cancel.raised && reject(new CancelledError()), LOOK_MS);
  });
  try {
    await Promise.race([done, cancelled]);
  } finally {
    clearInterval(watch);
  }
}

async function fetchOnce(
  file: Download,
  cancel: CancelFlag,
  progress: DownloadProgress,
  pace: DownloadPace,
): Promise<void> {
  const existing = await entryAt(beside(file.path));
  if (existing?.isDirectory())
    throw new DataError({ path: file.path, found: 'a folder', expected: 'a file of that name, or nothing: remove it' });
  if (await isRight(file.path, file)) {
    progress((await stat(file.path)).size);
    return removeParts(file.path, pace.abandonedMs);
  }
  await makeFolder(named(dirname(file.path)));
  const failures: string[] = [];
  for (const url of file.urls) {
    const way = wayOf(new URL(url).protocol, process.env, editorProxies);
    try {
      const fetched = (again: boolean) => fetchFrom({ url, way, again }, file, cancel, progress, pace);
      // What was kept from an earlier time may have been the wrong part: once more, from the first byte.
      const outcome = await fetched(false);
      if (outcome === 'right' || (outcome === 'doubtful' && (await fetched(true)) === 'right'))
        return await removeParts(file.path, pace.abandonedMs);
      failures.push(`${url}: bytes with another checksum than ${file.sha256.slice(0, 12)}…`);
    } catch (error) {
      if (cancel.raised) throw new CancelledError();
      // What this disk refuses it would refuse the next mirror, too.
      if (error instanceof StorageError) throw error;
      failures.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new DataError({
    path: 'data',
    found: `${NO_MIRROR} (${failures.join('; ')})`,
    expected: 'a connection to one of them, or a folder that holds the four files',
  });
}
