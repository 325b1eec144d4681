import * as l10n from '@vscode/l10n';
import type { Layer } from '../../engine/network/parameters';
import { imageOf, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import type { AnyRun } from '../../engine/runs/runStore';
import { correlate } from '../../engine/statistics/correlation';
import { ParameterOrder } from '../../model/parameterOrder';
import type { DumpAddress } from './address';
import { NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { legend, neuronName, refuseUnknownNeuron, runLines } from './head';

/** What a line that is named by a neuron begins with, and the space after it. */
const NAME = { title: 'neuron', width: 7 };

/**
 * The weights that leave a pixel.
 * @throws RangeError when the run has no such pixel
 */
export function pixelDump({ row, column, runId }: Extract<DumpAddress, { kind: 'pixel' }>, run: AnyRun): WeightDump {
  const { file, parameters } = run;
  const image = imageOf(file);
  // Inputs that are no picture stand in one row.
  const { rows, columns: width } = image ?? { rows: 1, columns: layersOf(file)[0]?.inputs ?? 0 };
  if (row >= rows || column >= width) {
    throw new RangeError(
      l10n.t('Run {0} has no pixel in row {1}, column {2}; its images are {3} × {4}.', runId, row, column, rows, width),
    );
  }
  const input = row * width + column;
  const [x, y] = [parameters.x.layers[0] as Layer, parameters.y.layers[0] as Layer];
  const leaving = Array.from({ length: x.outputs }, (_, neuron) => neuron * x.inputs + input);
  const { r, n } = correlate(x.weight, y.weight, leaving);
  const constant = file.constantInputs?.includes(input) ? l10n.t(', the same value in every example') : '';
  const builder = new DumpBuilder(NumberColumns.ofRun(run), NAME.width);
  const title =
    image === null
      ? l10n.t('Input {0}{1}', input, constant)
      : l10n.t('Pixel in row {0}, column {1}{2}', row, column, constant);
  builder.comment(title, ...runLines(runId, run), ...legend());
  builder.comment(
    l10n.t(
      'r {0} of x and y over the {1} weights that leave it with both defined',
      r === null ? l10n.t('undefined') : r.toFixed(6),
      n,
    ),
    '',
  );
  const order = new ParameterOrder(layersOf(file));
  builder.section({ kind: 'weights' }, () => {
    builder.heading(NAME.title);
    for (const neuron of leaving.keys())
      builder.parameter(neuronName(neuron), order.numberOf({ layer: 1, neuron, input }));
  });
  return builder.build();
}

/**
 * The biases of a layer, one a line.
 * @throws RangeError when the run has no such layer
 */
export function biasesDump({ layer, runId }: Extract<DumpAddress, { kind: 'biases' }>, run: AnyRun): WeightDump {
  refuseUnknownNeuron(runId, run, layer, 0);
  const { file } = run;
  const layers = layersOf(file);
  const { outputs = 0, bias = false } = layers[layer - 1] ?? {};
  if (!bias) throw new RangeError(l10n.t('Layer {0} of run {1} has no biases.', layer, runId));
  const builder = new DumpBuilder(NumberColumns.ofRun(run), NAME.width);
  const ofGroups = layer === layers.length && (!isForeign(file) || file.groupOutputs);
  const which = ofGroups ? ` ${l10n.t('(output: 0 for group A, 1 for group B)')}` : '';
  builder.comment(l10n.t('Biases of layer {0}{1}', layer, which), ...runLines(runId, run), ...legend(), '');
  const order = new ParameterOrder(layers);
  builder.section({ kind: 'biases' }, () => {
    builder.heading(NAME.title);
    for (let neuron = 0; neuron < outputs; neuron++)
      builder.parameter(neuronName(neuron), order.numberOf({ layer, neuron, input: null }));
  });
  return builder.build();
}
