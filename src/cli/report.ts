import { MEASURES } from '../engine/attribution/importance';
import { isSealed } from '../engine/files/sealed';
import type { RunFile } from '../engine/runs/runFormat';
import type { MeasureName } from '../model/measures';
import { CONTROL_NAMES, type ControlName, type Controls } from '../model/metrics';
import { CONTROL_TEXTS } from '../text/controls';
import { digits } from '../text/controls/control';
import { labelNoiseWords } from '../text/labelNoise';

/** The metrics of a run in words, for a terminal. */
export function describeRun(file: RunFile): string {
  const { metrics, config, data, phase1, forks, seconds } = file;
  const { controls, identity, clusters, pixelCorrelation } = metrics;
  const { holding, frame } = pixelCorrelation;
  const { groups, network, learningRate, seed, labelNoise } = config;
  const noise = labelNoise === undefined ? '' : `, ${labelNoiseWords(labelNoise)}`;
  const rows: [string, string][] = [
    [
      'run',
      `${network.activation} ${network.hidden.join('–')}, ${data.name} ${groups.a.join(',')} | ${groups.b.join(',')}, η ${learningRate}, seed ${seed}${noise}`,
    ],
    ['phase 1', `${phase1.examples} examples, held-out accuracy ${digits(phase1.heldOut.accuracy)}`],
    ...forks.map((fork): [string, string] => [
      fork.name,
      `${fork.examples} examples, held-out accuracy ${digits(fork.heldOut.accuracy)}`,
    ]),
    ['layer1.weight', `${tensor(metrics, 'layer1.weight')}, ${clusters.distinctPoints} distinct points`],
    ['  slope', slope(metrics['layer1.weight'])],
    ...CONTROL_NAMES.flatMap((name) => controlRow(name, controls)),
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
    ...rowOf(
      '  beyond labels',
      controls.labelPermutation?.pixels,
      ({ above, below, rate }) =>
        `r above what shuffled labels give in ${above.length}, below in ${below.length}, at a false-discovery rate of ${rate}`,
    ),
    ...rowOf(
      '  holding',
      controls.labelPermutation == null ? holding : null,
      ({ negative, positive, rate, hypotheses }) =>
        `r < 0 in ${negative}, r > 0 in ${positive}${hypotheses === undefined ? '' : ` of ${hypotheses} (constant inputs are one)`}, at a false-discovery rate of ${rate}`,
    ),
    ...rowOf(
      '  edge, centre',
      frame,
      ({ width, edge, centre }) =>
        `mean r ${digits(edge.mean)} over the outer ${width} pixels, ${digits(centre.mean)} over the rest`,
    ),
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
  return `R² ${digits(r2)}, ρ ${digits(spearman ?? null)}, r ${digits(r)}${within}, n = ${n}${undefinedOnes}`;
}

function slope(weights: RunFile['metrics']['layer1.weight'] | undefined): string {
  if (weights?.slope == null) return 'undefined';
  const { slope, band } = weights;
  if (band == null) return digits(slope);
  return `${digits(slope)} ± ${digits(band.quantile * Math.sqrt(band.slopeVariance))} (95 %, ${band.method})`;
}

function controlRow<Name extends ControlName>(name: Name, controls: Controls): [string, string][] {
  const [title, words] = CONTROL_TEXTS[name].terminal;
  return rowOf(`  ${title}`, words(controls[name]), (found) => found);
}

/** None for what an earlier version of the engine did not report. */
function rowOf<Found>(
  name: string,
  found: Found | null | undefined,
  words: (found: Found) => string,
): [string, string][] {
  return found == null ? [] : [[name, words(found)]];
}
