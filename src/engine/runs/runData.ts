import { isDeepStrictEqual } from 'node:util';
import type { DataContext, Dataset } from '../data/dataset';
import { type ExampleStore, readExamples } from '../data/examples';
import { openDataset } from '../data/sources';
import { DataError } from '../errors';
import type { StoredRun } from './runStore';

/** The images of a run that has been kept. */
export interface RunData {
  readonly data: Dataset;
  /** The examples of both groups before `forks.untilRow`. */
  readonly training: ExampleStore;
  readonly test: ExampleStore;
}

/** @throws DataError when the data is not that of the run any more; CancelledError */
export async function openRunData(
  { folder, file: { config, data: identity } }: Pick<StoredRun, 'folder' | 'file'>,
  context: DataContext,
): Promise<RunData> {
  const data = await openDataset(config, context);
  if (!isDeepStrictEqual(data.identity, identity))
    throw new DataError({
      path: folder,
      found: `a run on other data than ${data.name} is now`,
      expected: 'the images that the run was made with',
    });
  const inputs = data.image.rows * data.image.columns;
  const read = (split: 'training' | 'test', endRow: number) =>
    readExamples(data[split], inputs, config.groups, endRow, context.cancel, (share) =>
      context.progress(`Reading the ${split} images of ${data.name}`, share),
    );
  return { data, training: await read('training', config.forks.untilRow), test: await read('test', data.test.count) };
}
