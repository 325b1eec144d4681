import { CommanderError } from 'commander';
import { ConfigError, codeOf, kindOf, whyUnreadable } from '../engine/errors';
import { isExpected } from '../engine/worker/protocol';
import { ExitStatus } from './exitStatus';
import { ReaderGoneError, tell } from './streams';

/** Reports what a command ended with, if anybody can read it. */
export function exitStatusOf(error: unknown): number {
  // Commander has said what was wrong.
  if (error instanceof CommanderError) return ExitStatus.badInput;
  if (!(error instanceof Error)) throw error;
  if (error instanceof ReaderGoneError) return ExitStatus.readerGone;
  tell(`${wordsOf(error)}\n`);
  const kind = kindOf(error);
  if (kind === 'cancelled') return ExitStatus.cancelled;
  return kind === 'config' || kind === 'data' ? ExitStatus.badInput : ExitStatus.failed;
}

function wordsOf(error: NodeJS.ErrnoException): string {
  if (isExpected(error)) return error.message;
  // Also of a thread, which needs one to start.
  if (error.syscall === 'uv_cwd') return NO_WORKING_FOLDER;
  if (isWantOfMemory(error))
    return `There is not enough memory for this: ${error.message}. Allow more (ulimit -v), or end other programs.`;
  // What the system said needs no stack to be understood.
  if (codeOf(error) !== undefined && error.syscall !== undefined)
    return `${error.path ?? error.syscall}: ${whyUnreadable(error)} (${error.syscall})`;
  return error.stack ?? error.message;
}

const NO_WORKING_FOLDER = 'The working folder is not there any more: change into one that is.';

/** @throws ConfigError where relative paths mean nothing, and no thread can be started */
export function refuseWithoutWorkingFolder(): void {
  try {
    process.cwd();
  } catch (error) {
    const found = `no folder any more (${whyUnreadable(error)})`;
    throw new ConfigError([{ path: 'the working folder', found, expected: 'one that is there: change into another' }]);
  }
}

/** What V8 says, which gives it no code, and Node.js of a thread. */
function isWantOfMemory(error: Error): boolean {
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return error instanceof RangeError && /allocat/.test(error.message);
}
