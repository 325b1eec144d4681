import { TimeSlicer } from '../engine/cancellation';
import { type LayerFigures, layerFigures, type TensorFigures } from '../engine/runs/layerFigures';
import { readAnyRunFile } from '../engine/runs/runStore';
import { percentDone } from '../text/format';
import { cancelOnSignal } from './cancelOnSignal';
import { folderOfRun } from './onRun';
import { ProgressLine } from './progressLine';
import { print, printJson } from './streams';
import { short, table } from './table';

export interface ShowOptions {
  readonly layer?: string;
  readonly json?: true;
}

/**
 * `attribution show`: how y goes with x in every layer of a run, whoever recorded it, layer by layer.
 * @throws DataError when the folder holds no run, or one that is damaged; CancelledError
 */
export async function showCommand(folder: string, { layer, json }: ShowOptions): Promise<void> {
  const line = new ProgressLine();
  const layers = await cancelOnSignal(async (cancel) => {
    try {
      const path = await folderOfRun(folder);
      const steps = layerFigures(path, await readAnyRunFile(path), new TimeSlicer(cancel), layer);
      let next = await steps.next();
      for (; !next.done; next = await steps.next())
        line.write('Reading layers', `${next.value.layer}, ${percentDone(next.value.done / next.value.of)}`);
      return next.value;
    } finally {
      line.end();
    }
  });
  await (json === true ? printJson({ layers }) : print(describe(layers)));
}

function describe(layers: readonly LayerFigures[]): string {
  return table([
    ['layer', 'tensor', 'n', 'R²', 'r', 'slope', 'ρ', 'undefined'],
    ...layers.flatMap(({ name, weights, biases }) => [
      row(name, 'weights', weights),
      ...(biases === null ? [] : [row('', 'biases', biases)]),
    ]),
  ]);
}

function row(layer: string, tensor: string, { n, r, r2, slope, spearman, leftOut }: TensorFigures): string[] {
  return [layer, tensor, String(n), short(r2), short(r), short(slope), short(spearman), String(leftOut)];
}
