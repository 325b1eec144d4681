import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DataError } from '../errors';

/** The version of files with metrics that were written before there were seals: they are read, and cannot be verified. */
const UNSEALED_VERSION = 1;
/** The version of files with metrics that are written now: each has a seal, and is refused without it. */
export const SEALED_VERSION = 2;
/** Of `formatVersion` or `version` in a file with metrics. */
export const versionSchema = z.literal([UNSEALED_VERSION, SEALED_VERSION]);

type Version = z.output<typeof versionSchema>;
type Versioned = { readonly formatVersion: Version } | { readonly version: Version };

/** Whether what a file says can be held against a seal. */
export function isSealed(file: Versioned): boolean {
  return versionOf(file) === SEALED_VERSION;
}

/**
 * What is to be written of a file with metrics: what it says, and last the key `sha256`, the SHA-256 of
 * `JSON.stringify` of all before it. So white space does not matter, every key and every value does. A file of the
 * version that had no seals stays without: nobody knows whether it still says what it said.
 */
export function sealed<File extends Versioned>(file: File): object {
  return isSealed(file) ? { ...file, sha256: digestOf(JSON.stringify(file)) } : file;
}

/**
 * Holds what was read of a file with metrics against its seal, before anything else is made of it. That a file is of
 * another version is left to whoever knows its keys.
 * @param json of a file, parsed
 * @throws DataError when it is not what was written, or has lost its seal
 */
export function checkSeal(json: unknown, path: string): void {
  if (typeof json !== 'object' || json === null) return;
  const { sha256, ...contents } = json as Readonly<Record<string, unknown>>;
  const refuse = (found: string) => {
    const expected = 'the file as it was written: a copy of it from elsewhere, or what it says made anew';
    throw new DataError({ path, found, expected });
  };
  if (sha256 === undefined) {
    if (versionOf(contents) === SEALED_VERSION) refuse('no checksum ("sha256") in a file of a version that has one');
    return;
  }
  const isSame = !hasUnwritten(contents) && sha256 === digestOf(JSON.stringify(contents));
  if (!isSame) refuse('other contents than were written (their SHA-256 differs)');
}

function versionOf(file: object): unknown {
  if ('formatVersion' in file) return file.formatVersion;
  return 'version' in file ? file.version : undefined;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether there is a number in it that is never written: one beyond all numbers would count as null, −0 as 0. */
function hasUnwritten(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value) || Object.is(value, -0);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnwritten);
}
