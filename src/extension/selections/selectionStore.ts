import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import type { NamedSelection } from '../../model/panelProtocol';
import { ParameterOrder } from '../../model/parameterOrder';
import type { ParameterSet } from '../../model/parameterSet';
import type { Runs } from '../runs';
import { mayWrite, refuseWriting } from '../trust';
import {
  hashOf,
  MOST_NAMED,
  MOST_UNNAMED,
  readSelections,
  runsOf,
  type SelectionFile,
  setOf,
  writeSelections,
} from './selectionFile';

/** The selections that are kept with runs: by hash, for addresses, and by name. */
export class SelectionFiles implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<string>();
  /** The change that is being written, or was last: one after the other, so that none is lost. */
  private last: Promise<unknown> = Promise.resolve();
  /** Sets of runs that may not be written, by run and by hash: they are shown until the window is closed. */
  private readonly shown = new Map<string, ReadonlyMap<string, ParameterSet>>();
  /** The run whose named selections have changed. */
  readonly onDidChangeNamed = this.changed.event;

  /** @param trusted left out: as the workspace is at the time */
  constructor(
    private readonly runs: Runs,
    private readonly trusted?: boolean,
  ) {}

  /**
   * Keeps a set with the run, so that its address can be answered at any time.
   * @returns its hash
   * @throws Error when the run's folder cannot be written; UntrustedError when its workspace is not trusted
   */
  async keep(runId: string, set: ParameterSet): Promise<string> {
    const hash = hashOf(set);
    await this.change(runId, (file) => withSet(file, hash, set));
    return hash;
  }

  /**
   * Keeps a set so that it can be shown: with the run, or where nothing may be written, in memory until the window is
   * closed. What is only looked at needs no trust.
   * @returns its hash
   * @throws Error when the run's folder cannot be written though it may be
   */
  async keepToShow(runId: string, set: ParameterSet): Promise<string> {
    const { folder } = await this.runs.loadAny(runId);
    if (mayWrite(folder, this.trusted)) return this.keep(runId, set);
    const hash = hashOf(set);
    const others = [...(this.shown.get(runId) ?? [])].filter(([other]) => other !== hash);
    this.shown.set(runId, new Map([...others, [hash, set] as const].slice(-MOST_UNNAMED)));
    return hash;
  }

  /**
   * Keeps a set under a name, in place of the one that has it.
   * @throws Error when the run's folder cannot be written, or it keeps too many already
   */
  async keepNamed(runId: string, name: string, set: ParameterSet): Promise<void> {
    const hash = hashOf(set);
    await this.change(runId, (file) => {
      const others = file.named.filter((one) => one.name !== name);
      if (others.length >= MOST_NAMED)
        throw new Error(vscode.l10n.t('A run keeps at most {0} named selections.', MOST_NAMED));
      return { ...withSet(file, hash, set), named: [...others, { name, hash }] };
    });
    this.changed.fire(runId);
  }

  async forgetNamed(runId: string, name: string): Promise<void> {
    await this.change(runId, (file) => ({ ...file, named: file.named.filter((one) => one.name !== name) }));
    this.changed.fire(runId);
  }

  /**
   * The named selections of a run, the latest last.
   * @throws DataError when they cannot be read
   */
  async named(runId: string): Promise<NamedSelection[]> {
    const { folder, file } = await this.runs.loadAny(runId);
    const { count } = new ParameterOrder(layersOf(file));
    const kept = await readSelections(folder);
    return kept.named.map(({ name, hash }) => ({ name, bits: setOf(kept, hash, count, folder).bits }));
  }

  /**
   * The name that a set was kept under last; undefined when it has none.
   * @throws DataError when what is kept cannot be read
   */
  async nameOf(runId: string, hash: string): Promise<string | undefined> {
    const { folder } = await this.runs.loadAny(runId);
    return (await readSelections(folder)).named.findLast((one) => one.hash === hash)?.name;
  }

  /**
   * The set of a hash; undefined when it is neither kept with the run nor to be shown.
   * @throws DataError when what is kept cannot be read
   * @throws RangeError when it is one of another network
   */
  async find(runId: string, hash: string): Promise<ParameterSet | undefined> {
    const shown = this.shown.get(runId)?.get(hash);
    if (shown !== undefined) return shown;
    const { folder, file } = await this.runs.loadAny(runId);
    const kept = await readSelections(folder);
    if (!kept.sets.some((one) => one.hash === hash)) return undefined;
    return setOf(kept, hash, new ParameterOrder(layersOf(file)).count, folder);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private change(runId: string, make: (file: SelectionFile) => SelectionFile): Promise<void> {
    const done = this.last.then(async () => {
      const { folder } = await this.runs.loadAny(runId);
      refuseWriting([folder], this.trusted);
      const made = make(await readSelections(folder));
      await writeSelections(folder, made).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        const message = vscode.l10n.t(
          'The selection cannot be kept in the folder of the run, {0}: {1}',
          folder,
          reason,
        );
        throw new Error(message, { cause: error });
      });
    });
    this.last = done.catch(() => {});
    return done;
  }
}

/** With the set as the latest. */
function withSet(file: SelectionFile, hash: string, set: ParameterSet): SelectionFile {
  return { ...file, sets: [...file.sets.filter((one) => one.hash !== hash), { hash, runs: runsOf(set) }] };
}
