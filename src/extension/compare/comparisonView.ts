import { flatConfig } from '../../engine/runs/runEntry';
import type { ComparedRun, ComparisonView } from '../../model/compareProtocol';
import type { CompleteRun } from '../../model/runView';

/** A run with what a comparison says of it. */
export interface RunToCompare {
  readonly view: CompleteRun;
  readonly name: string;
  readonly words: string;
  /** Null for a run of another system. */
  readonly config: object | null;
  /** By name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Runs side by side, in the order in which they are given. */
export function comparisonOf(runs: readonly RunToCompare[]): ComparisonView {
  const configs = runs.map(({ config }) => (config === null ? {} : flatConfig(config)));
  const settings = [...new Set(configs.flatMap((config) => Object.keys(config)))]
    .map((key) => ({ key, values: configs.map((config) => String(config[key] ?? '').replaceAll(',', ', ')) }))
    .filter(({ values }) => new Set(values).size > 1);
  const names = [...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)))];
  return {
    runs: runs.map(comparedRun),
    settings,
    metrics: names.map((name) => ({
      name,
      values: Float64Array.from(runs, ({ metrics }) => metrics[name] ?? Number.NaN),
    })),
  };
}

function comparedRun({ view, name, words }: RunToCompare): ComparedRun {
  const { runId, layers, image, pixels } = view;
  const [layer] = layers;
  return {
    runId,
    name,
    words,
    inputs: layer?.inputs ?? 0,
    outputs: layer?.outputs ?? 0,
    weightX: layer?.weightX ?? new Float64Array(0),
    image,
    pixelCorrelation: pixels.r,
  };
}
