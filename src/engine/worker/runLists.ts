import type { MessagePort } from 'node:worker_threads';
import { KnownRuns, type RunChanges } from '../runs/knownRuns';
import { packed } from '../runs/packedRuns';
import { RunIndex, runsInOrder } from '../runs/runIndex';
import type { RunListsContract, RunsIn, RunsMessage } from './contracts';
import { serve } from './serve';

/** Runs in one message: to take them in is a matter of a millisecond or two. */
const AT_A_TIME = 200;

/** Keeps lists of runs until the thread is ended. */
export function serveRunLists(port: MessagePort): void {
  const lists = new RunLists();
  serve<RunListsContract>(port, {
    index: (request, { handOver }) => lists.inTurn(request.folder, () => lists.look(request, handOver)),
    elsewhere: ({ runs }, { handOver }) => lists.inTurn('', () => lists.lookElsewhere(runs, handOver)),
    save: (request) => lists.save(request),
  });
}

type HandOver = (message: RunsMessage) => Promise<void>;

class RunLists {
  private readonly indexes = new Map<string, RunIndex>();
  private elsewhere: KnownRuns | undefined;
  /** What is being done about each list, by its folder. */
  private readonly last = new Map<string, Promise<void>>();

  /** Does something about a list after what was asked of it before. */
  inTurn<Result>(folder: string, action: () => Promise<Result>): Promise<Result> {
    const done = this.before(folder).then(action);
    this.next(folder, done);
    return done;
  }

  /** Keeps what is known, in the midst of a scan too. */
  save({ folder, end }: RunListsContract['save']['input']): Promise<void> {
    const index = this.indexes.get(folder);
    if (end) this.indexes.delete(folder);
    const saved = index?.save() ?? Promise.resolve();
    this.next(folder, Promise.all([this.before(folder), saved]));
    return saved;
  }

  private before(folder: string): Promise<void> {
    return this.last.get(folder) ?? Promise.resolve();
  }

  /** The next call waits for this; its errors go to its own caller. */
  private next(folder: string, work: Promise<unknown>): void {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.last.set(folder, settled);
  }

  async look({ folder, file, look }: RunsIn, handOver: HandOver): Promise<boolean> {
    let index = this.indexes.get(folder);
    if (index === undefined) {
      index = new RunIndex(folder, file);
      this.indexes.set(folder, index);
      await index.load();
      await tell(handOver, true, index.takeChanges());
    }
    const found = look === undefined ? false : await index.refresh(look === 'all' ? undefined : look);
    if (found) await tell(handOver, false, index.takeChanges());
    return found;
  }

  async lookElsewhere(runs: RunListsContract['elsewhere']['input']['runs'], handOver: HandOver): Promise<boolean> {
    const anew = this.elsewhere === undefined;
    this.elsewhere ??= new KnownRuns();
    const known = this.elsewhere;
    const wanted = new Set(runs.map(({ id }) => id));
    const gone = known.ids.filter((id) => !wanted.has(id)).map((id) => known.drop(id));
    const looked = await Promise.all(runs.map(({ id, folder }) => known.look(id, folder)));
    const found = [...gone, ...looked].includes(true);
    if (found || anew) await tell(handOver, anew, known.takeChanges());
    return found;
  }
}

/** Settles when all has been taken in. */
async function tell(handOver: HandOver, anew: boolean, { entries, gone }: RunChanges): Promise<void> {
  // In the order in which they are listed, so that whoever puts them in order has little to do.
  const ordered = runsInOrder(entries);
  for (let from = 0; from === 0 || from < ordered.length; from += AT_A_TIME) {
    const items = ordered.slice(from, from + AT_A_TIME).map((entry) => ({ about: { folder: entry.folder }, entry }));
    await handOver({ anew: anew && from === 0, runs: packed(items), gone: from === 0 ? gone : [] });
  }
}
