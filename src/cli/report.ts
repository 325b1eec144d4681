import { MEASURES, type MeasureName } from '../engine/attribution/importance';
import type { RunFile } from '../engine/runs/runFormat';

/** The figures of a run in words, for a terminal. */
export function describeRun({ metrics, config, data, phase1, forks, seconds }: RunFile): string {
  const { controls, identity, clusters, pixelCorrelation } = metrics;
  const { groups, network, learningRate, seed } = config;
  const rows: [string, string][] = [
    [
      'run',
      `${network.activation} ${network.hidden.join('–')}, ${data.name} ${groups.a.join(',')} | ${groups.b.join(',')}, η ${learningRate}, seed ${seed}`,
    ],
    ['phase 1', `${phase1.examples} examples, held-out accuracy ${digits(phase1.heldOut.accuracy)}`],
    ...forks.map((fork): [string, string] => [
      fork.name,
      `${fork.examples} examples, held-out accuracy ${digits(fork.heldOut.accuracy)}`,
    ]),
    ['layer1.weight', `${tensor(metrics, 'layer1.weight')}, ${clusters.distinctPoints} distinct points`],
    [
      '  neurons shuffled',
      `R² ${digits(controls.neuronPermutation.meanR2)}, p ${digits(controls.neuronPermutation.p)} (${controls.neuronPermutation.draws} draws)`,
    ],
    [
      '  ink alone',
      `R² ${digits(controls.inkAlone.r2)} (beside ${digits(controls.inkAlone.headlineR2)} on the same ${controls.inkAlone.n} weights)`,
    ],
    ['  residual', `r ${digits(controls.residual.r)}`],
    ...(controls.routing === undefined
      ? []
      : [['  routed halves', `y tells them apart with AUC ${digits(controls.routing.auc)}`] as [string, string]]),
    ...Object.entries(metrics.measures ?? {}).map(([name, finding]): [string, string] => [
      `  ${MEASURES[name as MeasureName].title}`,
      `R² ${digits(finding.r2)}, ρ ${digits(finding.spearman)}; neurons shuffled R² ${digits(finding.neuronPermutation.meanR2)}, p ${digits(finding.neuronPermutation.p)}`,
    ]),
    ...Object.keys(metrics)
      .filter((name) => name.startsWith('layer') && name !== 'layer1.weight')
      .map((name): [string, string] => [name, tensor(metrics, name as `layer${number}.bias`)]),
    [
      'pixel map',
      `mean r ${digits(pixelCorrelation.mean)}, r < 0 in ${pixelCorrelation.negative} of ${pixelCorrelation.defined}`,
    ],
    [
      'identity',
      `${identity.constantInputs} constant inputs, largest deviation x ${identity.maxDeviationX.toExponential(1)}, y ${identity.maxDeviationY.toExponential(1)}${identity.holds === false ? ' – DOES NOT HOLD' : ''}`,
    ],
    ['seconds', seconds.toFixed(1)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(25)}${text}\n`).join('');
}

function tensor(metrics: RunFile['metrics'], name: `layer${number}.${'weight' | 'bias'}`): string {
  const { n, r, r2, spearman, interval, leftOut } = metrics[name] as NonNullable<(typeof metrics)[typeof name]>;
  if (r === null) return `no correlation over n = ${n}`;
  const within = interval === null ? '' : ` [${digits(interval.low)}, ${digits(interval.high)}] for this run`;
  const undefinedOnes = leftOut.parameters === 0 ? '' : `, ${leftOut.parameters} undefined`;
  return `R² ${digits(r2)}, ρ ${digits(spearman)}, r ${digits(r)}${within}, n = ${n}${undefinedOnes}`;
}

function digits(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}
