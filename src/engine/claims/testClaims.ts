import type { ExperimentConfig } from '../config';
import { sameData } from '../data/dataset';
import { openDataset } from '../data/sources';
import { DataError } from '../errors';
import { inside, named, namesIn, refuseNoFolder } from '../files/door';
import { writeWhole } from '../files/files';
import { sealed } from '../files/sealed';
import { resolveConfig } from '../plan';
import { isLock } from '../runs/lockFile';
import { refuseUsedFolder } from '../runs/runStore';
import { streaming } from '../streaming';
import { CELLS_FOLDER, type CellFile } from '../sweep/cellFile';
import { lossCurve, matchLoss } from '../sweep/matchedLoss';
import { owning } from '../sweep/owning';
import { identityOf, runSweep, type SweepEvent, type SweepKeeping } from '../sweep/runSweep';
import type { StoredSweep } from '../sweep/sweepStore';
import { CLAIMS_FILE, type Evidence, evidencePart, noEvidence, rateOf } from './evidence';
import { lossOf, nextRate, referencePart } from './matching';
import {
  ATTEMPTS,
  type ClaimedActivation,
  matchedActivations,
  matchedName,
  matchedPart,
  type PlannedPart,
  plannedParts,
  REFERENCE,
} from './plan';

/** What happens on the way to the claims page. */
export type ClaimsEvent =
  | SweepEvent
  /** What is known so far: first nothing, then more after every part. */
  | { readonly type: 'evidence'; readonly evidence: Evidence };

export interface ClaimsKeeping extends Omit<SweepKeeping, 'shard' | 'keepRuns' | 'withoutLabels'> {
  /** Writes what else belongs into the folder, while its lock is held. */
  readonly finish?: (evidence: Evidence) => Promise<void>;
}

/**
 * Runs what the claims of the post are judged by, each part as a sweep in a folder of its own, and writes `claims.json`.
 * The same again, after a stop, goes on from the cells that exist. What comes out depends on config, data and number
 * of seeds alone.
 * @throws ConfigError, DataError (also when somebody else is at work in the folder), StorageError, CancelledError
 */
export async function* testClaims(
  config: ExperimentConfig,
  seeds: number,
  keeping: ClaimsKeeping,
): AsyncGenerator<ClaimsEvent, Evidence> {
  const { folder, cancel } = keeping;
  const refuseOther = async () => {
    // What is no folder is refused as that: it need not be an empty one.
    await namesIn(named(folder));
    await refuseUsedFolder(folder, isLock, 'seeds');
  };
  await refuseOther();
  return yield* owning(folder, 'claims', cancel, async function* () {
    await refuseOther();
    return yield* testOwned(config, seeds, keeping);
  });
}

async function* testOwned(
  config: ExperimentConfig,
  seeds: number,
  keeping: ClaimsKeeping,
): AsyncGenerator<ClaimsEvent, Evidence> {
  const { folder, cacheFolder, cancel, finish } = keeping;
  const dataset = yield* streaming<ClaimsEvent, Awaited<ReturnType<typeof openDataset>>>((emit) =>
    openDataset(config, {
      cacheFolder,
      cancel,
      progress: (message, share) => emit({ type: 'preparing', message, share }),
    }),
  );
  const { untilRow } = resolveConfig(config, dataset).forks;
  const parts = plannedParts(config, untilRow, seeds);
  const later = matchedActivations(config);
  const attempts = later.flatMap((activation) => ATTEMPTS.map((attempt) => matchedName(activation, attempt)));
  const begun = new Map<string, number>();
  for (const name of [...parts.map((part) => part.name), ...attempts]) begun.set(name, await countCells(folder, name));
  // How many attempts an activation takes is known by those that an earlier test has made, and else when they are made.
  const again = attempts.filter((name) => /\d$/.test(name) && begun.get(name) !== 0);
  const progress = {
    cells: parts.reduce((sum, { sweep }) => sum + sweep.cells.length, 0) + (later.length + again.length) * seeds,
    done: [...begun.values()].reduce((sum, cells) => sum + cells, 0),
  };
  yield { type: 'sweep', ...progress };

  const seedsOf = parts[0]?.sweep.axes['seed'] as readonly number[];
  let evidence = noEvidence(config, identityOf(dataset), seedsOf);
  yield { type: 'evidence', evidence };
  const run = async function* (part: PlannedPart): AsyncGenerator<ClaimsEvent, StoredSweep> {
    const place = inside(folder, part.name);
    await refuseNoFolder(place);
    const withoutLabels = part.name !== 'seeds';
    const stored = yield* counted(runSweep(part.sweep, { ...keeping, folder: place.path, withoutLabels }), progress);
    refuseOtherImages(part.name, stored, evidence);
    if (part.name !== 'grid') {
      evidence = { ...evidence, parts: { ...evidence.parts, [part.name]: evidencePart(part.name, stored.cells) } };
      yield { type: 'evidence', evidence };
    }
    return stored;
  };
  let grid: StoredSweep | undefined;
  for (const part of parts) {
    const stored = yield* run(part);
    if (part.name !== 'grid') continue;
    grid = stored;
    evidence = { ...evidence, ...readGrid(config, stored) };
  }
  yield { type: 'evidence', evidence };
  const nextOf = (activation: ClaimedActivation, name: string): number | null => {
    const last = evidence.parts[name];
    if (activation === REFERENCE || grid === undefined || last === undefined) return null;
    return nextRate(lossCurve(grid.sweep, grid.cells, activation), last, lossOf(evidence.parts[referencePart(config)]));
  };
  for (const activation of later) {
    let rate = evidence.matched?.find((one) => one.activation === activation)?.learningRate ?? null;
    if (rate === null) progress.cells -= seeds;
    for (const attempt of ATTEMPTS) {
      if (rate === null) break;
      const part = matchedPart(config, activation, rate, attempt, seeds);
      if (attempt > 1 && begun.get(part.name) === 0) progress.cells += seeds;
      yield* run(part);
      rate = nextOf(activation, part.name);
    }
  }
  await writeWhole(inside(folder, CLAIMS_FILE), `${JSON.stringify(sealed(evidence), undefined, 1)}\n`);
  await finish?.(evidence);
  return evidence;
}

/**
 * A folder of images may hold others than when the first parts were run.
 * @throws DataError
 */
function refuseOtherImages(part: string, { folder, cells }: StoredSweep, { data }: Evidence): void {
  const other = cells.find((cell) => !sameData(cell.data, data));
  if (other === undefined) return;
  const found = `other images in cell ${other.cell} of ${part} than there are now`;
  throw new DataError({ path: folder, found, expected: 'the same images in all cells' });
}

/** The rates at which losses should match, and the config's activation at every rate. */
export function readGrid(
  { network }: Pick<ExperimentConfig, 'network'>,
  { sweep, cells }: StoredSweep,
): Pick<Evidence, 'rates' | 'matched'> {
  const [activations, rates] = [sweep.axes['network.activation'], sweep.axes['learningRate']] as [unknown[], unknown[]];
  const own = activations.includes(network.activation) ? network.activation : REFERENCE;
  const at = (rate: unknown): CellFile[] => cells.filter(({ values }) => values[0] === own && values[1] === rate);
  return {
    rates: rates.map((rate) => rateOf(at(rate))),
    matched: matchLoss(sweep, cells).activations.map(({ activation, learningRate, between }) => ({
      activation,
      learningRate: between ?? learningRate,
    })),
  };
}

/** The events of one part, counted as some of all cells. */
async function* counted<Result>(
  events: AsyncGenerator<SweepEvent, Result>,
  progress: { readonly cells: number; done: number },
): AsyncGenerator<ClaimsEvent, Result> {
  let next = await events.next();
  for (; !next.done; next = await events.next()) {
    const event = next.value;
    if (event.type === 'preparing') yield event;
    if (event.type === 'cell') yield { ...event, cells: progress.cells, done: ++progress.done };
  }
  return next.value;
}

async function countCells(folder: string, part: string): Promise<number> {
  const names = await namesIn(inside(folder, part, CELLS_FOLDER));
  return names.filter((name) => /^[1-9]\d*\.json$/.test(name)).length;
}
