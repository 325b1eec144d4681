import { join } from 'node:path';
import { DataError } from '../errors';
import { type DataContext, type Dataset, FILE_ROLES } from './dataset';
import { download, secureOrigins } from './download';
import { fileNameOf } from './idxFiles';
import { openIdxFolder } from './idxFolder';
import { MNIST_BYTES, MNIST_DOWNLOAD_BYTES, MNIST_MIRRORS, MNIST_SHA256 } from './mnistFiles';

/**
 * MNIST by name: from the cache folder, after a download of what is missing there.
 * @param origins what may be asked, for tests with a server of their own; those of the mirrors that are https
 * @throws CancelledError, DataError
 */
export async function openMnist(
  context: DataContext,
  mirrors = MNIST_MIRRORS,
  origins = secureOrigins(mirrors),
): Promise<Dataset> {
  const { cacheFolder, cancel, progress } = context;
  if (cacheFolder === '') {
    const found = 'no folder to keep the download in: this user has no home';
    throw new DataError({
      path: 'mnist',
      found,
      expected: 'HOME or XDG_CACHE_HOME to name one, or a folder of IDX files',
    });
  }
  const folder = join(cacheFolder, 'mnist');
  if (context.offline === true) return openIdxFolder(folder, context);
  let before = 0;
  for (const role of FILE_ROLES) {
    const name = `${fileNameOf(role)}.gz`;
    let bytes = 0;
    const tell = () => progress('Downloading MNIST', Math.min(1, (before + bytes) / MNIST_DOWNLOAD_BYTES));
    // A server may take its time to answer.
    tell();
    await download(
      {
        path: join(folder, name),
        urls: mirrors.map((mirror) => `${mirror}${name}`),
        origins,
        sha256: MNIST_SHA256[role],
        bytes: MNIST_BYTES[role],
      },
      cancel,
      (soFar) => {
        bytes = soFar;
        tell();
      },
    );
    before += bytes;
  }
  return openIdxFolder(folder, context);
}
