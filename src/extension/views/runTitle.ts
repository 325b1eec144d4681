import { basename } from 'node:path';
import { configHash, type ExperimentConfig } from '../../engine/config';
import { isSealed } from '../../engine/files/sealed';
import { type AnyRunFile, type ForeignFile, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import { ENGINE_VERSION } from '../../engine/version';
import type { RunTitle } from '../../model/runView';
import { shapeWords } from '../../text/shapes';

/** @param dataName "MNIST"; null while the data is not open yet */
export function runTitle(
  config: ExperimentConfig,
  dataName: string,
  sizes?: readonly number[],
  engine = ENGINE_VERSION,
): RunTitle {
  const { network, groups, seed, learningRate, labelNoise } = config;
  return {
    network: networkInWords(network.activation, sizes ?? network.hidden),
    data: `${dataName} ${groups.a.join(', ')} | ${groups.b.join(', ')}`,
    seed,
    learningRate,
    ...(labelNoise === undefined ? {} : { labelNoise }),
    configHash: configHash(config),
    engine,
    drawn: config.data === 'drawn',
  };
}

/** "Softplus 784–100–2" */
export function networkInWords(activation: string, sizes: readonly (string | number)[]): string {
  return `${activationInWords(activation)} ${sizes.join('–')}`;
}

/** "Softplus", "ReLU" */
export function activationInWords(activation: string): string {
  return `${activation.charAt(0).toUpperCase()}${activation.slice(1)}`.replace(/\brelu\b/i, 'ReLU');
}

/** A config's `data` as a title, until the data set itself has said its name. */
export function dataInWords(data: string): string {
  return { drawn: 'drawn digits', mnist: 'MNIST' }[data] ?? basename(data);
}

/** The title of a run that has been kept. */
export function titleOf(file: AnyRunFile): RunTitle {
  if (isForeign(file)) return foreignTitle(file);
  const title = runTitle(file.config, file.data.name, file.sizes, file.engine);
  return isSealed(file) ? title : { ...title, unsealed: true };
}

function foreignTitle(file: ForeignFile): RunTitle {
  const { source, network, data, groups, seed, learningRate } = file;
  const classes = groups === null ? [] : [`${groups.a.join(', ')} | ${groups.b.join(', ')}`];
  return {
    network:
      network ??
      layersOf(file)
        .map(({ name, weight }) => `${name} ${shapeWords(weight)}`)
        .join(', '),
    data: [...(data === null ? [] : [data.name]), ...classes].join(' '),
    ...(groups === null ? {} : { groups }),
    seed,
    learningRate,
    configHash: null,
    engine: ENGINE_VERSION,
    source: `${source.name} ${source.version}`,
    drawn: false,
  };
}
