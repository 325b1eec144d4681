import type { CancelFlag } from '../cancellation';
import { CancelledError } from '../errors';
import { beside } from '../files/door';
import { readWhole } from '../untrusted/file';
import { Part } from './downloadPart';
import type { Answer, Requests } from './downloadRequests';
import { unzipAll } from './idx';
import type { Way } from './proxies';

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

/** How slow a download may be. */
export interface DownloadPace {
  /** A connection that brings fewer bytes than this … */
  readonly bytes: number;
  /** … in so many milliseconds, from the question on, is given up. */
  readonly ms: number;
  /** Milliseconds after which a part that has not grown has no owner any more. */
  readonly abandonedMs: number;
}

/** @param bytes of this file that are here so far */
export type DownloadProgress = (bytes: number) => void;

/** Steps from one address to another that are followed. */
const MOST_REDIRECTS = 3;

/** Between two looks whether to go on. */
export const LOOK_MS = 50;

/** Bytes of a gzip file at the most: what cannot be made smaller grows by 5 in 16,384, and has a header and a trailer. */
function largestPacked({ bytes }: Download): number {
  return bytes + Math.ceil(bytes / 1024) + 1024;
}

export async function isRight(path: string, file: Download): Promise<boolean> {
  try {
    const packed = await readWhole(beside(path), { largest: largestPacked(file), expected: 'a gzip file' });
    return (await unzipAll(packed, path, () => file.bytes)).sha256 === file.sha256;
  } catch {
    // Missing, truncated, too large, or not gzip: in each case it has to be fetched.
    return false;
  }
}

/** Where it is fetched from. */
interface Source {
  readonly url: string;
  readonly way: Way;
  /** Whether nothing that is kept is to be used. */
  readonly again: boolean;
}

/**
 * Fetches a file from one mirror and gives it its name if it is right.
 * @returns `doubtful` when it is wrong, but for what was kept of an earlier time or was somebody else's
 */
export async function fetchFrom(
  { url, way, again }: Source,
  file: Download,
  cancel: CancelFlag,
  progress: DownloadProgress,
  pace: DownloadPace,
): Promise<'right' | 'wrong' | 'doubtful'> {
  const part = await Part.take(file.path, url, pace.abandonedMs);
  let isWhole = false;
  try {
    if (again) await part.empty();
    const resumed = await fetchInto(part, { url, way }, file, cancel, progress, pace);
    const isLost = await part.isLost();
    if (!isLost && (await isRight(part.name, file))) {
      await part.become(file.path);
      isWhole = true;
      return 'right';
    }
    if (!isLost) await part.empty();
    return resumed || isLost ? 'doubtful' : 'wrong';
  } finally {
    await part.letGo(isWhole);
  }
}

/** @returns whether it went on from bytes that existed before */
async function fetchInto(
  part: Part,
  { url, way }: Omit<Source, 'again'>,
  file: Download,
  cancel: CancelFlag,
  progress: DownloadProgress,
  pace: DownloadPace,
): Promise<boolean> {
  const requests = await requestsBy(way);
  let stopped: Error | undefined;
  const stop = (why: Error) => {
    stopped ??= why;
    void requests.end();
  };
  let [since, arrived] = [performance.now(), 0];
  const watch = setInterval(() => {
    if (cancel.raised) stop(new CancelledError());
    if (performance.now() - since < pace.ms) return;
    if (arrived < pace.bytes) stop(new Error(`brought ${arrived} bytes in ${pace.ms / 1000} s, and was given up`));
    [since, arrived] = [performance.now(), 0];
  }, LOOK_MS);
  const largest = largestPacked(file);
  try {
    const resumed = part.size > 0;
    const answer = await ask(requests, url, file, part.size);
    if (answer.status === 416) return resumed; // Nothing beyond what is here: the checksum decides.
    if (answer.status < 200 || answer.status > 299) throw new Error(`answered ${answer.status}`);
    if (answer.status !== 206) await part.empty();
    for await (const chunk of answer.body) {
      arrived += chunk.byteLength;
      if (part.size + chunk.byteLength > largest) {
        await part.empty();
        throw new Error(`sends more than the ${largest} bytes that the file can have`);
      }
      await part.add(chunk);
      progress(part.size);
    }
    await part.flush();
    return resumed && answer.status === 206;
  } catch (error) {
    throw stopped ?? error;
  } finally {
    clearInterval(watch);
    await requests.end();
  }
}

/**
 * Asks for an address, and follows where it leads as long as that is one of the origins that may be asked.
 * @throws Error saying what is refused
 */
async function ask(requests: Requests, url: string, { origins }: Download, from: number): Promise<Answer> {
  let address = new URL(url);
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    if (!origins.includes(address.origin)) throw new Error(`leads to ${address.origin}, which is no mirror of it`);
    const answer = await requests.ask(address, from);
    if (answer.status < 300 || answer.status > 399 || answer.location === undefined) return answer;
    await answer.drop();
    address = new URL(answer.location, address);
  }
  throw new Error(`leads from one address to another more than ${MOST_REDIRECTS} times`);
}

/** The only part of the engine that reaches the network is loaded when it is first needed. */
async function requestsBy(way: Way): Promise<Requests> {
  const { Requests } = await import('./downloadRequests');
  return new Requests(way);
}
