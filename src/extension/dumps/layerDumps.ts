import * as l10n from '@vscode/l10n';
import type { Layer } from '../../engine/network/parameters';
import type { StoredRun } from '../../engine/runs/runStore';
import { correlate } from '../../engine/statistics/correlation';
import { ParameterOrder } from '../../shared/parameterOrder';
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
export function pixelDump({ row, column, runId }: Extract<DumpAddress, { kind: 'pixel' }>, run: StoredRun): WeightDump {
  const { file, parameters } = run;
  const { rows, columns: width } = file.image;
  if (row >= rows || column >= width) {
    throw new RangeError(
      l10n.t('Run {0} has no pixel in row {1}, column {2}; its images are {3} × {4}.', runId, row, column, rows, width),
    );
  }
  const input = row * width + column;
  const [x, y] = [parameters.x.layers[0] as Layer, parameters.y.layers[0] as Layer];
  const leaving = Array.from({ length: x.outputs }, (_, neuron) => neuron * x.inputs + input);
  const { r, n } = correlate(x.weight, y.weight, leaving);
  const constant = file.constantInputs.includes(input) ? l10n.t(', the same value in every example') : '';
  const builder = new DumpBuilder(NumberColumns.ofRun(run), NAME.width);
  builder.comment(l10n.t('Pixel in row {0}, column {1}{2}', row, column, constant), ...runLines(runId, run), legend());
  builder.comment(
    l10n.t(
      'r {0} of x and y over the {1} weights that leave it with both defined',
      r === null ? l10n.t('undefined') : r.toFixed(6),
      n,
    ),
    '',
  );
  const order = new ParameterOrder(file.sizes);
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
export function biasesDump({ layer, runId }: Extract<DumpAddress, { kind: 'biases' }>, run: StoredRun): WeightDump {
  refuseUnknownNeuron(runId, run, layer, 0);
  const { sizes } = run.file;
  const outputs = sizes[layer] as number;
  const builder = new DumpBuilder(NumberColumns.ofRun(run), NAME.width);
  const which = layer === sizes.length - 1 ? ` ${l10n.t('(output: 0 for group A, 1 for group B)')}` : '';
  builder.comment(l10n.t('Biases of layer {0}{1}', layer, which), ...runLines(runId, run), legend(), '');
  const order = new ParameterOrder(sizes);
  builder.section({ kind: 'biases' }, () => {
    builder.heading(NAME.title);
    for (let neuron = 0; neuron < outputs; neuron++)
      builder.parameter(neuronName(neuron), order.numberOf({ layer, neuron, input: null }));
  });
  return builder.build();
}
