import assert from 'node:assert/strict';
import { configJsonSchema } from '../../src/engine/config';
import { editorSchema } from '../../src/engine/editorSchema';
import { sweepJsonSchema } from '../../src/engine/sweep/sweepSchema';
import { isRecord } from '../../src/model/guards';

/** Every schema within one, with its path. */
function* within(schema: unknown, path = ''): Generator<[string, Readonly<Record<string, unknown>>]> {
  if (!isRecord(schema)) return;
  yield [path, schema];
  const { properties, items, anyOf, oneOf } = schema;
  for (const [key, value] of Object.entries(isRecord(properties) ? properties : {}))
    yield* within(value, `${path}.${key}`);
  yield* within(items, `${path}[]`);
  const alternatives = anyOf ?? oneOf;
  for (const [index, one] of (Array.isArray(alternatives) ? alternatives : []).entries())
    yield* within(one, `${path}|${index}`);
}

describe('the schema that the editor completes from', () => {
  for (const [name, schema] of [
    ['of a config', configJsonSchema()],
    ['of a sweep', sweepJsonSchema()],
  ] as const) {
    it(`${name} refuses nothing`, () => {
      const refusing = /^(type|enum|const|oneOf|required|additionalProperties|pattern|(min|max|exclusiveM).*)$/;
      for (const [path, one] of within(editorSchema(schema)))
        assert.deepEqual(
          Object.keys(one).filter((key) => refusing.test(key)),
          [],
          path,
        );
    });

    it(`${name} has every key, description, default and value that may stand somewhere`, () => {
      const [strict, loose] = [new Map(within(schema)), new Map(within(editorSchema(schema)))];
      assert.deepEqual([...loose.keys()], [...strict.keys()]);
      for (const [path, one] of strict) {
        const other = loose.get(path);
        assert.deepEqual([other?.['description'], other?.['default']], [one['description'], one['default']], path);
        const values = [one['enum'] ?? [], one['const'] ?? [], one['examples'] ?? []].flat();
        const examples = [other?.['examples'] ?? []].flat();
        for (const value of values) assert.ok(examples.includes(value), `${path}: ${value}`);
        if (one['type'] === 'boolean') assert.deepEqual(examples, [true, false], path);
      }
    });
  }
});
