import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../../engine/errors';
import { ParameterOrder } from '../../shared/parameterOrder';
import { ParameterSet } from '../../shared/parameterSet';
import type { Runs } from '../runs';

const FILE = 'selections.json';
/** Of each selection its bits in Base64, by hash. */
const schema = z.object({ version: z.literal(1), byHash: z.record(z.string(), z.base64()) });

/** The selections that are kept with runs: in `selections.json` of a run's folder, each under a hash of its bits. */
export class SelectionStore {
  constructor(private readonly runs: Runs) {}

  /**
   * Keeps a selection with a run.
   * @returns first 16 hexadecimal digits of the SHA-256 of its bits
   */
  async keep(runId: string, { bits }: ParameterSet): Promise<string> {
    const { folder } = await this.runs.load(runId);
    const hash = createHash('sha256').update(bits).digest('hex').slice(0, 16);
    const byHash = await read(folder);
    if (byHash[hash] !== undefined) return hash;
    const temporary = join(folder, `.${FILE}.${randomUUID().slice(0, 8)}`);
    const text = JSON.stringify({ version: 1, byHash: { ...byHash, [hash]: Buffer.from(bits).toString('base64') } });
    await writeFile(temporary, `${text}\n`, { flag: 'wx' });
    await rename(temporary, join(folder, FILE));
    return hash;
  }

  /**
   * The selection of a hash; undefined when it is not kept with the run.
   * @throws RangeError when it is one of another network
   */
  async find(runId: string, hash: string): Promise<ParameterSet | undefined> {
    const { folder, file } = await this.runs.load(runId);
    const text = (await read(folder))[hash];
    if (text === undefined) return undefined;
    return ParameterSet.fromBits(new ParameterOrder(file.sizes).count, Uint8Array.from(Buffer.from(text, 'base64')));
  }
}

/** @throws DataError when the file is damaged */
async function read(folder: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return {};
  try {
    return schema.parse(JSON.parse(text)).byHash;
  } catch (error) {
    const mistake = { path, found: 'something else', expected: 'the selections that are kept with a run' };
    throw new DataError(mistake, { cause: error });
  }
}
