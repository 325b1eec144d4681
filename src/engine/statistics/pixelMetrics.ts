import tCdf from '@stdlib/stats-base-dists-t-cdf';
import type { PixelMetrics } from '../../model/runView';
import { runSync } from '../cancellation';
import type { Layer } from '../network/parameters';
import { ColumnCorrelations } from './columnCorrelations';
import { benjaminiHochberg } from './falseDiscovery';

/**
 * @param x, y the first layer's x and y
 * @param constant one flag an input. The weights of all constant inputs lie on the biases, so that their r is one and
 * the same finding: it counts once, with the largest of their p.
 */
export function pixelMetrics(x: Layer, y: Layer, constant: Uint8Array): PixelMetrics {
  return runSync(pixelMetricsInChunks(x, y, constant));
}

export function* pixelMetricsInChunks(x: Layer, y: Layer, constant: Uint8Array): Generator<void, PixelMetrics> {
  const { inputs, outputs } = x;
  const columns = new ColumnCorrelations(inputs);
  const rowOf = ({ weight }: Layer, neuron: number) => weight.subarray(neuron * inputs, (neuron + 1) * inputs);
  for (let neuron = 0; neuron < outputs; neuron++) {
    columns.addRow(rowOf(x, neuron), rowOf(y, neuron));
    yield;
  }
  columns.centre();
  for (let neuron = 0; neuron < outputs; neuron++) {
    columns.addDistances(rowOf(x, neuron), rowOf(y, neuron));
    yield;
  }
  const undefinedAll = () => new Float64Array(inputs).fill(Number.NaN);
  const [r, p] = [undefinedAll(), undefinedAll()];
  for (let input = 0; input < inputs; input++) {
    yield;
    const found = columns.r(input);
    if (found === null) continue;
    r[input] = found;
    p[input] = twoSidedP(found, columns.n[input] as number);
  }
  const { meanX, meanY } = columns;
  return { r, p, q: adjusted(p, constant), meanX, meanY };
}

/** Of r over n independent pairs: t = r √((n − 2) / (1 − r²)) has Student's distribution where there is no relation. */
export function twoSidedP(r: number, n: number): number {
  const t = Math.abs(r) * Math.sqrt((n - 2) / (1 - r * r));
  return t === Infinity ? 0 : 2 * tCdf(-t, n - 2);
}

function adjusted(p: Float64Array, constant: Uint8Array): Float64Array {
  const defined = [...p.keys()].filter((input) => !Number.isNaN(p[input]));
  const varying = defined.filter((input) => constant[input] === 0);
  const together = defined.filter((input) => constant[input] !== 0);
  const hypotheses = varying.map((input) => p[input] as number);
  if (together.length > 0) hypotheses.push(together.reduce((most, input) => Math.max(most, p[input] as number), 0));
  const ofHypotheses = benjaminiHochberg(Float64Array.from(hypotheses));
  const q = new Float64Array(p.length).fill(Number.NaN);
  for (const [index, input] of varying.entries()) q[input] = ofHypotheses[index] as number;
  for (const input of together) q[input] = ofHypotheses[varying.length] as number;
  return q;
}
