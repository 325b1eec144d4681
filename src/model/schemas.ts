import * as z from 'zod';

/**
 * Lists and records of which the first wrong member is reported and ends the parsing. zod looks at all of them and makes
 * something of each that is wrong, which takes a hundred times what the file does.
 */

/** @param least, most members */
export function listOf<Member extends z.ZodType>(
  member: Member,
  { least = 0, most = Number.POSITIVE_INFINITY }: { readonly least?: number; readonly most?: number } = {},
): ListOf<Member> {
  return z.unknown().transform((value, context): z.output<Member>[] => {
    const wrong = whyNoList(value, least, most);
    if (wrong !== undefined) {
      context.addIssue({ code: 'custom', message: wrong });
      return z.NEVER;
    }
    const found: z.output<Member>[] = [];
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      const read = member.safeParse(item);
      if (!read.success) return refused(context, index, read.error);
      found.push(read.data);
    }
    return found;
  });
}

/** Values by any names. */
export function recordOf<Member extends z.ZodType>(member: Member): RecordOf<Member> {
  return z.unknown().transform((value, context): Record<string, z.output<Member>> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: `expected an object, received ${nameOf(value)}` });
      return z.NEVER;
    }
    const found: [string, z.output<Member>][] = [];
    for (const key of Object.keys(value)) {
      const read = member.safeParse((value as Readonly<Record<string, unknown>>)[key]);
      if (!read.success) return refused(context, key, read.error);
      found.push([key, read.data]);
    }
    return Object.fromEntries(found);
  });
}

type ListOf<Member extends z.ZodType> = z.ZodPipe<z.ZodUnknown, z.ZodTransform<z.output<Member>[], unknown>>;
type RecordOf<Member extends z.ZodType> = z.ZodPipe<
  z.ZodUnknown,
  z.ZodTransform<Record<string, z.output<Member>>, unknown>
>;

function whyNoList(value: unknown, least: number, most: number): string | undefined {
  if (!Array.isArray(value)) return `expected a list, received ${nameOf(value)}`;
  if (value.length < least) return `expected at least ${least} members, received ${value.length}`;
  return value.length > most ? `expected at most ${most} members, received ${value.length}` : undefined;
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}

function refused(context: z.RefinementCtx, at: string | number, { issues }: z.ZodError): never {
  const [issue] = issues;
  context.addIssue({ code: 'custom', path: [at, ...(issue?.path ?? [])], message: issue?.message ?? 'wrong' });
  return z.NEVER;
}
