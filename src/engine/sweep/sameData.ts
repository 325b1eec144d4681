import { sameData } from '../data/dataset';
import { dataKey } from '../data/sources';
import { DataError } from '../errors';
import type { CellFile } from './cellFile';
import type { Sweep } from './sweep';

/**
 * A folder of the same name may hold other images on another machine, or on another day.
 * @param cells some of the sweep's cells, by number
 * @throws DataError when two of them name the same data and did not have the same
 */
export function refuseOtherData(sweep: Sweep, cells: ReadonlyMap<number, Pick<CellFile, 'data'>>): void {
  const identities = new Map<string, { readonly data: CellFile['data']; readonly number: number }>();
  for (const { number, config } of sweep.cells) {
    const cell = cells.get(number);
    if (cell === undefined) continue;
    const key = dataKey(config);
    const known = identities.get(key);
    if (known !== undefined && !sameData(known.data, cell.data)) {
      const found = `other images in cell ${number} than in cell ${known.number}`;
      throw new DataError({
        path: `data ${JSON.stringify(config.data)}`,
        found,
        expected: 'the same images in all cells',
      });
    }
    identities.set(key, { data: cell.data, number });
  }
}
