import type { TimeSlicer } from '../cancellation';
import type { OpenedRun } from '../opened/openedRun';
import { parameterColumnsOf } from '../opened/parameterColumns';
import { encodeSafetensors } from '../runs/safetensors';
import { csvBlocks } from './csv';
import { encodeNpy } from './npy';
import { type ExportColumn, parameterTable } from './parameterTable';

export const EXPORT_FORMATS = ['csv', 'npy', 'safetensors'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A table of parameters as the bytes of a file. */
export interface ExportedTable {
  readonly bytes: Uint8Array;
  /** What its columns are called. */
  readonly columns: readonly string[];
  readonly rows: number;
}

/**
 * Every number there is of some parameters of a run, as a file.
 * @param chosen numbers of parameters; all when it is null
 * @param metadata what a file that can say so says about where its numbers come from
 * @throws DataError when columns cannot be told apart; RangeError when they cannot be written so; CancelledError
 */
export async function exportedTable(
  opened: OpenedRun,
  chosen: Uint32Array | null,
  format: ExportFormat,
  metadata: Readonly<Record<string, string>>,
  slicer: TimeSlicer,
): Promise<ExportedTable> {
  const { order } = opened;
  const numbers = chosen ?? Uint32Array.from({ length: order.count }, (_, parameter) => parameter);
  const columns = parameterTable(opened, await parameterColumnsOf(opened, numbers), numbers, order);
  const bytes = await ENCODERS[format](columns, metadata, slicer);
  return { bytes, columns: columns.map(({ name }) => name), rows: numbers.length };
}

type Encoder = (
  columns: readonly ExportColumn[],
  metadata: Readonly<Record<string, string>>,
  slicer: TimeSlicer,
) => Uint8Array | Promise<Uint8Array>;

const ENCODERS: Readonly<Record<ExportFormat, Encoder>> = {
  csv: async (columns, _metadata, slicer) => {
    const encoder = new TextEncoder();
    const parts: Uint8Array[] = [];
    for (const block of csvBlocks(columns)) {
      parts.push(encoder.encode(block));
      if (slicer.due) await slicer.pause();
    }
    return Buffer.concat(parts);
  },
  npy: (columns) => encodeNpy(columns),
  safetensors: (columns, metadata) => {
    const tensors = columns.map(({ name, values }) => [name, { shape: [values.length], values }] as const);
    return encodeSafetensors(new Map(tensors), metadata);
  },
};
