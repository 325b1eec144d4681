import { resolve } from 'node:path';
import { replicate, replicationSweep } from '../engine/sweep/replication';
import { describeReplication } from './replicationReport';
import { type ConfigOptions, readConfig } from './run';
import { runCells } from './runCells';
import { print, printJson } from './streams';

export interface ReplicateOptions extends ConfigOptions {
  readonly seeds: number;
  readonly orders?: number;
  readonly out: string;
  readonly jobs?: number;
  readonly keepRuns?: true;
  readonly json?: true;
}

/**
 * `attribution replicate`
 * @throws ConfigError, DataError, CancelledError
 */
export async function replicateCommand(file: string | undefined, options: ReplicateOptions): Promise<void> {
  const { seeds, orders, out, jobs, keepRuns, json } = options;
  const sweep = replicationSweep(await readConfig(file, options), seeds, orders);
  const folder = resolve(out);
  const replication = await runCells(
    (keeping) => replicate(sweep, { ...keeping, folder, keepRuns: keepRuns === true }),
    jobs,
  );
  await (json === true ? printJson(replication) : print(describeReplication(replication)));
}
