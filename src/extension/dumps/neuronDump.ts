import * as l10n from '@vscode/l10n';
import { imageOf, layersOf } from '../../engine/runs/foreignFormat';
import type { AnyRun } from '../../engine/runs/runStore';
import { PHASE_1 } from '../../model/networkNames';
import { ParameterOrder } from '../../model/parameterOrder';
import type { DumpAddress } from './address';
import { exponential, exponentialWidth, NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { inputNames, legend, neuronTitle, refuseUnknownNeuron, runLines } from './head';
import { picture } from './pictures';

type NeuronAddress = Extract<DumpAddress, { kind: 'neuron' }>;
type NetworkAddress = Extract<DumpAddress, { kind: 'network' }>;

/**
 * A neuron's bias and incoming weights with everything that is known of them.
 * @throws RangeError when the run has no such neuron
 */
export function neuronDump({ layer, neuron, runId }: NeuronAddress, run: AnyRun): WeightDump {
  refuseUnknownNeuron(runId, run, layer, neuron);
  const builder = new DumpBuilder(NumberColumns.ofRun(run), inputNames(run, layer).width);
  builder.comment(neuronTitle(run, layer, neuron), ...runLines(runId, run), ...legend(), '');
  if (layersOf(run.file)[layer - 1]?.bias) {
    builder.section({ kind: 'bias' }, () => {
      builder.heading('');
      addBias(builder, run, layer, neuron);
    });
    builder.comment('');
  }
  const pictures = layer === 1 ? picturesOf(run, neuron) : [];
  if (pictures.length > 0) {
    builder.section({ kind: 'pictures' }, () => builder.comment(...pictures));
    builder.comment('');
  }
  addWeights(builder, run, layer, neuron);
  return builder.build();
}

/**
 * A neuron's bias and incoming weights in one network, rounded, one a line: two networks can be held against each other.
 * @param digits significant digits
 * @throws RangeError when the run has no such neuron or network
 */
export function networkDump(
  { network, layer, neuron, runId }: NetworkAddress,
  run: AnyRun,
  digits: number,
): WeightDump {
  refuseUnknownNeuron(runId, run, layer, neuron);
  const found = networksOf(run).find(({ name }) => name === network);
  if (found === undefined) throw new RangeError(l10n.t('Run {0} has no network "{1}".', runId, network));
  const format = (value: number) => exponential(value, digits);
  const width = exponentialWidth(digits);
  const columns = new NumberColumns([{ kind: found.kind, title: 'weight', set: found.set, format, width }]);
  const builder = new DumpBuilder(columns, inputNames(run, layer).width);
  // Which network it is stands in the address and above the title, but in no line: it would be the first difference.
  builder.comment(neuronTitle(run, layer, neuron), ...runLines(runId, run));
  builder.comment(l10n.t('Rounded to {0} significant digits.', digits), '');
  addWeights(builder, run, layer, neuron, () => addBias(builder, run, layer, neuron));
  return builder.build();
}

/** The networks of a run by the names they have in addresses. */
export function networksOf({ parameters: { initial, phase1, forks } }: AnyRun) {
  return [
    ...(initial === null
      ? []
      : [{ name: 'initial', kind: 'initial', title: l10n.t('before training'), set: initial } as const]),
    ...(phase1 === null
      ? []
      : [{ name: PHASE_1, kind: 'phase1', title: l10n.t('after phase 1'), set: phase1 } as const]),
    ...[...forks].map(
      ([fork, set]) => ({ name: `fork-${fork}`, kind: 'fork', title: l10n.t('fork {0}', fork), set }) as const,
    ),
  ] as const;
}

function addBias(builder: DumpBuilder, { file }: AnyRun, layer: number, neuron: number): void {
  const layers = layersOf(file);
  if (layers[layer - 1]?.bias)
    builder.parameter('bias', new ParameterOrder(layers).numberOf({ layer, neuron, input: null }));
}

/** @param before puts lines between the titles and the first weight */
function addWeights(
  builder: DumpBuilder,
  run: AnyRun,
  layer: number,
  neuron: number,
  before: () => void = () => {},
): void {
  const [layers, image] = [layersOf(run.file), imageOf(run.file)];
  const names = inputNames(run, layer);
  const order = new ParameterOrder(layers);
  const inputs = layers[layer - 1]?.inputs ?? 0;
  const add = (from: number, to: number) => {
    for (let input = from; input < to; input++)
      builder.parameter(names.of(input), order.numberOf({ layer, neuron, input }));
  };
  builder.section({ kind: 'weights' }, () => {
    builder.heading(names.title);
    before();
    if (layer > 1 || image === null || image.rows === 1) {
      add(0, inputs);
      return;
    }
    for (let row = 0; row < image.rows; row++)
      builder.section({ kind: 'row', row }, () => add(row * image.columns, (row + 1) * image.columns));
  });
}

/** Side by side: what phase 1 changed in the weights that a neuron of layer 1 reads the image with, and these weights. */
function picturesOf({ file, parameters: { initial, phase1 } }: AnyRun, neuron: number): string[] {
  const image = imageOf(file);
  if (image === null || image.rows === 1 || initial === null || phase1 === null) return [];
  const { rows, columns } = image;
  // The weights of layer 1 come first among the parameters.
  const valueIn = (values: Float64Array) => (input: number) => values[neuron * rows * columns + input] as number;
  const [before, after] = [valueIn(initial.values), valueIn(phase1.values)];
  // What has been learned comes first: the weights themselves are for the most part what they began with by chance.
  const learned = picture(
    l10n.t('What phase 1 changed in its weights'),
    rows,
    columns,
    (input) => after(input) - before(input),
  );
  const reads = picture(l10n.t('Its weights after phase 1'), rows, columns, after);
  return learned.map((line, index) => `  ${line.padEnd(2 * columns + 6)}${reads[index]}`.trimEnd());
}
