import * as z from 'zod';
import { MEASURE_NAMES } from '../../model/measures';
import type { FromPanel } from '../../model/panelProtocol';
import { TENSOR_CHOICES } from '../../model/selectionQuery';
import type { Handlers, Shapes } from './router';
import type { ShownPanel } from './shownPanel';

/** What the messages of a part of the extension look like, and what it does about them. */
export type PanelShapes<Type extends FromPanel['type']> = Pick<Shapes<FromPanel>, Type>;
export type PanelHandlers<Type extends FromPanel['type']> = Pick<Handlers<FromPanel, ShownPanel>, Type>;

export const natural = z.int().min(0);
export const layer = z.int().min(1);
export const runId = z.string().regex(/^[\w-]{1,100}$/);
export const name = z.string().trim().min(1).max(100);
export const bytesUpTo = (most: number) => z.instanceof(Uint8Array).refine(({ length }) => length <= most);
/** Bytes a panel may hand over at a time: a picture of 4K at four times its size is smaller. */
export const bytes = bytesUpTo(2 ** 28);

const span = z.tuple([z.number(), z.number()]);
const limits = span.nullable();
const spans = z.array(span).max(10_000).nullable();
const query = z.object({
  ...{ x: limits, y: limits, neurons: spans, inputs: spans, rows: spans, columns: spans },
  tensors: z.enum(TENSOR_CHOICES),
});

export const pageShapes: PanelShapes<'ready' | 'drawn' | 'showLog' | 'measure' | 'layer' | 'figures' | 'meeting'> = {
  ready: {},
  drawn: { runId },
  showLog: {},
  measure: { runId, name: z.enum(MEASURE_NAMES), layer },
  layer: { runId, layer },
  figures: { runId },
  meeting: { runId, request: natural, query, layer },
};
