import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { writeRun } from '../../src/engine/runs/runStore';
import { run, tinyConfig, tinyData } from '../engine/support';

/** The files of a real run, as they were written. */
export interface RunFiles {
  readonly run: string;
  readonly tensors: Buffer;
}

let made: Promise<RunFiles> | undefined;

/** Of 9–5–2 parameters, made once. */
export function runFiles(): Promise<RunFiles> {
  made ??= makeRun();
  return made;
}

async function makeRun(): Promise<RunFiles> {
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-fuzz-'));
  try {
    const folder = join(scratch, 'run');
    await writeRun(await run(tinyConfig(), tinyData()), folder, new Date('2026-01-02T03:04:05Z'), 1.5);
    return {
      run: await readFile(join(folder, 'run.json'), 'utf8'),
      tensors: await readFile(join(folder, 'tensors.safetensors')),
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A file with metrics as it was before there were seals. @param file what it says, or its text */
export function unsealed(file: object | string): object {
  const { sha256: _, ...contents } = (typeof file === 'string' ? JSON.parse(file) : file) as Record<string, unknown>;
  return { ...contents, formatVersion: 1 };
}

/** Any value that JSON has, and not very large. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>('__proto__', 'toString', -1, 2 ** 53, 1e308, [], {}, [[]], null),
);

/** Objects of a known shape, some of whose keys are missing, hold something else, or are not known at all. */
export function nearly(sample: Readonly<Record<string, unknown>>): fc.Arbitrary<Record<string, unknown>> {
  const keys = Object.keys(sample);
  const keyOf = fc.oneof(
    fc.constantFrom(...keys),
    fc.constantFrom('__proto__', 'constructor', 'x'),
    fc.string({ maxLength: 8 }),
  );
  return fc.tuple(fc.subarray(keys), fc.array(fc.tuple(keyOf, junk), { maxLength: 3 })).map(([left, strange]) => {
    const kept = Object.fromEntries(left.map((key) => [key, sample[key]]));
    for (const [key, value] of strange)
      Object.defineProperty(kept, key, { value, enumerable: true, configurable: true, writable: true });
    return kept;
  });
}

/** Texts that are JSON of such objects, JSON of anything, or nothing at all. */
export function nearlyJson(sample: Readonly<Record<string, unknown>>): fc.Arbitrary<string> {
  return fc.oneof(
    nearly(sample).map((value) => JSON.stringify(value)),
    fc.json({ maxDepth: 6 }),
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', 'null', '"a":', '//', '/*', '*/', '\n', '\\'), {
        maxLength: 300,
      })
      .map((parts) => parts.join('')),
    fc.nat({ max: 5000 }).map((depth) => '['.repeat(depth)),
  );
}
