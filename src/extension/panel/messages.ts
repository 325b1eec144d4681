import { z } from 'zod';
import type { FromPanel } from '../../shared/panelProtocol';

const natural = z.int().min(0);
const layer = z.int().min(1);

/** What a panel may say. A webview is not trusted to say anything else. */
const schema: z.ZodType<FromPanel> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('openWeight'), layer, neuron: natural, input: natural }),
  z.object({ type: z.literal('openBias'), layer, neuron: natural }),
  z.object({ type: z.literal('openInput'), input: natural }),
  ...(['ready', 'start', 'cancel', 'runNextSeed', 'runOnMnist', 'runOnFolder', 'openConfig', 'showLog'] as const).map(
    (type) => z.object({ type: z.literal(type) }),
  ),
]);

/** The message as an intent; undefined when it is none. */
export function parseFromPanel(message: unknown): FromPanel | undefined {
  const result = schema.safeParse(message);
  return result.success ? result.data : undefined;
}
