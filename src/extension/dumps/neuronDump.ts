import * as l10n from '@vscode/l10n';
import { imageOf, layersOf } from '../../engine/runs/foreignFormat';
import { PHASE_1 } from '../../model/networkNames';
import type { ParameterColumn } from '../../model/parameterColumns';
import { ParameterOrder } from '../../model/parameterOrder';
import type { DumpAddress } from './address';
import { exponential, exponentialWidth, NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { inputNames, legend, neuronTitle, refuseUnknownNeuron, runLines } from './head';
import type { ParameterNumbers, RunOfDump } from './parameterNumbers';
import { picture } from './pictures';

type NeuronAddress = Extract<DumpAddress, { kind: 'neuron' }>;
type NetworkAddress = Extract<DumpAddress, { kind: 'network' }>;

/**
 * A neuron's bias and incoming weights with everything that is known of them.
 * @throws RangeError when the run has no such neuron
 */
export async function neuronDump({ layer, neuron, runId }: NeuronAddress, run: RunOfDump): Promise<WeightDump> {
  refuseUnknownNeuron(runId, run, layer, neuron);
  const own = parametersOf(run, layer, neuron);
  const numbers = await run.numbers(own.all);
  const builder = new DumpBuilder(NumberColumns.of(numbers), inputNames(run, layer).width);
  builder.comment(neuronTitle(run, layer, neuron), ...runLines(runId, run), ...legend(), '');
  if (own.bias !== undefined) {
    builder.section({ kind: 'bias' }, () => {
      builder.heading('');
      addBias(builder, own);
    });
    builder.comment('');
  }
  const pictures = layer === 1 ? picturesOf(run, numbers, own) : [];
  if (pictures.length > 0) {
    builder.section({ kind: 'pictures' }, () => builder.comment(...pictures));
    builder.comment('');
  }
  addWeights(builder, run, layer, own);
  return builder.build();
}

/**
 * A neuron's bias and incoming weights in one network, rounded, one a line: two networks can be held against each other.
 * @param digits significant digits
 * @throws RangeError when the run has no such neuron or network
 */
export async function networkDump(
  { network, layer, neuron, runId }: NetworkAddress,
  run: RunOfDump,
  digits: number,
): Promise<WeightDump> {
  refuseUnknownNeuron(runId, run, layer, neuron);
  const own = parametersOf(run, layer, neuron);
  const numbers = await run.numbers(own.all);
  const found = networksIn(numbers).find(({ name }) => name === network);
  if (found === undefined) throw new RangeError(l10n.t('Run {0} has no network "{1}".', runId, network));
  const format = (value: number) => exponential(value, digits);
  const { column } = found;
  const columns = new NumberColumns([
    { ...column, title: 'weight', numberOf: numbers.valuesOf(column), format, width: exponentialWidth(digits) },
  ]);
  const builder = new DumpBuilder(columns, inputNames(run, layer).width);
  // Which network it is stands in the address and above the title, but in no line: it would be the first difference.
  builder.comment(neuronTitle(run, layer, neuron), ...runLines(runId, run));
  builder.comment(l10n.t('Rounded to {0} significant digits.', digits), '');
  addWeights(builder, run, layer, own, () => addBias(builder, own));
  return builder.build();
}

/** A network of a run. */
export interface NetworkOfRun {
  /** As it stands in addresses. */
  readonly name: string;
  /** What it is, in words. */
  readonly title: string;
  readonly column: ParameterColumn;
}

/** The networks of a run. */
export function networksIn({ columns }: Pick<ParameterNumbers, 'columns'>): NetworkOfRun[] {
  return columns.flatMap((column): NetworkOfRun[] => {
    switch (column.kind) {
      case 'initial':
        return [{ name: 'initial', title: l10n.t('before training'), column }];
      case 'phase1':
        return [{ name: PHASE_1, title: l10n.t('after phase 1'), column }];
      case 'fork':
        return [{ name: `fork-${column.name}`, title: l10n.t('fork {0}', column.name), column }];
      default:
        return [];
    }
  });
}

/** The numbers of a neuron's parameters. */
interface OwnParameters {
  /** Undefined where it has none. */
  readonly bias: number | undefined;
  readonly firstWeight: number;
  readonly inputs: number;
  readonly all: Uint32Array;
}

function parametersOf({ file }: RunOfDump, layer: number, neuron: number): OwnParameters {
  const order = new ParameterOrder(layersOf(file));
  const firstWeight = order.numberOf({ layer, neuron, input: 0 });
  const { inputs, bias: hasBias } = order.layers[layer - 1] as (typeof order.layers)[number];
  const bias = hasBias ? order.numberOf({ layer, neuron, input: null }) : undefined;
  const weights = Array.from({ length: inputs }, (_, input) => firstWeight + input);
  return { bias, firstWeight, inputs, all: Uint32Array.from(bias === undefined ? weights : [...weights, bias]) };
}

function addBias(builder: DumpBuilder, { bias }: OwnParameters): void {
  if (bias !== undefined) builder.parameter('bias', bias);
}

/** @param before puts lines between the titles and the first weight */
function addWeights(
  builder: DumpBuilder,
  run: RunOfDump,
  layer: number,
  { firstWeight, inputs }: OwnParameters,
  before: () => void = () => {},
): void {
  const image = imageOf(run.file);
  const names = inputNames(run, layer);
  const add = (from: number, to: number) => {
    for (let input = from; input < to; input++) builder.parameter(names.of(input), firstWeight + input);
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
function picturesOf({ file }: RunOfDump, numbers: ParameterNumbers, { firstWeight }: OwnParameters): string[] {
  const image = imageOf(file);
  const [initial, phase1] = [numbers.first('initial'), numbers.first('phase1')];
  if (image === null || image.rows === 1 || initial === undefined || phase1 === undefined) return [];
  const { rows, columns } = image;
  const valueIn = (column: ParameterColumn) => {
    const numberOf = numbers.valuesOf(column);
    return (input: number) => numberOf(firstWeight + input);
  };
  const [before, after] = [valueIn(initial), valueIn(phase1)];
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
