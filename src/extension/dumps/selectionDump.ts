import * as l10n from '@vscode/l10n';
import { layersOf } from '../../engine/runs/foreignFormat';
import type { AnyRun } from '../../engine/runs/runStore';
import { type NeuronPlace, ParameterOrder } from '../../model/parameterOrder';
import type { ParameterSet } from '../../model/parameterSet';
import { count, countOf } from '../../text/format';
import { type DumpAddress, pathOf } from './address';
import { NumberColumns } from './columns';
import { DumpBuilder, type WeightDump } from './dumpBuilder';
import { inputNames, legend, neuronTitle, runLines } from './head';

/** Parameters that one document holds: some 3.5 MB of text. The editor gives up colours and folding for far larger ones. */
export const MOST_PARAMETERS = 20_000;

/** Characters of a name, with the space after it: of pixels as of neurons. */
const NAME_WIDTH = 8;

/** What of a neuron is selected, in the order of its lines. */
interface Group extends NeuronPlace {
  readonly parameters: readonly number[];
}

/** What is selected, by layer and neuron, the bias before the weights. */
export function selectionDump(
  { hash, name, runId }: Extract<DumpAddress, { kind: 'selection' }>,
  run: AnyRun,
  selected: ParameterSet,
): WeightDump {
  const order = new ParameterOrder(layersOf(run.file));
  const groups = groupsOf(order, selected);
  const builder = new DumpBuilder(NumberColumns.ofRun(run), NAME_WIDTH);
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
  let left = MOST_PARAMETERS;
  const layers = [...new Set(groups.map(({ layer }) => layer))];
  for (const layer of layers) {
    if (left === 0) break;
    const names = inputNames(run, layer);
    builder.section({ kind: 'layer', layer }, () => {
      builder.heading(names.title);
      for (const { neuron, parameters } of groups.filter((group) => group.layer === layer)) {
        if (left === 0) break;
        builder.section({ kind: 'neuron', layer, neuron }, () => {
          const file = pathOf({ kind: 'neuron', runId, layer, neuron }).split('/').slice(2).join('/');
          builder.comment(
            `${l10n.t('{0}, {1} selected:', neuronTitle(run, layer, neuron), count(parameters.length))} ${file}`,
          );
          for (const parameter of parameters.slice(0, left)) {
            const { input } = order.placeOf(parameter);
            builder.parameter(input === null ? 'bias' : names.of(input), parameter);
          }
        });
        left = Math.max(0, left - parameters.length);
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

function groupsOf(order: ParameterOrder, selected: ParameterSet): Group[] {
  return order.layers.flatMap(({ inputs, outputs, bias, weights, biases }, index) =>
    Array.from({ length: outputs }, (_, neuron) => {
      const first = weights + neuron * inputs;
      const all = [...(bias ? [biases + neuron] : []), ...Array.from({ length: inputs }, (_, input) => first + input)];
      return { layer: index + 1, neuron, parameters: all.filter((parameter) => selected.has(parameter)) };
    }).filter(({ parameters }) => parameters.length > 0),
  );
}
