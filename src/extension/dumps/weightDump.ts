import type { Parameters } from '../../engine/network/parameters';
import type { StoredRun } from '../../engine/runs/runStore';
import { correlate } from '../../engine/statistics/correlation';
import { runTitle } from '../panel/runView';
import type { DumpAddress } from './address';
import { NumberColumns, valueAt } from './columns';

/** A generated document about some weights, and where in it they stand. */
export interface WeightDump {
  readonly text: string;
  /** Line (from 0) of the bias; undefined where there is none. */
  readonly biasLine: number | undefined;
  /** Line (from 0) of the first weight; the others follow, one a line. */
  readonly firstWeightLine: number;
}

/**
 * The document at an address.
 * @throws RangeError when the run has no such neuron or pixel
 */
export function weightDump(address: DumpAddress, run: StoredRun): WeightDump {
  return address.kind === 'neuron' ? neuronDump(address, run) : pixelDump(address, run);
}

function neuronDump({ layer, neuron, runId }: Extract<DumpAddress, { kind: 'neuron' }>, run: StoredRun): WeightDump {
  const shape = run.parameters.phase1.layers[layer - 1];
  if (shape === undefined || neuron >= shape.outputs) {
    throw new RangeError(
      `Run ${runId} has no neuron ${neuron} in layer ${layer}; its layers have ${run.file.sizes.join('–')} neurons.`,
    );
  }
  const { inputs } = shape;
  const columns = new NumberColumns(run);
  const names = inputNames(run, layer);
  const isOutput = layer === run.parameters.phase1.layers.length;
  const head = [
    `# Neuron ${neuron} of layer ${layer}${isOutput ? ` (output: 1 for group ${neuron === 0 ? 'A' : 'B'})` : ''}`,
    ...runLines(runId, run),
    '#',
    `# ${names.blank}${columns.heading}`,
    `  ${'bias'.padEnd(names.blank.length)}${columns.line({ layer, tensor: 'bias', index: neuron })}`,
    '#',
  ];
  const biasLine = head.length - 2;
  const { rows, columns: width } = run.file.image;
  if (layer === 1 && rows > 1) {
    const valueIn = (set: Parameters) => (input: number) => valueAt(set, layer, 'weight', neuron * inputs + input);
    const [before, after] = [valueIn(run.parameters.initial), valueIn(run.parameters.phase1)];
    const reads = picture('What it reads: incoming weights after phase 1', rows, width, after);
    const learned = picture('What phase 1 changed in them', rows, width, (input) => after(input) - before(input));
    head.push(...reads.map((line, index) => `#   ${line.padEnd(2 * width + 6)}${learned[index]}`.trimEnd()), '#');
  }
  head.push(`# ${names.title}${columns.heading}`);
  const lines = Array.from(
    { length: inputs },
    (_, input) => `  ${names.of(input)}${columns.line({ layer, tensor: 'weight', index: neuron * inputs + input })}`,
  );
  return { text: `${[...head, ...lines].join('\n')}\n`, biasLine, firstWeightLine: head.length };
}

function pixelDump({ row, column, runId }: Extract<DumpAddress, { kind: 'pixel' }>, run: StoredRun): WeightDump {
  const { rows, columns: width } = run.file.image;
  if (row >= rows || column >= width) {
    throw new RangeError(
      `Run ${runId} has no pixel in row ${row}, column ${column}; its images are ${rows} × ${width}.`,
    );
  }
  const input = row * width + column;
  const { x, y } = run.parameters;
  const [layerX, layerY] = [x.layers[0] as (typeof x.layers)[number], y.layers[0] as (typeof y.layers)[number]];
  const leaving = Array.from({ length: layerX.outputs }, (_, neuron) => neuron * layerX.inputs + input);
  const { r, n } = correlate(layerX.weight, layerY.weight, leaving);
  const columns = new NumberColumns(run);
  const constant = run.file.constantInputs.includes(input) ? ', the same value in every example' : '';
  const head = [
    `# Pixel in row ${row}, column ${column}${constant}`,
    ...runLines(runId, run),
    `# r ${r === null ? 'undefined' : r.toFixed(6)} of x and y over the ${n} weights that leave it with both defined`,
    '#',
    `# ${'neuron'.padStart(6)} ${columns.heading}`,
  ];
  const lines = leaving.map(
    (index, neuron) => `  ${String(neuron).padStart(6)} ${columns.line({ layer: 1, tensor: 'weight', index })}`,
  );
  return { text: `${[...head, ...lines].join('\n')}\n`, biasLine: undefined, firstWeightLine: head.length };
}

function runLines(runId: string, { file }: StoredRun): string[] {
  const { network, data, seed, learningRate, configHash } = runTitle(file.config, file.data.name, file.sizes);
  return [
    `# ${network} · ${data} · seed ${seed} · η ${learningRate}`,
    `# run ${runId} · config ${configHash} · engine ${file.engine}`,
    '# a, b: Σ|Δ| on examples of group A, of B.  c, d: differences between the forks of A, of B.  x = a / (a + b), y = c / (c + d).',
  ];
}

/** How the inputs of a layer are called at the beginning of a line: pixels of the image, or neurons of the layer before. */
function inputNames(
  { file }: StoredRun,
  layer: number,
): { title: string; blank: string; of: (input: number) => string } {
  if (layer > 1) return { title: 'neuron ', blank: ' '.repeat(7), of: (input) => `${String(input).padStart(6)} ` };
  const { columns } = file.image;
  const of = (input: number) =>
    `${String(Math.floor(input / columns)).padStart(3)} ${String(input % columns).padStart(3)} `;
  return { title: 'row col ', blank: ' '.repeat(8), of };
}

/** Two characters a pixel, by size and sign of its value; the largest absolute value sets the scale. */
function picture(title: string, rows: number, columns: number, value: (input: number) => number): string[] {
  const values = Array.from({ length: rows * columns }, (_, input) => value(input));
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const mark = (value: number) => {
    const size = largest === 0 ? 0 : Math.abs(value) / largest;
    if (size < 1 / 3) return '  ';
    if (size < 2 / 3) return value > 0 ? '++' : '--';
    return value > 0 ? '##' : '==';
  };
  const [third, twoThirds] = [1, 2].map((parts) => ((largest * parts) / 3).toPrecision(2));
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `|${values
        .slice(row * columns, (row + 1) * columns)
        .map(mark)
        .join('')}|`,
  );
  return [title, `above ${third} ++, ${twoThirds} ##; below −${third} --, −${twoThirds} ==`, ...lines];
}
