import type { MessagePort } from 'node:worker_threads';
import { KnownRuns, type RunChanges } from '../runs/knownRuns';
import { type PackedRuns, packed } from '../runs/packedRuns';
import { inOrder, RunIndex } from '../runs/runIndex';
import { type PlainError, plainError } from './protocol';

/** What a worker that keeps lists of runs is asked for. What is asked of one list is answered in turn. */
export type RunListRequest =
  /** The runs in a folder: what was kept of them is told first, once. */
  | {
      readonly type: 'index';
      readonly folder: string;
      /** Where what is known of it is kept. */
      readonly file: string;
      /** The runs to look at, or all; none when left out. */
      readonly look?: readonly string[] | 'all';
    }
  /** Runs wherever they are. */
  | { readonly type: 'elsewhere'; readonly runs: readonly { readonly id: string; readonly folder: string }[] }
  /** Keeps what is known of a folder, at once. @param end whether it is not asked for any more */
  | { readonly type: 'save'; readonly folder: string; readonly end: boolean };

/** To such a worker. */
export type ToRunLists =
  | { readonly type: 'ask'; readonly number: number; readonly request: RunListRequest }
  /** The runs that were sent have been taken in. */
  | { readonly type: 'taken'; readonly number: number };

/** From such a worker: what has changed, a few runs at a time so that whoever takes them in is not held up; then the end. */
export type FromRunLists =
  | {
      readonly type: 'runs';
      readonly number: number;
      /** Whether all that was known of the list before is void: the thread, or the list, is a new one. */
      readonly anew: boolean;
      readonly runs: readonly PackedRuns<{ readonly folder: string }>[];
      /** Ids. */
      readonly gone: readonly string[];
    }
  | { readonly type: 'done'; readonly number: number; readonly changed: boolean }
  | { readonly type: 'failed'; readonly number: number; readonly error: PlainError };

/** Runs in one message: to take them in is a matter of a millisecond or two. */
const AT_A_TIME = 200;

/** Keeps lists of runs until the thread is ended. */
export function serveRunLists(port: MessagePort): void {
  const lists = new RunLists((message) => port.postMessage(message));
  port.on('message', (message: ToRunLists) => {
    if (message.type === 'ask') lists.answer(message.number, message.request);
    else lists.taken(message.number);
  });
}

class RunLists {
  private readonly indexes = new Map<string, RunIndex>();
  private elsewhere: KnownRuns | undefined;
  /** What is being done about each list, by its folder. */
  private readonly last = new Map<string, Promise<void>>();
  private readonly waiting = new Map<number, () => void>();

  constructor(private readonly send: (message: FromRunLists) => void) {}

  answer(number: number, request: RunListRequest): void {
    const folder = request.type === 'elsewhere' ? '' : request.folder;
    // What is known can be kept in the midst of a scan.
    const before = request.type === 'save' ? Promise.resolve() : (this.last.get(folder) ?? Promise.resolve());
    const answered = before
      .then(() => this.carryOut(number, request))
      .then(
        (changed) => this.send({ type: 'done', number, changed }),
        (error: unknown) => this.send({ type: 'failed', number, error: plainError(error) }),
      );
    this.last.set(
      folder,
      Promise.all([this.last.get(folder), answered]).then(() => {}),
    );
  }

  taken(number: number): void {
    this.waiting.get(number)?.();
    this.waiting.delete(number);
  }

  /** @returns whether anything has changed */
  private async carryOut(number: number, request: RunListRequest): Promise<boolean> {
    switch (request.type) {
      case 'index':
        return this.look(number, request);
      case 'elsewhere':
        return this.lookElsewhere(number, request.runs);
      case 'save': {
        const index = this.indexes.get(request.folder);
        if (request.end) this.indexes.delete(request.folder);
        await index?.save();
        return false;
      }
    }
  }

  private async look(
    number: number,
    { folder, file, look }: Extract<RunListRequest, { type: 'index' }>,
  ): Promise<boolean> {
    let index = this.indexes.get(folder);
    if (index === undefined) {
      index = new RunIndex(folder, file);
      this.indexes.set(folder, index);
      await index.load();
      await this.tell(number, true, index.takeChanges());
    }
    const found = look === undefined ? false : await index.refresh(look === 'all' ? undefined : look);
    if (found) await this.tell(number, false, index.takeChanges());
    return found;
  }

  private async lookElsewhere(number: number, runs: Extract<RunListRequest, { type: 'elsewhere' }>['runs']) {
    const anew = this.elsewhere === undefined;
    this.elsewhere ??= new KnownRuns();
    const known = this.elsewhere;
    const wanted = new Set(runs.map(({ id }) => id));
    const gone = known.ids.filter((id) => !wanted.has(id)).map((id) => known.drop(id));
    const looked = await Promise.all(runs.map(({ id, folder }) => known.look(id, folder)));
    const found = [...gone, ...looked].includes(true);
    if (found || anew) await this.tell(number, anew, known.takeChanges());
    return found;
  }

  /** Settles when all has been taken in. */
  private async tell(number: number, anew: boolean, { entries, gone }: RunChanges): Promise<void> {
    // In the order in which they are listed, so that whoever puts them in order has little to do.
    const ordered = inOrder(entries);
    for (let from = 0; from === 0 || from < ordered.length; from += AT_A_TIME) {
      const items = ordered.slice(from, from + AT_A_TIME).map((entry) => ({ about: { folder: entry.folder }, entry }));
      const taken = new Promise<void>((resolve) => this.waiting.set(number, resolve));
      this.send({ type: 'runs', number, anew: anew && from === 0, runs: packed(items), gone: from === 0 ? gone : [] });
      await taken;
    }
  }
}
