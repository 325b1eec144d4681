import { inOrder, isOrder, type Operator, parseFilter } from '../../model/filterText';
import { MOST_SUGGESTED, suggestions } from '../suggestions';
import { type ConfigValue, metricOf, type RunEntry } from './runEntry';

/** A query that cannot be understood; says what would be. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

/** `key operator value`, or, without a key, text that stands anywhere in what is said of a run. */
export type Term =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'comparison'; readonly key: string; readonly operator: Operator; readonly value: string };

/** The metric that a short name stands for. */
const SHORT_METRICS: Readonly<Record<string, string>> = { r2: 'layer1.weight.r2', r: 'layer1.weight.r' };
const ABOUT = ['id', 'name', 'tag', 'note', 'pinned', 'state', 'started', 'seconds', 'source'] as const;
type About = (typeof ABOUT)[number];
/** Compared as texts: times as ISO 8601 has them, which sort as they follow one another. */
const ORDERED_TEXTS: ReadonlySet<string> = new Set(['started']);

/** The keys that can be asked for. */
export interface QueryKeys {
  readonly config: readonly string[];
  readonly metrics: readonly string[];
}

/** The keys of some runs, in the order in which they come first. */
export function keysOf(entries: readonly RunEntry[]): QueryKeys {
  const lists = new Set<readonly string[]>();
  const config = new Set<string>();
  for (const { config: keys, metrics } of entries) {
    lists.add(metrics.names);
    for (const key in keys) config.add(key);
  }
  return { config: [...config], metrics: [...new Set([...lists].flat())] };
}

/**
 * The runs for which every term of a query holds, in the order that they come in: `learningRate<0.001 activation=relu
 * tag:seen "some words"`. Keys are those of the config, those of the metrics, and `id`, `name`, `tag`, `note`, `pinned`,
 * `state`, `started`, `seconds`, `source`; the end of a key will do where one key alone has it. Of a list `=` means one
 * of its members, or all of them; `~` means a part of the text; `!=` holds wherever `=` does not, and nothing else holds
 * of what a run does not have.
 * @throws QueryError
 */
export function findRuns(entries: readonly RunEntry[], query: string): RunEntry[] {
  const keys = keysOf(entries);
  const tests = termsOf(query).map((term) => testOf(term, keys));
  return entries.filter((entry) => tests.every((test) => test(entry)));
}

/** @throws QueryError for a comparison with nothing */
export function termsOf(query: string): Term[] {
  return parseFilter(query).map((term) => {
    if (term.kind === 'text') return term;
    const { key, operator, value, written } = term;
    if (key === '') return { kind: 'text', text: `${written}${value}` };
    if (value === '') throw new QueryError(`“${key}${written}” needs a value.`);
    return { kind: 'comparison', key, operator, value };
  });
}

type Test = (entry: RunEntry) => boolean;

function testOf(term: Term, keys: QueryKeys): Test {
  if (term.kind === 'text') {
    const wanted = term.text.toLowerCase();
    return (entry) => wordsOf(entry).includes(wanted);
  }
  const { key, operator, value } = term;
  const values = valuesAt(key, keys);
  const number = Number(value);
  if (isOrder(operator)) {
    if (ORDERED_TEXTS.has(key)) return (entry) => values(entry).some((one) => inOrder(String(one), operator, value));
    if (Number.isNaN(number)) throw new QueryError(`“${key}${operator}” needs a number, not “${value}”.`);
    return (entry) => values(entry).some((one) => typeof one === 'number' && inOrder(one, operator, number));
  }
  const text = value.toLowerCase();
  if (operator === '~') return (entry) => values(entry).some((one) => String(one).toLowerCase().includes(text));
  const isEqual = (one: Atom) => (typeof one === 'number' ? one === number : String(one).toLowerCase() === text);
  const isWanted = operator === '=';
  return (entry) => values(entry).some(isEqual) === isWanted;
}

type Atom = string | number | boolean;

/**
 * What runs have under a key: of a list its members and the whole, `1,7`.
 * @throws QueryError for a key that no run has, or that several have the end of
 */
function valuesAt(key: string, { config, metrics }: QueryKeys): (entry: RunEntry) => readonly Atom[] {
  const about = ABOUT.find((one) => one === key);
  if (about !== undefined) return (entry) => aboutRun(entry, about);
  const [isConfig, name] = resolved(key, config, metrics);
  if (isConfig) return ({ config: own }) => atoms(own?.[name]);
  return ({ metrics: own }) => atoms(metricOf(own, name));
}

function atoms(value: ConfigValue | undefined): readonly Atom[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? [...value, value.join(',')] : [value];
}

function aboutRun({ id, labels, state, started, seconds, foreign }: RunEntry, key: About): readonly Atom[] {
  switch (key) {
    case 'id':
      return [id];
    case 'name':
      return atoms(labels.name ?? undefined);
    case 'tag':
      return labels.tags;
    case 'note':
      return labels.note === '' ? [] : [labels.note];
    case 'pinned':
      return [labels.pinned];
    case 'state':
      return [state];
    case 'started':
      return atoms(started ?? undefined);
    case 'seconds':
      return atoms(seconds ?? undefined);
    case 'source':
      return [foreign?.source ?? 'attribution'];
  }
}

/** The key that a name stands for, and whether it is one of the config. A full key goes before all others. */
function resolved(key: string, config: readonly string[], metrics: readonly string[]): [boolean, string] {
  if (config.includes(key)) return [true, key];
  if (metrics.includes(key)) return [false, key];
  const short = SHORT_METRICS[key];
  if (short !== undefined && metrics.includes(short)) return [false, short];
  for (const [isConfig, names] of [
    [true, config],
    [false, metrics],
  ] as const) {
    const ending = names.filter((name) => name.endsWith(`.${key}`));
    if (ending.length === 1) return [isConfig, ending[0] as string];
    if (ending.length > 1)
      throw new QueryError(
        `“${key}” may mean ${ending.slice(0, MOST_SUGGESTED).join(', ')}${ending.length > MOST_SUGGESTED ? ', …' : ''}.`,
      );
  }
  const near = suggestions(key, [...ABOUT, ...config, ...Object.keys(SHORT_METRICS), ...metrics]);
  const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  throw new QueryError(`No run has a key “${key}”.${hint}`);
}

/** All that free text is looked for in. */
function wordsOf({ id, state, labels, config, sizes, dataName, foreign }: RunEntry): string {
  return [
    id,
    state,
    labels.name ?? '',
    ...labels.tags,
    labels.note,
    String(config?.['network.activation'] ?? ''),
    sizes?.join('–') ?? '',
    dataName ?? String(config?.['data'] ?? ''),
    foreign?.source ?? '',
    foreign?.network ?? '',
  ]
    .join('\n')
    .toLowerCase();
}
