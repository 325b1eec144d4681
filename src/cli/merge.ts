import { resolve } from 'node:path';
import { mergeSweep } from '../engine/sweep/mergeSweep';
import { cancelOnSignal } from './cancelOnSignal';
import { printSweep } from './sweepReport';

/**
 * `attribution merge`
 * @throws ConfigError, DataError, CancelledError
 */
export async function mergeCommand(
  folders: readonly string[],
  { out, json }: { readonly out: string; readonly json?: true },
): Promise<void> {
  const parts = folders.map((folder) => resolve(folder));
  const stored = await cancelOnSignal((cancel) => mergeSweep(parts, resolve(out), cancel));
  await printSweep(stored, json === true);
}
