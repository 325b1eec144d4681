import * as z from 'zod';
import { INTERVENTION_NAMES } from '../../model/interventions';
import { MEASURE_NAMES } from '../../model/measures';
import type { FromPanel } from '../../model/panelProtocol';

const natural = z.int().min(0);
const layer = z.int().min(1);
const runId = z.string().regex(/^[\w-]{1,100}$/);
const name = z.string().trim().min(1).max(100);
const bytesUpTo = (most: number) => z.instanceof(Uint8Array).refine(({ length }) => length <= most);
/** Bytes a panel may hand over at a time: a picture of 4K at four times its size is smaller. */
const bytes = bytesUpTo(2 ** 28);
/** A set of a network's parameters; whether it is one of this run's network is checked where the run is known. */
const selection = z.object({ runId, bits: bytes, primary: z.object({ layer, neuron: natural }).nullable() });
const picture = z.object({ title: z.string().max(200), caption: z.string().max(1000), svg: bytesUpTo(2 ** 26) });

/** What a panel may say. A webview is not trusted to say anything else. */
const schema: z.ZodType<FromPanel> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('openWeight'), layer, neuron: natural, input: natural }),
  z.object({ type: z.literal('openBias'), layer, neuron: natural }),
  z.object({ type: z.literal('openInput'), input: natural }),
  z.object({ type: z.literal('select'), selection }),
  z.object({ type: z.literal('point'), runId, parameter: natural.nullable() }),
  z.object({ type: z.literal('operate'), runId, request: natural, operation: z.enum(INTERVENTION_NAMES), bits: bytes }),
  z.object({ type: z.literal('measure'), runId, name: z.enum(MEASURE_NAMES) }),
  z.object({ type: z.literal('runCausalTest'), seeds: z.int().min(1).max(100) }),
  z.object({ type: z.literal('compareForks'), layer, neuron: natural }),
  z.object({ type: z.literal('keepSelection'), name }),
  z.object({ type: z.literal('forgetSelection'), name }),
  z.object({ type: z.literal('exportReport'), pictures: z.array(picture).max(20) }),
  z.object({ type: z.literal('savePicture'), name, format: z.enum(['png', 'svg']), bytes }),
  ...(
    [
      'openSelection',
      'saveSelection',
      'copyLink',
      'exportAll',
      'ready',
      'start',
      'resume',
      'cancel',
      'runNextSeed',
      'replicate',
      'runOnMnist',
      'runOnFolder',
      'openConfig',
      'showLog',
      'cancelCausalTest',
    ] as const
  ).map((type) => z.object({ type: z.literal(type) })),
]);

/** What an unknown message looks like, in a line for the log: it may be of any size, and go round in circles. */
export function outlineOfMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null) return `${typeof message} ${String(message).slice(0, 100)}`;
  const type = 'type' in message && typeof message.type === 'string' ? message.type.slice(0, 100) : undefined;
  const keys = Object.keys(message).slice(0, 20);
  return `type ${JSON.stringify(type)}, keys ${JSON.stringify(keys.map((key) => key.slice(0, 100)))}`;
}

/** The message as an intent; undefined when it is none. */
export function parseFromPanel(message: unknown): FromPanel | undefined {
  const result = schema.safeParse(message);
  return result.success ? result.data : undefined;
}
