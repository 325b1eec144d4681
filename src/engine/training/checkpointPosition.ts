import * as z from 'zod';

const count = z.int().min(0);
const heldOutSchema = z.object({
  examples: count,
  loss: z.number().nullable(),
  accuracy: z.number().nullable(),
  accuracyByClass: z.record(z.string(), z.number()),
});
export const positionSchema = z.object({
  /** Examples trained on. */
  step: count,
  steps: count,
  history: z.array(z.object({ step: count, loss: z.number(), accuracy: z.number() })),
  /** Of the window that is not finished. */
  window: z.object({ examples: count, lossSum: z.number(), correct: count }),
  /** Steps that the optimiser has counted, of a network that is done. */
  optimiserSteps: count,
  /** Of a network that is done; null while it is in training. */
  heldOut: heldOutSchema.nullable(),
});
export type Position = z.output<typeof positionSchema>;
