import { isRecord } from '../model/guards';

/** What the editor's JSON support completes and explains from. All else is what a value must be: that is said by the parser. */
const KEPT = ['$schema', 'title', 'description', 'default', 'examples'];

/**
 * A JSON Schema for completion and hovers that refuses nothing: a mistake would otherwise be marked twice, by the editor and
 * by the parser, which says more. What a value may be becomes an example of it.
 */
export function editorSchema(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  const { properties, items, anyOf, oneOf } = schema;
  const alternatives = anyOf ?? oneOf;
  const examples = examplesOf(schema);
  return {
    ...Object.fromEntries(Object.entries(schema).filter(([key]) => KEPT.includes(key))),
    ...(examples.length === 0 ? {} : { examples }),
    ...(isRecord(properties)
      ? { properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, editorSchema(value)])) }
      : {}),
    ...(isRecord(items) ? { items: editorSchema(items) } : {}),
    // Each of them fits whatever stands there, so that what any of them knows is offered.
    ...(Array.isArray(alternatives) ? { anyOf: alternatives.map(editorSchema) } : {}),
  };
}

function examplesOf({ examples, enum: values, const: only, type }: Readonly<Record<string, unknown>>): unknown[] {
  const given = Array.isArray(examples) ? examples : [];
  const allowed = Array.isArray(values) ? values : only === undefined ? [] : [only];
  return [...new Set([...given, ...allowed, ...(type === 'boolean' ? [true, false] : [])])];
}
