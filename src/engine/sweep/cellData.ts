import type { CancelFlag } from '../cancellation';
import type { ExperimentConfig, ResolvedConfig } from '../config';
import type { Dataset } from '../data/dataset';
import { dataKey, locatedData, openDataset } from '../data/sources';
import { type Examples, type ExperimentEvent, readGroups } from '../experiment';

export type Preparing = Extract<ExperimentEvent, { type: 'preparing' }>;

/** What of a config decides its examples. */
export function examplesKey(config: ExperimentConfig): string {
  return JSON.stringify([dataKey(config), config.groups, config.forks.untilRow ?? null]);
}

/**
 * Opens data sets and reads examples, each once for all cells that use it. Keeps the last of both alone: cells are asked
 * for in an order in which those with the same data follow each other.
 */
export class CellData {
  private dataset: { readonly key: string; readonly opened: Promise<Dataset> } | undefined;
  private examples: { readonly key: string; readonly read: Promise<Examples> } | undefined;

  /** @param offline whether nothing is fetched */
  constructor(
    private readonly cacheFolder: string,
    private readonly cancel: CancelFlag,
    private readonly emit: (event: Preparing) => void,
    private readonly dataFrom: string | undefined,
    private readonly offline = false,
  ) {}

  /** A config as a run of its own has it, which is read from anywhere: a cell stands for itself wherever its data is. */
  located<Config extends ExperimentConfig>(config: Config): Config {
    return this.dataFrom === undefined ? config : { ...config, data: locatedData(config.data, this.dataFrom) };
  }

  /** @throws CancelledError, DataError */
  datasetFor(config: ExperimentConfig): Promise<Dataset> {
    const key = dataKey(config);
    if (this.dataset?.key !== key) {
      const { cacheFolder, cancel, offline } = this;
      const progress = (message: string, share: number) => this.emit({ type: 'preparing', message, share });
      this.dataset = { key, opened: openDataset(this.located(config), { cacheFolder, cancel, progress, offline }) };
    }
    return this.dataset.opened;
  }

  /** @throws CancelledError, DataError */
  examplesFor(config: ResolvedConfig, key: string): Promise<Examples> {
    if (this.examples?.key !== key) this.examples = { key, read: this.read(config) };
    return this.examples.read;
  }

  private async read(config: ResolvedConfig): Promise<Examples> {
    const events = readGroups(config, await this.datasetFor(config), this.cancel);
    let next = await events.next();
    for (; !next.done; next = await events.next()) if (next.value.type === 'preparing') this.emit(next.value);
    return next.value;
  }
}
