import { PRESETS } from './presets';

/** What a new sweep file may begin with. */
export const SWEEP_STARTS = ['few', 'grid', 'activations-at-matched-loss', 'detection-limit', 'label-noise'] as const;

export type SweepStart = (typeof SWEEP_STARTS)[number];

const MATCHED = PRESETS['activations-at-matched-loss'];

/**
 * A sweep file to begin from, with what its parts mean: a few runs on the embedded digits, a grid of learning rates,
 * activations and seeds on full MNIST, the same grid with the question of its preset, or one of the
 * presets that plant locality and take labels away.
 */
export function sweepTemplate(start: SweepStart): string {
  return [...HEAD[start], ...lines(WRITTEN[start], '').map((line) => line.replace(/^ {2}"axes"/, AXES)), ''].join('\n');
}

const HEAD = {
  few: ['// Many runs for Attribution: one for every combination of the values below.'],
  grid: [
    '// When is the relation stronger or weaker? Eight learning rates, six activations and three seeds: 144 runs on full MNIST',
    '// (11 MB, downloaded once).',
  ],
  'activations-at-matched-loss': [
    '// How do activations compare when all of them have learnt as much? Each is given the learning rate at which phase 1 comes',
    '// nearest to the held-out loss of softplus at the rate of the base. 144 runs on full MNIST (11 MB, downloaded once).',
  ],
  'detection-limit': [
    '// Of how much locality on would the figures have told that there is any? A share of the hidden neurons is divided between',
    '// the groups, each of which moves its own alone. 45 runs on full MNIST (11 MB, downloaded once).',
  ],
  'label-noise': [
    '// Up to how much label noise would the figures have told that the labels say anything? Of a share of the examples of each',
    '// class networks are told the other group: at 0.5 the labels say nothing. 35 runs on full MNIST (11 MB, downloaded once).',
  ],
} as const;

/** Stands above the axes. */
const AXES = [
  '  // Any keys of a config by dotted path, each with its list of values. The cells are all combinations, the last axis',
  '  // changing fastest. Other keys, for example: "groups", "network.hidden", "phase1.tally", "optimiser".',
  '  "axes"',
].join('\n');

const WRITTEN = {
  few: { base: { data: 'drawn' }, axes: { learningRate: [0.0001, 0.0003, 0.001], seed: [1, 2, 3] } },
  grid: { base: { data: MATCHED.base.data }, axes: MATCHED.axes },
  'activations-at-matched-loss': { preset: 'activations-at-matched-loss', ...MATCHED },
  'detection-limit': { preset: 'detection-limit', ...PRESETS['detection-limit'] },
  'label-noise': { preset: 'label-noise', ...PRESETS['label-noise'] },
} as const;

/** Objects over several lines, lists on one. */
function lines(value: object, indent: string): string[] {
  const entries = Object.entries(value).map(([key, inner]: [string, unknown]) => {
    const head = `${indent}  ${JSON.stringify(key)}: `;
    if (typeof inner !== 'object' || inner === null) return [`${head}${JSON.stringify(inner)}`];
    if (Array.isArray(inner)) return [`${head}[${inner.map((one) => JSON.stringify(one)).join(', ')}]`];
    const [first = '', ...rest] = lines(inner, `${indent}  `);
    return [`${head}${first.trim()}`, ...rest];
  });
  const body = entries.flatMap((entry, index) =>
    index === entries.length - 1 ? entry : [...entry.slice(0, -1), `${entry.at(-1)},`],
  );
  return [`${indent}{`, ...body, `${indent}}`];
}
