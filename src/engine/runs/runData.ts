import { type DataContext, type Dataset, isSameImages } from '../data/dataset';
import { type ExampleStore, readExamples } from '../data/examples';
import { openDataset } from '../data/sources';
import { DataError, type Mistake } from '../errors';
import type { StoredRun } from './runStore';

/** The images of a run that has been kept. */
export interface RunData {
  readonly data: Dataset;
  /** The examples of both groups before `forks.untilRow`. */
  readonly training: ExampleStore;
  readonly test: ExampleStore;
}

/**
 * @param source where the images are now, if not where they were
 * @throws DataError when the data is not that of the run any more; CancelledError
 */
export async function openRunData(
  { folder, file: { config, data: identity } }: Pick<StoredRun, 'folder' | 'file'>,
  context: DataContext,
  source = config.data,
): Promise<RunData> {
  const opened = await openDataset({ ...config, data: source }, context).catch((error: unknown) => {
    throw namingElsewhere(error);
  });
  if (!isSameImages(opened.identity, identity))
    throw namingElsewhere(
      new DataError({
        path: folder,
        found: `a run on other data than ${opened.name} is now`,
        expected: 'the images that the run was made with',
      }),
    );
  const data = { ...opened, name: identity.name, identity };
  const inputs = data.image.rows * data.image.columns;
  const read = (split: 'training' | 'test', endRow: number) =>
    readExamples(data[split], inputs, config.groups, endRow, context.cancel, (share) =>
      context.progress(`Reading the ${split} images of ${data.name}`, share),
    );
  return { data, training: await read('training', config.forks.untilRow), test: await read('test', data.test.count) };
}

/** An error of the images of a run is reported with what helps when they have been moved. */
export function namingElsewhere(error: unknown): unknown {
  if (!(error instanceof DataError)) return error;
  const [mistake] = error.mistakes as [Mistake];
  const expected = `${mistake.expected}; images that are elsewhere by now are named by --data, on the command line`;
  return new DataError({ ...mistake, expected }, { cause: error });
}
