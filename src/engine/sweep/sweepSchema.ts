import * as z from 'zod';
import { isRecord } from '../../model/guards';
import { configSchema } from '../config';
import { PRESET_NAMES } from './presets';

/** Two have something in common. */
export const FEWEST_ORDERS = 2;
/** More say no more, and take their time. */
export const MOST_ORDERS = 20;

export const ordersSchema = z.int().min(FEWEST_ORDERS).max(MOST_ORDERS);

/**
 * A sweep file: the one place where its keys stand. The schema of an editor, which knows what every key of a config may
 * hold, and that of the parser, which leaves values to `parseConfig` cell by cell, are made from it.
 */
function sweepSchemaOf<Base extends z.ZodType>(base: Base, itemOf: (allowed: z.ZodType) => z.ZodType) {
  const axes = [...configKeys()].map(([key, allowed]) => {
    const description = `Every cell has one of these values of ${key}.`;
    return [key, z.array(itemOf(allowed)).min(1).optional().meta({ description })] as const;
  });
  return z.strictObject({
    preset: z.enum(PRESET_NAMES).optional().meta({
      description:
        'A sweep with a question of its own: its base and axes where none are given here, and its answer when all cells are there.',
    }),
    base: base.optional().meta({ description: 'The config that all cells have in common.' }),
    axes: z.strictObject(Object.fromEntries(axes)).optional().meta({
      description:
        'What differs: config keys by dotted path, each with its list of values. The cells are all combinations, the axes in the order in which they stand here, the last one changing fastest.',
    }),
    orders: ordersSchema.optional().meta({
      description:
        'In how many shuffled orders of the examples each cell is run besides, with the same initial parameters: what residual x and y keep from order to order is added to its figures, and every order to its time.',
      examples: [2],
    }),
  });
}

const record = z.custom<Record<string, unknown>>((value) => isRecord(value) && !Array.isArray(value), {
  message: 'an object with keys, { … }',
});

/** What a sweep file has to be before its cells are looked at. */
export const sweepSchema = sweepSchemaOf(record, () => z.unknown());

/** The JSON Schema (draft 7, which editors read) of a sweep file. */
export function sweepJsonSchema(): object {
  const schema = sweepSchemaOf(configSchema, (allowed) => allowed);
  return { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), title: 'Attribution sweep' };
}

/** Every key of a config by its dotted path, `network` as well as `network.hidden`, with what it may hold. */
export function configKeys(): ReadonlyMap<string, z.ZodType> {
  const keys = new Map<string, z.ZodType>();
  for (const [key, allowed] of keysWithin(configSchema, '')) {
    const known = keys.get(key);
    keys.set(key, known === undefined ? allowed : z.union([known, allowed]));
  }
  return keys;
}

function* keysWithin(schema: z.core.$ZodType, prefix: string): Generator<[string, z.ZodType]> {
  const inner = withoutWrapper(schema);
  const objects = inner instanceof z.ZodUnion ? inner.options.map(withoutWrapper) : [inner];
  for (const object of objects) {
    if (!(object instanceof z.ZodObject)) continue;
    for (const [name, value] of Object.entries<z.ZodType>(object.shape)) {
      yield [`${prefix}${name}`, value];
      yield* keysWithin(value, `${prefix}${name}.`);
    }
  }
}

function withoutWrapper(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped = schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return wrapped ? withoutWrapper(schema.unwrap()) : schema;
}
