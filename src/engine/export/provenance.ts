import type { RunFile } from '../runs/runFormat';

/** What a file of parameters says about where its numbers come from. */
export interface Provenance {
  readonly format: 'attribution-parameters';
  readonly formatVersion: '1';
  /** The run's id. */
  readonly run: string;
  /** Version of the engine that made the run. */
  readonly engine: string;
  readonly configHash: string;
  readonly seed: string;
  /** "MNIST 1, 7 | 6, 8" */
  readonly data: string;
  /** JSON: generator and version, or the SHA-256 of each file. */
  readonly dataIdentity: string;
  /** "784-100-2" */
  readonly sizes: string;
  /** JSON: the config, with which the run can be made again. */
  readonly config: string;
}

/** Texts alone, so that they fit into the metadata of a safetensors file. */
export function provenanceOf(run: string, file: RunFile): Provenance & Readonly<Record<string, string>> {
  const { engine, configHash, seed, data, sizes, config } = file;
  const { a, b } = config.groups;
  return {
    format: 'attribution-parameters',
    formatVersion: '1',
    run,
    engine,
    configHash,
    seed: String(seed),
    data: `${data.name} ${a.join(', ')} | ${b.join(', ')}`,
    dataIdentity: JSON.stringify(data),
    sizes: sizes.join('-'),
    config: JSON.stringify(config),
  };
}
