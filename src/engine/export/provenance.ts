import { type AnyRunFile, type ForeignFile, isForeign } from '../runs/foreignFormat';

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

/** What is known of a run that another system recorded. */
export interface ForeignProvenance extends Pick<Provenance, 'format' | 'formatVersion' | 'run'> {
  /** "PyTorch 2.6.0" */
  readonly source: string;
  /** JSON: name, shape of the weight, and whether there is a bias, of each layer. */
  readonly layers: string;
  /** JSON: network, data, groups, seed, learning rate and settings, as far as they were recorded. */
  readonly recorded: string;
}

/** Texts alone, so that they fit into the metadata of a safetensors file. */
export function provenanceOf(
  run: string,
  file: AnyRunFile,
): (Provenance | ForeignProvenance) & Readonly<Record<string, string>> {
  if (isForeign(file)) return foreignProvenance(run, file);
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

function foreignProvenance(
  run: string,
  { source, layers, network, data, groups, seed, learningRate, settings }: ForeignFile,
): ForeignProvenance & Readonly<Record<string, string>> {
  return {
    format: 'attribution-parameters',
    formatVersion: '1',
    run,
    source: `${source.name} ${source.version}`,
    layers: JSON.stringify(layers),
    recorded: JSON.stringify({ network, data, groups, seed, learningRate, settings }),
  };
}
