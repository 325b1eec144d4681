import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { isatty } from 'node:tty';
import { codeOf, StorageError } from '../engine/errors';
import { shown, shownLines } from '../engine/untrusted/shown';

/**
 * All that the command line says goes through here. What comes from outside (names, messages) cannot drive a terminal:
 * control characters are shown. Progress that cannot be written ends nothing.
 */

/** Standard output has no reader any more: nothing can be reported, and nothing went wrong. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError';
}

/** Progress, warnings and errors, on standard error. */
export function tell(text: string): void {
  put('stderr', shownLines(text));
}

export const isTerminal = (): boolean => process.stderr.isTTY === true;

/** One line on a terminal's standard error, in place of the one before. */
export function tellOver(line: string): void {
  put('stderr', `\r\x1b[2K${shown(line).slice(0, (process.stderr.columns || 80) - 1)}`);
}

/**
 * Results, on standard output.
 * @throws ReaderGoneError; StorageError when they cannot be written
 */
export async function print(text: string): Promise<void> {
  try {
    await write('stdout', shownLines(text));
  } catch (error) {
    if (isReaderGone(error)) throw new ReaderGoneError('Nobody reads standard output any more.', { cause: error });
    throw new StorageError('write', 'standard output', error as NodeJS.ErrnoException);
  }
}

/** @throws ReaderGoneError, StorageError */
export function printJson(value: unknown, indent?: number): Promise<void> {
  return print(`${JSON.stringify(value, undefined, indent)}\n`);
}

function put(name: Stream, text: string): void {
  write(name, text).catch(() => {
    // Closed, full, or a terminal that is gone: what is being done goes on without.
  });
}

type Stream = 'stdout' | 'stderr';

async function write(name: Stream, text: string): Promise<void> {
  const stream = process[name];
  // A pipe or a terminal. (Node.js has sockets for them; nothing here asks for what reaches the network.)
  if (stream instanceof Duplex) {
    // The callback gets the error as well; an `error` event without a listener would end the process.
    if (stream.listenerCount('error') === 0) stream.on('error', () => {});
    return new Promise((resolve, reject) => {
      stream.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
  // A file or a device. The stream that Node.js has for it loses the rest of what a full disk takes a part of.
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(name === 'stdout' ? 1 : 2, bytes, done);
}

function isReaderGone(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(code) || (code === 'EIO' && isDevice(1));
}

// At the end Node.js sets terminals back to what they were, and aborts where one has been closed meanwhile: perhaps before
// any of this was loaded, so that it was never seen as a terminal here.
process.on('exit', () => {
  for (const descriptor of [0, 1, 2]) {
    if (!isDevice(descriptor) || isatty(descriptor)) continue;
    closeSync(descriptor);
    openSync('/dev/null', 'r+');
  }
});

function isDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    // It is closed.
    return false;
  }
}
