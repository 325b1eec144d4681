import * as z from 'zod';
import { recordOf } from '../../model/schemas';
import { storedConfigSchema } from '../config';
import { DataError } from '../errors';
import { checkSeal, SEALED_VERSION, versionSchema } from '../files/sealed';
import { identitySchema } from '../runs/runFormat';
import { parseJson } from '../untrusted/json';
import { MOST_CELLS } from './grid';
import { PRESET_NAMES } from './presets';
import { ordersSchema } from './sweepSchema';

/** A sweep on disk: a folder with `sweep.json`, one file a cell in `cells/`, and `cells.csv` once all of them are there. */
export const SWEEP_FILE = 'sweep.json';
export const CELLS_FOLDER = 'cells';
export const RUNS_FOLDER = 'runs';
export const CELLS_CSV = 'cells.csv';
/**
 * What is read of any JSON of a sweep or a test of claims: a sweep may have 100,000 values on an axis, and a cell of a
 * thousand layers as many metrics.
 */
export const STORED_LIMITS = { largest: 2 ** 24, mostValues: 500_000 } as const;

const number = z.int().min(1).max(MOST_CELLS);

/** `sweep.json`: which sweep, and which part of it. `preset`, `base`, `axes` and `orders` are again a sweep file. */
export const sweepFileSchema = z.object({
  format: z.literal('attribution-sweep'),
  formatVersion: versionSchema,
  engine: z.string(),
  hash: z.string(),
  shard: z.object({ index: number, count: number }),
  /** Of the whole sweep. */
  cells: number,
  preset: z.enum(PRESET_NAMES).optional(),
  base: z.record(z.string(), z.unknown()),
  axes: recordOf(z.array(z.unknown()).min(1)),
  /** Absent: none beside each cell's own. */
  orders: ordersSchema.optional(),
});

export type SweepFile = z.output<typeof sweepFileSchema>;

/** `cells/<number>.json`: what came out of one cell. No times, so that the same cell has the same bytes everywhere. */
export const cellFileSchema = z.object({
  format: z.literal('attribution-cell'),
  formatVersion: versionSchema,
  /** The sweep's hash. */
  sweep: z.string(),
  cell: number,
  values: z.array(z.unknown()),
  /** `attribution run` of it remakes the cell bit for bit. */
  config: storedConfigSchema,
  data: identitySchema,
  status: z.enum(['done', 'diverged']),
  /** Empty when training diverged. */
  figures: recordOf(z.number()),
});

export type CellFile = z.output<typeof cellFileSchema>;
export type CellStatus = CellFile['status'];

/** @throws DataError when it is not what was written, or never was such a file */
export function parseStored<Schema extends z.ZodType>(schema: Schema, text: string, path: string): z.output<Schema> {
  const expected = `a file of a sweep, of format version ${SEALED_VERSION} or an earlier one`;
  const json = parseJson(text, path, expected, STORED_LIMITS.mostValues);
  checkSeal(json, path);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new DataError({ path, found: `"${issue?.path.join('.')}" that is wrong (${issue?.message})`, expected });
}
