import { dirname, join, resolve } from 'node:path';
import type { CancelFlag } from '../engine/cancellation';
import { type ExperimentConfig, parseConfig } from '../engine/config';
import { setConfigKey } from '../engine/configKey';
import { LONGEST_CONFIG_TEXT, parseConfigText } from '../engine/configText';
import { locatedData } from '../engine/data/sources';
import type { ExperimentEvent } from '../engine/experiment';
import { named } from '../engine/files/door';
import { type Keeping, runAndKeep } from '../engine/runAndKeep';
import type { RunFile } from '../engine/runs/runFormat';
import { coalesced, PROGRESS_MS } from '../engine/training/coalesce';
import { readWholeText } from '../engine/untrusted/file';
import { Pool } from '../engine/worker/pool';
import { isRecord } from '../model/guards';
import { cacheFolder } from './cacheFolder';
import { cancelOnSignal } from './cancelOnSignal';
import { ProgressLine } from './progressLine';
import { describeRun } from './report';
import { inScratch } from './scratch';
import { setKey } from './setKey';
import { print, printJson } from './streams';

export interface ConfigOptions {
  readonly set: readonly string[];
  readonly data?: string;
  readonly seed?: number;
}

export interface RunOptions extends ConfigOptions {
  readonly initial?: string;
  readonly out?: string;
  readonly checkpoint?: number;
  readonly json?: true;
}

/**
 * `attribution run`: config file, then `--set`, then the options of their own; later ones win.
 * @throws ConfigError, DataError, DivergenceError, CancelledError, StorageError
 */
export async function runCommand(file: string | undefined, options: RunOptions): Promise<void> {
  const config = await readConfig(file, options);
  const { out, initial } = options;
  const given = initial === undefined ? {} : { initialFile: resolve(initial) };
  const made = await cancelOnSignal((cancel) => {
    const make = (runFolder: string) =>
      makeRun((how) => runAndKeep(config, { ...how, ...given, runFolder }), cancel, options);
    return out === undefined ? inScratch(make) : make(resolve(out));
  });
  await printRun(made, options.json === true);
}

/** Makes or resumes a run, with progress on standard error, until it is complete or cancelled. */
export async function makeRun(
  start: (how: Omit<Keeping, 'runFolder'>) => AsyncGenerator<ExperimentEvent, RunFile>,
  cancel: CancelFlag,
  { checkpoint }: Pick<RunOptions, 'checkpoint'>,
): Promise<RunFile> {
  const pool = new Pool(join(__dirname, 'trainer.js'));
  const progress = new ProgressLine();
  const show = coalesced<ExperimentEvent>((event) => progress.show(event), PROGRESS_MS);
  try {
    const how = { cacheFolder: cacheFolder(), cancel, executors: pool.executors };
    const events = start({ ...how, ...(checkpoint === undefined ? {} : { checkpointSeconds: checkpoint }) });
    let next = await events.next();
    for (; !next.done; next = await events.next()) show(next.value);
    return next.value;
  } finally {
    progress.end();
    await pool.dispose();
  }
}

/**
 * A config with its data by absolute path: what the file says is meant from the folder of the file, what the command line
 * says from the current one.
 * @throws ConfigError, DataError
 */
export async function readConfig(
  file: string | undefined,
  { set, data, seed }: ConfigOptions,
): Promise<ExperimentConfig> {
  const input = file === undefined ? {} : parseConfigText(await readConfigText(file));
  if (file !== undefined && isRecord(input) && typeof input['data'] === 'string')
    setConfigKey(input, ['data'], locatedData(input['data'], dirname(file)));
  for (const pair of set) setKey(input, pair);
  if (data !== undefined) setKey(input, `data=${JSON.stringify(data)}`);
  if (seed !== undefined) setKey(input, `seed=${seed}`);
  const config = parseConfig(input);
  return { ...config, data: locatedData(config.data, '') };
}

/** @throws DataError */
export async function readConfigText(path: string): Promise<string> {
  return readWholeText(named(path), { largest: LONGEST_CONFIG_TEXT, expected: 'a config file' });
}

/** The metrics of a run on standard output. */
export function printRun(run: RunFile, json: boolean): Promise<void> {
  return json ? printJson(run) : print(describeRun(run));
}
