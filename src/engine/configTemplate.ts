import { configJsonSchema, configSchema } from './config';

/** The part of a JSON Schema that a template is made from. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** Widest line of a comment. */
const WIDTH = 100;

/**
 * A config file to begin from: every key with its default, and above it what it means. A key without a default is a
 * comment, ahead of the others, so that it can be taken in by removing the two slashes; one without an example goes
 * with none of the defaults, and the key that it belongs to names it.
 */
export function configTemplate(): string {
  return [
    '// An experiment for Attribution. Every key may be left out; what stands here are the defaults.',
    ...objectLines(configJsonSchema(), configSchema.parse({}), ''),
    '',
  ].join('\n');
}

function objectLines({ properties = {} }: SchemaNode, defaults: object, indent: string): string[] {
  const values = new Map<string, unknown>(Object.entries(defaults));
  const inner = `${indent}  `;
  const nodes = Object.entries(properties);
  const open = nodes.filter(([key, { examples }]) => !values.has(key) && examples !== undefined);
  const set = nodes.filter(([key]) => values.has(key));
  const lines = [
    ...open.flatMap(([key, node]) => [
      ...comment(node, inner),
      `${inner}// ${JSON.stringify(key)}: ${inline(node.examples?.[0])},`,
    ]),
    ...set.flatMap(([key, node], index) => {
      const comma = index < set.length - 1 ? ',' : '';
      const value = values.get(key);
      if (node.properties === undefined || typeof value !== 'object' || value === null)
        return [...comment(node, inner), `${inner}${JSON.stringify(key)}: ${inline(value)}${comma}`];
      const [, ...rest] = objectLines(node, value, inner);
      return [...comment(node, inner), `${inner}${JSON.stringify(key)}: {`, ...rest.slice(0, -1), `${inner}}${comma}`];
    }),
  ];
  return [`${indent}{`, ...lines, `${indent}}`];
}

function comment({ description }: SchemaNode, indent: string): string[] {
  if (description === undefined) return [];
  const prefix = `${indent}// `;
  const lines = [''];
  for (const word of description.split(' ')) {
    const last = lines.at(-1) as string;
    if (last !== '' && prefix.length + last.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => prefix + line);
}

/** On one line, spaced as a person would: `{ "name": "sgd" }`, `[1, 7]`. */
function inline(value: unknown): string {
  return JSON.stringify(value, undefined, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/\[ (.*?) \]/g, '[$1]');
}
