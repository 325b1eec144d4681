import { createHash } from 'node:crypto';
import * as z from 'zod';
import { isRecord } from '../model/guards';
import { MEASURE_NAMES } from '../model/measures';
import { ConfigError, type Mistake } from './errors';
import { ACTIVATION_NAMES } from './network/activations';
import { contradictionsOfRouting, namedRouting, routingSchema, SHARE_IN_WORDS } from './routingConfig';

/**
 * The experiment's config: the one place where a key, its type, its default, its description and its limits stand.
 * The TypeScript types, the JSON Schema behind completion and hovers, and every refusal are made from it.
 */

/** Of the longest list in a config. */
const MOST_MEMBERS = 1000;

const classNumber = z.int().min(0).max(255);
const group = (description: string) => z.array(classNumber).min(2).max(256).meta({ description });
const activation = z.enum(ACTIVATION_NAMES);

const optimiser = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('sgd') }),
  z.strictObject({
    name: z.literal('momentum'),
    momentum: z.number().min(0).lt(1).default(0.9).meta({ description: 'μ: how much of the last velocity is kept.' }),
  }),
  z.strictObject({
    name: z.literal('adam'),
    beta1: z.number().min(0).lt(1).default(0.9).meta({ description: 'β₁: decay of the mean gradient.' }),
    beta2: z.number().min(0).lt(1).default(0.999).meta({ description: 'β₂: decay of the mean squared gradient.' }),
    epsilon: z.number().gt(0).default(1e-8).meta({ description: 'ε: added to the root of the mean squared gradient.' }),
  }),
]);

export const configSchema = z.strictObject({
  data: z.string().min(1).max(4096).default('drawn').meta({
    description:
      'Where the images come from: "drawn" (the embedded digits), "mnist" (downloaded once), or a folder of IDX files; a relative path begins at the folder of this file. Of several data sets in one folder: its path, a slash, and what the file names of one begin with (…/emnist-letters).',
  }),
  drawn: z
    .strictObject({
      seed: z.int().min(0).default(1).meta({ description: 'Which drawn digits: every seed is another data set.' }),
    })
    .prefault({}),
  groups: z
    .strictObject({
      a: group('The classes of group A, target [1, 0]. One fork is trained without each of them.').default([1, 7]),
      b: group('The classes of group B, target [0, 1]. One fork is trained without each of them.').default([6, 8]),
    })
    .prefault({}),
  network: z
    .strictObject({
      hidden: z.array(z.int().min(1).max(65536)).min(1).max(MOST_MEMBERS).default([100]).meta({
        description: 'The number of neurons of each hidden layer, from the input on.',
      }),
      activation: activation.default('softplus').meta({ description: 'The activation function of the hidden layers.' }),
      outputActivation: activation.optional().meta({
        description: 'The activation function of the two outputs; the hidden layers’ own when it is left out.',
        examples: ['identity'],
      }),
    })
    .prefault({}),
  loss: z.enum(['squared', 'cross-entropy']).default('squared').meta({
    description: '"squared": ½ Σ (y − t)². "cross-entropy": softmax over identity outputs.',
  }),
  optimiser: optimiser.default({ name: 'sgd' }).meta({
    description: 'How a gradient becomes an update, one example at a time. Its state goes along into the forks.',
  }),
  learningRate: z.number().gt(0).default(0.0001).meta({
    description: 'η. R² depends on it more than on anything else.',
  }),
  routing: routingSchema.default('none').meta({
    description:
      '"halves": gradient routing, where A moves only the first half of the hidden neurons and the weights into and out of them, B only the second; the output biases are moved by both. { "share": 0.3 }: of that share of the neurons A moves the one half and B the other, and the rest are moved by both. One hidden layer and "sgd" only.',
  }),
  labelNoise: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({
      description:
        'The share of the training examples, of each class as many, of which networks are told the other group: at 0.5 the labels say nothing of the images. All else goes by what an example shows: forks, tallies, routing, held-out images. None when it is left out; 0 is none.',
      examples: [0.1],
    }),
  order: z.enum(['file', 'shuffled']).default('file').meta({
    description:
      'The order of the examples: as in the file, or permuted once within phase 1 and once within the rows of the forks (by `orderSeed`, where it is given).',
  }),
  orderSeed: z.int().min(0).optional().meta({
    description:
      'Seed of the shuffles alone: another order with the same initial parameters. `seed` when it is left out. Only with order "shuffled".',
  }),
  phase1: z
    .strictObject({
      rows: z.int().min(2).default(12000).meta({
        description: 'Phase 1 uses the examples of both groups among this many first rows of the training file.',
      }),
      tally: z.enum(['second-half', 'whole']).default('second-half').meta({
        description: 'When |Δ| is added up: over the second half of the examples of phase 1, or over all of them.',
      }),
    })
    .prefault({}),
  forks: z
    .strictObject({
      untilRow: z
        .int()
        .min(1)
        .optional()
        .meta({
          description:
            'The forks train on the rows from phase1.rows up to this one, which is not included; to the end of the file when it is left out.',
          examples: [60000],
        }),
      equalise: z.boolean().default(false).meta({
        description: 'Whether every fork ends after as many examples as the smallest fork has.',
      }),
    })
    .prefault({}),
  measures: z
    .array(z.enum(MEASURE_NAMES))
    .default(['root-fisher', 'synaptic-intelligence', 'weight', 'weight-change'])
    .meta({
      description:
        'Other measures of a parameter’s importance, made from the same training and held against y beside x. "memory-aware-synapses" takes a pass of its own, "movement" makes a tallied step some six times as long.',
    }),
  seed: z.int().min(0).default(1).meta({
    description:
      'Initial weights, which labels are replaced by `labelNoise`, and shuffles where `orderSeed` is left out; never the images.',
  }),
});

/** A config as it stands in a run: every key is there. */
export const storedConfigSchema = z
  .preprocess((input) => shortened(input), configSchema)
  .transform((config, context): ResolvedConfig => {
    const { untilRow } = config.forks;
    if (untilRow !== undefined) return { ...completed(config), forks: { ...config.forks, untilRow } };
    context.addIssue({ code: 'custom', path: ['forks', 'untilRow'], message: 'missing' });
    return z.NEVER;
  });

/** A config as a person writes it: every key may be left out. */
export type ConfigInput = z.input<typeof configSchema>;

/** A config with every default filled in, except `forks.untilRow`, which waits for the data. */
export type ExperimentConfig = ReturnType<typeof completed>;

/** A config that fits its data: nothing is left open. */
export type ResolvedConfig = ExperimentConfig & { forks: { untilRow: number } };

export type OptimiserConfig = ExperimentConfig['optimiser'];
export type Loss = ExperimentConfig['loss'];
export type GroupName = 'a' | 'b';

/**
 * Checks a config and fills in its defaults.
 * @param input what a JSON parser made of the file
 * @throws ConfigError with one mistake for every key that is wrong
 */
export function parseConfig(input: unknown): ExperimentConfig {
  const result = configSchema.safeParse(shortened(input), { reportInput: true });
  if (!result.success) {
    const mistakes = result.error.issues.flatMap((issue) => mistakesOf(issue, []));
    throw new ConfigError([...mistakes, ...contradictionsOfRest(input, result.error.issues)]);
  }
  const mistakes = [...contradictions(result.data)];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return completed(result.data);
}

/** Objects in a config within each other. */
const DEEPEST = 2;

/**
 * A config of which every list has at most one member more than any may have: one that is too long is still found to be,
 * and each of its members that is wrong is a mistake of its own, of which there are to be no millions.
 */
function shortened(input: unknown, depth = 0): unknown {
  if (Array.isArray(input)) return input.length > MOST_MEMBERS ? input.slice(0, MOST_MEMBERS + 1) : input;
  if (!isRecord(input) || depth === DEEPEST) return input;
  const lists = Object.entries(input).map(([key, value]) => [key, shortened(value, depth + 1)] as const);
  return lists.some(([key, value]) => value !== input[key]) ? Object.fromEntries(lists) : input;
}

/** The JSON Schema (draft 7, which editors read) of a config file. */
export function configJsonSchema(): object {
  return {
    ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }),
    title: 'Attribution experiment',
  };
}

/** First twelve hexadecimal digits of the SHA-256 of the config; two runs with one hash ran the same experiment. */
export function configHash(config: ExperimentConfig): string {
  return createHash('sha256').update(JSON.stringify(config, sortedKeys)).digest('hex').slice(0, 12);
}

/** A replacer for `JSON.stringify`: the order in which keys were set says nothing about the experiment. */
function sortedKeys(_key: string, value: unknown): unknown {
  if (!isRecord(value) || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What is left out filled in, and what can be written in two ways in one: two runs with one hash ran the same experiment. */
function completed({ labelNoise = 0, ...config }: z.output<typeof configSchema>) {
  const outputActivation = config.loss === 'cross-entropy' ? 'identity' : config.network.activation;
  return {
    ...config,
    network: { ...config.network, outputActivation: config.network.outputActivation ?? outputActivation },
    routing: namedRouting(config.routing),
    ...(labelNoise === 0 ? {} : { labelNoise }),
  };
}

/** The contradictions among the keys that have no mistake of their own. */
function contradictionsOfRest(input: unknown, issues: readonly z.core.$ZodIssue[]): Mistake[] {
  if (!isRecord(input)) return [];
  const wrong = new Set(issues.map(({ path }) => path[0]));
  const right = Object.entries(input).filter(([key]) => Object.hasOwn(configSchema.shape, key) && !wrong.has(key));
  const rest = configSchema.safeParse(shortened(Object.fromEntries(right)));
  if (!rest.success) return [];
  // The default of a key that is wrong contradicts nothing.
  const byDefault = (path: string) =>
    (path === 'forks.untilRow' && wrong.has('phase1')) || (path === 'orderSeed' && wrong.has('order'));
  return [...contradictions(rest.data)].filter(({ path }) => !byDefault(path));
}

/** What each key allows by itself but not together with another. */
function* contradictions(config: z.output<typeof configSchema>): Generator<Mistake> {
  const { groups, network, loss, phase1, forks } = config;
  for (const name of ['a', 'b'] as const) {
    for (const [index, digit] of groups[name].entries()) {
      if (groups[name].indexOf(digit) < index) {
        yield { path: `groups.${name}[${index}]`, found: `${digit} a second time`, expected: 'every class once' };
      }
    }
  }
  for (const [index, digit] of groups.b.entries()) {
    if (groups.a.includes(digit)) {
      yield {
        path: `groups.b[${index}]`,
        found: `${digit}, which is in groups.a too`,
        expected: 'a class of one group only',
      };
    }
  }
  for (const [index, measure] of config.measures.entries()) {
    if (config.measures.indexOf(measure) < index) {
      yield { path: `measures[${index}]`, found: `"${measure}" a second time`, expected: 'every measure once' };
    }
  }
  const { outputActivation } = network;
  if (loss === 'cross-entropy' && outputActivation !== undefined && outputActivation !== 'identity') {
    yield {
      path: 'network.outputActivation',
      found: JSON.stringify(outputActivation),
      expected: '"identity" (or nothing) with loss "cross-entropy", which applies softmax itself',
    };
  }
  yield* contradictionsOfRouting(config);
  if (config.orderSeed !== undefined && config.order === 'file') {
    yield {
      path: 'orderSeed',
      found: String(config.orderSeed),
      expected: 'nothing with order "file", which shuffles nothing; or order "shuffled"',
    };
  }
  if (forks.untilRow !== undefined && forks.untilRow <= phase1.rows) {
    yield {
      path: 'forks.untilRow',
      found: String(forks.untilRow),
      expected: `a row after phase1.rows (${phase1.rows}), so that the forks have something to learn from`,
    };
  }
}

/**
 * What zod found, in words.
 * @param keysAt the keys that are allowed where an unknown one was found
 */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  prefix: readonly PropertyKey[],
  keysAt: (path: readonly PropertyKey[], input: unknown) => readonly string[] = keysAllowedAt,
): Mistake[] {
  const path = [...prefix, ...issue.path];
  const found = show(issue.input);
  const at = showPath(path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const allowed = keysAt(path, issue.input);
        return {
          path: showPath([...path, key]),
          found: 'an unknown key',
          expected: allowed.length === 1 ? `${allowed[0]} alone` : `one of ${allowed.join(', ')}`,
          allowed,
        };
      });
    case 'invalid_value':
      return [{ path: at, found, expected: oneOf(issue.values), ...textsOf(issue.input, issue.values) }];
    case 'invalid_union': {
      // Of the alternatives of a key that may be a text or an object, the one that what was found is of the kind of.
      const [ofText = [], ofObject = []] = issue.errors;
      if (isRecord(issue.input) && !Array.isArray(issue.input) && ofObject.length > 0)
        return ofObject.flatMap((one) => mistakesOf(one, path, keysAt));
      if (ofText[0]?.code === 'invalid_value') {
        const { values } = ofText[0];
        return [{ path: at, found, expected: `${oneOf(values)}, ${SHARE_IN_WORDS}`, ...textsOf(issue.input, values) }];
      }
      const names = configSchema.shape.optimiser.unwrap().options.map((option) => option.shape.name.value);
      const value = isRecord(issue.input) ? issue.input['name'] : issue.input;
      return [{ path: at, found: show(value), expected: oneOf(names), ...textsOf(value, names) }];
    }
    case 'too_small': {
      const bound = `${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum}`;
      if (issue.origin === 'array')
        return [{ path: at, found, expected: `${bound} ${issue.minimum === 1 ? 'entry' : 'entries'}` }];
      return [
        { path: at, found, expected: issue.origin === 'string' ? 'a text that is not empty' : `a number ${bound}` },
      ];
    }
    case 'too_big':
      if (issue.origin === 'array') return [{ path: at, found, expected: `at most ${issue.maximum} entries` }];
      if (issue.origin === 'string') return [{ path: at, found, expected: `at most ${issue.maximum} characters` }];
      return [
        { path: at, found, expected: `a number ${issue.inclusive ? 'of at most' : 'smaller than'} ${issue.maximum}` },
      ];
    case 'invalid_type':
      return [{ path: at, found, expected: TYPE_IN_WORDS[issue.expected] ?? `a value of type ${issue.expected}` }];
    default:
      return [{ path: at, found, expected: issue.message }];
  }
}

const TYPE_IN_WORDS: Readonly<Record<string, string>> = {
  object: 'an object with keys, { … }',
  array: 'a list, [ … ]',
  string: 'a text in quotes',
  number: 'a finite number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The keys a config may have at a path, read off the schema. */
function keysAllowedAt(path: readonly PropertyKey[], input: unknown): string[] {
  if (path[0] === 'optimiser') {
    const options = configSchema.shape.optimiser.unwrap().options;
    const chosen = options.find((option) => isRecord(input) && option.shape.name.value === input['name']) ?? options[0];
    return Object.keys(chosen.shape);
  }
  if (path[0] === 'routing') return Object.keys(routingSchema.options[1].shape);
  const shape: Readonly<Record<string, z.ZodType>> = configSchema.shape;
  const inner = path.length === 0 ? configSchema : shape[String(path[0])];
  const object = inner instanceof z.ZodPrefault ? inner.unwrap() : inner;
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

/** The texts that may stand where another one does. */
function textsOf(value: unknown, values: readonly unknown[]): Pick<Mistake, 'allowed'> {
  return typeof value === 'string' ? { allowed: values.filter((one) => typeof one === 'string') } : {};
}

function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? show(values[0]) : `one of ${values.map(show).join(', ')}`;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** `phase1.rows`, `groups.a[1]`; the config itself is `config`. */
function showPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'config';
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part) || '""'}`))
    .join('');
}
