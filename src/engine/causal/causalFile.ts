import * as z from 'zod';
import { INTERVENTION_NAMES } from '../../model/interventions';
import { listOf, recordOf } from '../../model/schemas';
import { DataError } from '../errors';
import { inside } from '../files/door';
import { writeShared } from '../files/files';
import { checkSeal, SEALED_VERSION, sealed, versionSchema } from '../files/sealed';
import { isAbsence, readJsonText } from '../untrusted/file';
import { parseJson } from '../untrusted/json';
import { ENGINE_VERSION } from '../version';
import type { CausalFinding } from './doseResponse';

/** The file in a run's folder in which its causal test is kept. */
export const CAUSAL_FILE = 'causal.json';
/** There is room for thirty seeds with a class a letter, and for a hundred with four classes. */
const LIMITS = { largest: 2 ** 27, mostValues: 4_000_000 } as const;

/** The causal test of one seed. */
export interface SeedFinding extends CausalFinding {
  readonly seed: number;
}

const performance = z.object({ margin: z.number(), auc: z.number(), accuracy: z.number() });
const performances = z.object({ a: performance, b: performance, byClass: recordOf(performance) });
const finding = z.object({
  seed: z.int().min(0),
  tensor: z.string(),
  candidates: z.int().min(0),
  trained: performances,
  initial: performances,
  curves: listOf(
    z.object({
      ranking: z.string(),
      title: z.string(),
      draw: z.int().min(0),
      intervention: z.enum(INTERVENTION_NAMES),
      doses: listOf(performances.extend({ percent: z.number(), weights: z.int().min(0) }), { least: 1 }),
      selectivity: z.number(),
      ties: z.object({ low: z.number(), high: z.number(), orders: z.int().min(1) }).optional(),
    }),
    { least: 1 },
  ),
}) satisfies z.ZodType<SeedFinding>;

const schema = z.object({
  format: z.literal('attribution-causal'),
  formatVersion: versionSchema,
  engine: z.string(),
  /** Of the run. */
  configHash: z.string(),
  tensor: z.string(),
  /** The run's own seed first. */
  findings: listOf(finding, { least: 1 }),
});

export type CausalFile = z.output<typeof schema>;

export function causalFileOf(configHash: string, tensor: string, findings: readonly SeedFinding[]): CausalFile {
  return {
    format: 'attribution-causal',
    formatVersion: SEALED_VERSION,
    engine: ENGINE_VERSION,
    configHash,
    tensor,
    findings: findings as CausalFile['findings'],
  };
}

/** Keeps a causal test with its run, in the place of the one before it. */
export async function keepCausalTest(folder: string, file: CausalFile): Promise<void> {
  await writeShared(inside(folder, CAUSAL_FILE), `${JSON.stringify(sealed(file))}\n`);
}

/**
 * The causal test that is kept with a run; null when there is none.
 * @param configHash of the run
 * @throws DataError when it is damaged, or that of another run
 */
export async function readCausalTest(folder: string, configHash: string): Promise<CausalFile | null> {
  const place = inside(folder, CAUSAL_FILE);
  const expected = 'the causal test of a run';
  let text: string;
  try {
    text = await readJsonText(place, { ...LIMITS, expected });
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
  return parseCausalTest(text, place.path, configHash);
}

/** @throws DataError when it is not the text of such a file, or that of another run */
export function parseCausalTest(text: string, path: string, configHash: string): CausalFile {
  const expected = `a causal test of format version ${SEALED_VERSION} or an earlier one`;
  const json = parseJson(text, path, expected, LIMITS.mostValues);
  checkSeal(json, path);
  const result = schema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const found = `a file whose "${issue?.path.join('.')}" is wrong (${issue?.message})`;
    throw new DataError({ path, found, expected });
  }
  if (result.data.configHash !== configHash)
    throw new DataError({ path, found: 'the causal test of another run', expected: `one of config ${configHash}` });
  return result.data;
}
