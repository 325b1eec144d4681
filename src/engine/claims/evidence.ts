import * as z from 'zod';
import { listOf, recordOf } from '../../model/schemas';
import { configHash, configSchema, type ExperimentConfig } from '../config';
import { isNamedSource } from '../data/sources';
import { SEALED_VERSION, versionSchema } from '../files/sealed';
import { identitySchema } from '../runs/runFormat';
import { type CellFile, parseStored } from '../sweep/cellFile';
import { ENGINE_VERSION } from '../version';
import { metricsOfPart, RATE_METRICS } from './metricNames';
import type { PartName } from './plan';

export const CLAIMS_FILE = 'claims.json';

const perSeed = listOf(z.number().nullable());
const partSchema = z.object({
  learningRate: z.number(),
  status: listOf(z.enum(['done', 'diverged'])),
  /** Each with one value a seed; null where it is undefined. */
  figures: recordOf(perSeed),
});

/** `claims.json`: every metric that the verdicts are made from, and nothing that differs between two makings. */
export const evidenceSchema = z.object({
  format: z.literal('attribution-claims'),
  formatVersion: versionSchema,
  engine: z.string(),
  /** Of the first seed. A folder of images stands with its name alone, `data` tells which images they are. */
  config: configSchema,
  configHash: z.string(),
  data: identitySchema,
  seeds: listOf(z.int().min(0)),
  /** By name; one that is absent has not been run yet. */
  parts: recordOf(partSchema),
  /** The config under some seeds at other learning rates; absent until it has been run. */
  rates: listOf(partSchema).optional(),
  /** The rates at which test losses should match; absent until they are known, null where no rate of the grid can be used. */
  matched: listOf(z.object({ activation: z.string(), learningRate: z.number().nullable() })).optional(),
});

export type Evidence = z.output<typeof evidenceSchema>;
export type PartEvidence = z.output<typeof partSchema>;

/** @throws DataError */
export function parseEvidence(text: string, path: string): Evidence {
  return parseStored(evidenceSchema, text, path);
}

/** What is known before anything has been run. */
export function noEvidence(
  config: ExperimentConfig,
  identity: z.output<typeof identitySchema>,
  seeds: readonly number[],
): Evidence {
  // Not where the images lie on this machine.
  const named = isNamedSource(config.data) ? config : { ...config, data: identity.name };
  return {
    format: 'attribution-claims',
    formatVersion: SEALED_VERSION,
    engine: ENGINE_VERSION,
    config: named,
    configHash: configHash(named),
    data: identity,
    seeds: [...seeds],
    parts: {},
  };
}

/** @param cells that differ by their seed alone, in the order of the seeds */
export function evidencePart(name: PartName, cells: readonly CellFile[]): PartEvidence {
  return gathered(cells, metricsOfPart(name));
}

export function rateOf(cells: readonly CellFile[]): PartEvidence {
  return gathered(cells, RATE_METRICS);
}

function gathered(cells: readonly CellFile[], names: readonly string[]): PartEvidence {
  return {
    learningRate: cells[0]?.config.learningRate ?? Number.NaN,
    status: cells.map(({ status }) => status),
    figures: Object.fromEntries(
      names.map((name) => [name, cells.map(({ figures: metrics }) => metrics[name] ?? null)]),
    ),
  };
}
