import * as l10n from '@vscode/l10n';
import { imageOf, isForeign, layersOf } from '../../engine/runs/foreignFormat';
import { correlate } from '../../engine/statistics/correlation';
import { ParameterOrder } from '../../model/parameterOrder';
import type { DumpAddress } from './address';
import { NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { legend, neuronName, refuseUnknownNeuron, runLines } from './head';
import type { RunOfDump } from './parameterNumbers';

/** What a line that is named by a neuron begins with, and the space after it. */
const NAME = { title: 'neuron', width: 7 };

/**
 * The weights that leave a pixel.
 * @throws RangeError when the run has no such pixel
 */
export async function pixelDump(
  { row, column, runId }: Extract<DumpAddress, { kind: 'pixel' }>,
  run: RunOfDump,
): Promise<WeightDump> {
  const { file } = run;
  const image = imageOf(file);
  // Inputs that are no picture stand in one row.
  const { rows, columns: width } = image ?? { rows: 1, columns: layersOf(file)[0]?.inputs ?? 0 };
  if (row >= rows || column >= width) {
    throw new RangeError(
      l10n.t('Run {0} has no pixel in row {1}, column {2}; its images are {3} × {4}.', runId, row, column, rows, width),
    );
  }
  const input = row * width + column;
  const order = new ParameterOrder(layersOf(file));
  const leaving = Uint32Array.from({ length: order.layers[0]?.outputs ?? 0 }, (_, neuron) =>
    order.numberOf({ layer: 1, neuron, input }),
  );
  const numbers = await run.numbers(leaving);
  const [x, y] = (['x', 'y'] as const).map((kind) => numbers.first(kind)?.values ?? new Float64Array(0));
  const { r, n } = correlate(x as Float64Array, y as Float64Array);
  const constant = file.constantInputs?.includes(input) ? l10n.t(', the same value in every example') : '';
  const builder = new DumpBuilder(NumberColumns.of(numbers), NAME.width);
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
  builder.section({ kind: 'weights' }, () => {
    builder.heading(NAME.title);
    for (const [neuron, parameter] of leaving.entries()) builder.parameter(neuronName(neuron), parameter);
  });
  return builder.build();
}

/**
 * The biases of a layer, one a line.
 * @throws RangeError when the run has no such layer
 */
export async function biasesDump(
  { layer, runId }: Extract<DumpAddress, { kind: 'biases' }>,
  run: RunOfDump,
): Promise<WeightDump> {
  refuseUnknownNeuron(runId, run, layer, 0);
  const { file } = run;
  const layers = layersOf(file);
  const { outputs = 0, bias = false } = layers[layer - 1] ?? {};
  if (!bias) throw new RangeError(l10n.t('Layer {0} of run {1} has no biases.', layer, runId));
  const order = new ParameterOrder(layers);
  const biases = Uint32Array.from({ length: outputs }, (_, neuron) => order.numberOf({ layer, neuron, input: null }));
  const builder = new DumpBuilder(NumberColumns.of(await run.numbers(biases)), NAME.width);
  const ofGroups = layer === layers.length && (!isForeign(file) || file.groupOutputs);
  const which = ofGroups ? ` ${l10n.t('(output: 0 for group A, 1 for group B)')}` : '';
  builder.comment(l10n.t('Biases of layer {0}{1}', layer, which), ...runLines(runId, run), ...legend(), '');
  builder.section({ kind: 'biases' }, () => {
    builder.heading(NAME.title);
    for (const [neuron, parameter] of biases.entries()) builder.parameter(neuronName(neuron), parameter);
  });
  return builder.build();
}
