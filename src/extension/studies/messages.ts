import * as z from 'zod';
import type { FromStudy } from '../../model/studyProtocol';

const plain = ['ready', 'cancel', 'resume', 'exportCsv', 'openSweep', 'showLog'] as const;

/** What the page of a study may say. A webview is not trusted to say anything else. */
const schema: z.ZodType<FromStudy> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('openCell'), cell: z.int().min(1) }),
  ...plain.map((type) => z.object({ type: z.literal(type) })),
]);

/** The message as an intent; undefined when it is none. */
export function parseFromStudy(message: unknown): FromStudy | undefined {
  const result = schema.safeParse(message);
  return result.success ? result.data : undefined;
}
