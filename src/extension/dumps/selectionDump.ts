import * as l10n from '@vscode/l10n';
import { layersOf } from '../../engine/runs/foreignFormat';
import { type NeuronPlace, ParameterOrder } from '../../model/parameterOrder';
import type { ParameterSet } from '../../model/parameterSet';
import { count, countOf } from '../../text/format';
import { type DumpAddress, pathOf } from './address';
import { NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { inputNames, legend, neuronTitle, runLines } from './head';
import type { RunOfDump } from './parameterNumbers';

/** Parameters that one document holds: some 3.5 MB of text. The editor gives up colours and folding for far larger ones. */
export const MOST_PARAMETERS = 20_000;

/** Least characters of a name, with the space after it: of pixels as of neurons. */
const NAME_WIDTH = 8;

/** How much of a neuron is selected. */
interface Group extends NeuronPlace {
  readonly count: number;
}

/** What is selected, by layer and neuron, the bias before the weights. */
export async function selectionDump(
  { hash, name, runId }: Extract<DumpAddress, { kind: 'selection' }>,
  run: RunOfDump,
  selected: ParameterSet,
): Promise<WeightDump> {
  const order = new ParameterOrder(layersOf(run.file));
  const groups = groupsOf(order, selected);
  const shown = shownOf(order, selected, groups);
  const numbers = await run.numbers(Uint32Array.from(shown.flatMap(({ parameters }) => parameters)));
  const layers = [...new Set(shown.map(({ layer }) => layer))];
  // The numbers of all layers stand in the same columns.
  const width = Math.max(NAME_WIDTH, ...layers.map((layer) => inputNames(run, layer).width));
  const builder = new DumpBuilder(NumberColumns.of(numbers), width);
  builder.comment(
    l10n.t(
      'Selection {0}: {1} of {2}',
      name === undefined ? hash : `“${name}”`,
      countOf(selected.size, l10n.t('parameter'), l10n.t('parameters')),
      countOf(groups.length, l10n.t('neuron'), l10n.t('neurons')),
    ),
    ...runLines(runId, run),
    ...legend(),
    '',
  );
  for (const layer of layers) {
    const names = inputNames(run, layer);
    builder.section({ kind: 'layer', layer }, () => {
      builder.heading(names.title);
      for (const { neuron, count: ofNeuron, parameters } of shown.filter((group) => group.layer === layer)) {
        builder.section({ kind: 'neuron', layer, neuron }, () => {
          const file = pathOf({ kind: 'neuron', runId, layer, neuron }).split('/').slice(2).join('/');
          builder.comment(`${l10n.t('{0}, {1} selected:', neuronTitle(run, layer, neuron), count(ofNeuron))} ${file}`);
          for (const parameter of parameters) {
            const { input } = order.placeOf(parameter);
            builder.parameter(input === null ? 'bias' : names.of(input), parameter);
          }
        });
      }
    });
  }
  const more = selected.size - MOST_PARAMETERS;
  if (more > 0)
    builder.comment(
      l10n.t(
        '{0} not shown here; “Save Selection As…” writes them all.',
        countOf(more, l10n.t('more parameter'), l10n.t('more parameters')),
      ),
    );
  return builder.build();
}

/** Every neuron of which something is selected. */
function groupsOf({ layers }: ParameterOrder, selected: ParameterSet): Group[] {
  const counts = layers.map(({ outputs }) => new Uint32Array(outputs));
  let index = 0;
  for (const parameter of selected) {
    while (parameter >= (layers[index] as (typeof layers)[number]).end) index++;
    const { inputs, weights, biases } = layers[index] as (typeof layers)[number];
    const neuron = parameter < biases ? Math.floor((parameter - weights) / inputs) : parameter - biases;
    const ofLayer = counts[index] as Uint32Array;
    ofLayer[neuron] = (ofLayer[neuron] as number) + 1;
  }
  return counts.flatMap((ofLayer, index) =>
    Array.from(ofLayer, (count, neuron) => ({ layer: index + 1, neuron, count })).filter(({ count }) => count > 0),
  );
}

/** The groups that one document holds, with what of each is selected in the order of its lines: the bias first. */
function shownOf(
  { layers }: ParameterOrder,
  selected: ParameterSet,
  groups: readonly Group[],
): (Group & { readonly parameters: readonly number[] })[] {
  const shown: (Group & { readonly parameters: readonly number[] })[] = [];
  let left = MOST_PARAMETERS;
  for (const group of groups) {
    if (left === 0) break;
    const { inputs, bias, weights, biases } = layers[group.layer - 1] as (typeof layers)[number];
    const first = weights + group.neuron * inputs;
    const parameters = bias && selected.has(biases + group.neuron) ? [biases + group.neuron] : [];
    for (let parameter = first; parameter < first + inputs && parameters.length < left; parameter++)
      if (selected.has(parameter)) parameters.push(parameter);
    shown.push({ ...group, parameters });
    left -= parameters.length;
  }
  return shown;
}
