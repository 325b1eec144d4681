import { dirname, resolve } from 'node:path';
import { parseConfigText } from '../engine/configText';
import { locatedData } from '../engine/data/sources';
import { ConfigError } from '../engine/errors';
import { runSweep } from '../engine/sweep/runSweep';
import type { Shard } from '../engine/sweep/shard';
import { parseSweep, type Sweep } from '../engine/sweep/sweep';
import { isRecord } from '../model/guards';
import { readConfigText } from './run';
import { runCells } from './runCells';
import { printJson } from './streams';
import { printSweep } from './sweepReport';

export interface SweepOptions {
  readonly preset?: string;
  readonly out?: string;
  readonly shard?: Shard;
  readonly jobs?: number;
  readonly keepRuns?: true;
  readonly print?: number;
  readonly json?: true;
}

/**
 * `attribution sweep`
 * @throws ConfigError, DataError, CancelledError
 */
export async function sweepCommand(file: string | undefined, options: SweepOptions): Promise<void> {
  const { out, shard, jobs, keepRuns, print, json } = options;
  const sweep = await readSweepFile(file, options.preset);
  const dataFrom = resolve(file === undefined ? '' : dirname(file));
  if (print !== undefined) return printConfig(sweep, print, dataFrom);
  if (out === undefined) throw refusal('--out', 'nothing', 'a folder, absent, empty, or begun by the same command');
  const folder = resolve(out);
  const part = shard === undefined ? {} : { shard };
  const stored = await runCells(
    (keeping) => runSweep(sweep, { ...keeping, ...part, folder, dataFrom, keepRuns: keepRuns === true }),
    jobs,
  );
  await printSweep(stored, json === true);
}

async function readSweepFile(file: string | undefined, preset: string | undefined): Promise<Sweep> {
  if (file === undefined && preset === undefined) throw refusal('sweep', 'nothing', 'a sweep file, or --preset');
  const input = file === undefined ? {} : parseConfigText(await readConfigText(file));
  return parseSweep(preset !== undefined && isRecord(input) ? { ...input, preset } : input);
}

/** As a file that may lie anywhere. */
async function printConfig({ cells }: Sweep, number: number, dataFrom: string): Promise<void> {
  const cell = cells[number - 1];
  if (cell === undefined) throw refusal('--print', String(number), `a cell from 1 to ${cells.length}`);
  return printJson({ ...cell.config, data: locatedData(cell.config.data, dataFrom) }, 2);
}

function refusal(path: string, found: string, expected: string): ConfigError {
  return new ConfigError([{ path, found, expected }]);
}
