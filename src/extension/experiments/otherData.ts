import type { ExperimentConfig } from '../../engine/config';
import { COUNT } from '../../engine/data/drawn';

/** An experiment on drawn digits, on other data. Forks that read to the end of the file do so there too. */
export function onOtherData(config: ExperimentConfig, data: string): ExperimentConfig {
  const { untilRow, ...forks } = config.forks;
  const toTheEnd = untilRow === undefined || untilRow === COUNT.training;
  return { ...config, data, forks: toTheEnd ? forks : { ...forks, untilRow } };
}
