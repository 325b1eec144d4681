import { MEASURES } from '../engine/attribution/importance';
import type { PurityFinding } from '../engine/controls/clusterPurity';
import type { DecompositionFinding } from '../engine/controls/decomposition';
import type { PermutationFinding } from '../engine/controls/permutation';
import { isSealed } from '../engine/files/sealed';
import type { RunFile } from '../engine/runs/runFormat';
import type { Interval } from '../engine/statistics/intervals';
import type { MeasureName } from '../model/measures';

/** The figures of a run in words, for a terminal. */
export function describeRun(file: RunFile): string {
  const { metrics, config, data, phase1, forks, seconds } = file;
  const { controls, identity, clusters, pixelCorrelation } = metrics;
  const { holding, frame } = pixelCorrelation;
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
    ['  slope', slope(metrics['layer1.weight'])],
    ['  two-way bootstrap', `R² ${within(controls.bootstrap.r2)} (${controls.bootstrap.draws} draws)`],
    ['  neurons shuffled', shuffled(controls.neuronPermutation)],
    ['  pixels shuffled', shuffled(controls.pixelPermutation)],
    ['  both shuffled', shuffled(controls.jointPermutation)],
    [
      '  ink alone',
      `R² ${digits(controls.inkAlone.r2)} (beside ${digits(controls.inkAlone.headlineR2)} on the same ${controls.inkAlone.n} weights)`,
    ],
    ['  residual', `r ${digits(controls.residual.r)}`],
    ['  parts of r', parts(controls.decomposition)],
    ['  without constants', `R² ${digits(controls.withoutConstant.r2)}, n = ${controls.withoutConstant.n}`],
    ...(controls.wholeTally == null
      ? []
      : [
          ['  all of phase 1', `R² ${digits(controls.wholeTally.r2)}, n = ${controls.wholeTally.n}`] as [
            string,
            string,
          ],
        ]),
    [
      '  log-ratio axes',
      `R² ${digits(controls.logRatios.r2)}, n = ${controls.logRatios.n}, ${controls.logRatios.infinite} infinite`,
    ],
    [
      '  density clusters',
      `${purity(controls.clusterPurity.all)}; without constants ${purity(controls.clusterPurity.varying)}`,
    ],
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
      '  holding',
      `r < 0 in ${holding.negative}, r > 0 in ${holding.positive}, at a false-discovery rate of ${holding.rate}`,
    ],
    [
      '  edge, centre',
      `mean r ${digits(frame.edge.mean)} over the outer ${frame.width} pixels, ${digits(frame.centre.mean)} over the rest`,
    ],
    [
      'identity',
      `${identity.constantInputs} constant inputs, largest deviation x ${identity.maxDeviationX.toExponential(1)}, y ${identity.maxDeviationY.toExponential(1)}${identity.holds === false ? ' – DOES NOT HOLD' : ''}`,
    ],
    ['seconds', seconds.toFixed(1)],
    ...(isSealed(file)
      ? []
      : [['checksum', 'none: made before figures had them, and cannot be verified'] as [string, string]]),
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

function slope(weights: RunFile['metrics']['layer1.weight'] | undefined): string {
  if (weights?.slope == null) return 'undefined';
  const { slope, band } = weights;
  if (band === null) return digits(slope);
  return `${digits(slope)} ± ${digits(band.quantile * Math.sqrt(band.slopeVariance))} (95 %, ${band.method})`;
}

function shuffled({ meanR2, p, draws }: PermutationFinding): string {
  return `R² ${digits(meanR2)}, p ${digits(p)} (${draws} draws)`;
}

function within(interval: Interval | null): string {
  return interval === null ? 'undefined' : `${digits(interval.low)} to ${digits(interval.high)}`;
}

function parts(finding: DecompositionFinding | null): string {
  if (finding === null) return 'undefined';
  const { pixel, neuron, residual, shared } = finding;
  const overlap = Math.abs(shared) < 0.0005 ? '' : `, not told apart ${digits(shared)}`;
  return `pixels ${digits(pixel.contribution)}, neurons ${digits(neuron.contribution)}, single weights ${digits(residual.contribution)}${overlap}`;
}

function purity({ clusters, noise, points, adjustedRand }: PurityFinding): string {
  return `${clusters} of ${points - noise} weights, adjusted Rand index against neurons ${digits(adjustedRand)}`;
}

function digits(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}
