import { resolve } from 'node:path';
import { mergeSweep } from '../engine/sweep/mergeSweep';
import { printSweep } from './sweepReport';

/**
 * `attribution merge`
 * @throws ConfigError, DataError
 */
export async function mergeCommand(
  folders: readonly string[],
  { out, json }: { readonly out: string; readonly json?: true },
): Promise<void> {
  const stored = await mergeSweep(
    folders.map((folder) => resolve(folder)),
    resolve(out),
  );
  printSweep(stored, json === true);
}
