import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { CancelFlag } from '../cancellation';
import { CancelledError, DataError, StorageError } from '../errors';
import { disk } from '../files/disk';
import { beside, named } from '../files/door';
import { doing, makeFolder, remove, renameFlushed } from '../files/files';
import { readWhole } from '../outside/file';
import { unzipAll } from './idx';

/** A gzipped file to be fetched from one of several mirrors. */
export interface Download {
  /** Where the whole, checked file ends up. */
  readonly path: string;
  /** The same file on each mirror, tried in this order. */
  readonly urls: readonly string[];
  /** Nothing else is asked, whatever a mirror leads to: `https://example.org`. See `secureOrigins`. */
  readonly origins: readonly string[];
  /** SHA-256 of the uncompressed bytes. */
  readonly sha256: string;
  /** Uncompressed bytes. */
  readonly bytes: number;
}

/** Steps from one address to another that are followed. */
const MOST_REDIRECTS = 3;

/** A connection that says nothing for this long is given up. */
const SILENCE_MS = 30_000;

/** The origins of those addresses that are https. */
export function secureOrigins(urls: readonly string[]): string[] {
  return urls.map((url) => new URL(url)).flatMap(({ protocol, origin }) => (protocol === 'https:' ? [origin] : []));
}

/**
 * Fetches a file, unless it is there and right already. What has arrived is kept in a `.part` file of its mirror and
 * continued the next time; the file gets its own name only after its checksum was right.
 * @param progress bytes of this file that are here so far
 * @throws CancelledError, StorageError, or DataError when no mirror delivers the right bytes
 */
export async function download(file: Download, cancel: CancelFlag, progress: (bytes: number) => void): Promise<void> {
  if (await isRight(file.path, file)) return progress((await stat(file.path)).size);
  await makeFolder(named(dirname(file.path)));
  const failures: string[] = [];
  for (const url of file.urls) {
    const part = `${file.path}.${createHash('sha256').update(url).digest('hex').slice(0, 8)}.part`;
    try {
      const continued = await fetchInto(part, url, file, cancel, progress);
      if (await isRight(part, file)) return await renameFlushed(beside(part), beside(file.path));
      await remove(beside(part));
      if (continued) {
        // What was kept from an earlier time may have been the wrong part: once more, from the first byte.
        await fetchInto(part, url, file, cancel, progress);
        if (await isRight(part, file)) return await renameFlushed(beside(part), beside(file.path));
        await remove(beside(part));
      }
      failures.push(`${url}: bytes with another checksum than ${file.sha256.slice(0, 12)}…`);
    } catch (error) {
      if (cancel.raised) throw new CancelledError();
      // What this disk refuses it would refuse the next mirror, too.
      if (error instanceof StorageError) throw error;
      failures.push(`${url}: ${reasonOf(error)}`);
    }
  }
  throw new DataError({
    path: 'data',
    found: `no mirror that delivers (${failures.join('; ')})`,
    expected: 'a connection to one of them, or a folder that holds the four files',
  });
}

/** Bytes of a gzip file at the most: what cannot be made smaller grows by 5 in 16,384, and has a header and a trailer. */
function largestPacked({ bytes }: Download): number {
  return bytes + Math.ceil(bytes / 1024) + 1024;
}

async function isRight(path: string, file: Download): Promise<boolean> {
  try {
    const packed = await readWhole(beside(path), { largest: largestPacked(file), expected: 'a gzip file' });
    return (await unzipAll(packed, path, () => file.bytes)).sha256 === file.sha256;
  } catch {
    // Not there, cut off, too large, or not gzip: in each case it has to be fetched.
    return false;
  }
}

/**
 * Asks for an address, and follows where it leads as long as that is one of the origins that may be asked.
 * @throws Error saying what is refused
 */
async function ask(url: string, { origins }: Download, request: RequestInit): Promise<Response> {
  let address = new URL(url);
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (!origins.includes(address.origin)) throw new Error(`leads to ${address.origin}, which is no mirror of it`);
    const response = await fetch(address, { ...request, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    address = new URL(location, address);
  }
  throw new Error(`leads from one address to another more than ${MOST_REDIRECTS} times`);
}

/** @returns whether it went on from bytes that were there before */
async function fetchInto(
  part: string,
  url: string,
  download: Download,
  cancel: CancelFlag,
  progress: (bytes: number) => void,
): Promise<boolean> {
  const abort = new AbortController();
  let lastHeardAt = performance.now();
  const watch = setInterval(() => {
    if (cancel.raised) abort.abort(new CancelledError());
    if (performance.now() - lastHeardAt > SILENCE_MS) abort.abort(new Error(`silent for ${SILENCE_MS / 1000} s`));
  }, 50);
  const largest = largestPacked(download);
  const file = await doing('write', part, () => disk.open(part, 'a'));
  try {
    let size = (await file.stat()).size;
    const continued = size > 0;
    const headers = size > 0 ? { Range: `bytes=${size}-` } : undefined;
    const response = await ask(url, download, { signal: abort.signal, ...(headers && { headers }) });
    if (response.status === 416) return continued; // Nothing beyond what is here: the checksum decides.
    if (!response.ok || response.body === null)
      throw new Error(`answered ${response.status} ${response.statusText}`.trim());
    if (response.status !== 206) {
      await file.truncate(0);
      size = 0;
    }
    for await (const chunk of response.body) {
      lastHeardAt = performance.now();
      if (size + chunk.byteLength > largest) {
        await file.truncate(0);
        throw new Error(`sends more than the ${largest} bytes that the file can have`);
      }
      await doing('write', part, () => disk.write(file, chunk));
      size += chunk.byteLength;
      progress(size);
    }
    await doing('write', part, () => disk.sync(file));
    return continued && response.status === 206;
  } finally {
    clearInterval(watch);
    await file.close();
  }
}

/** What went wrong, with the cause that `fetch` hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
