import { join } from 'node:path';
import { type DataContext, type Dataset, FILE_ROLES } from './dataset';
import { download } from './download';
import { fileNameOf, openIdxFolder } from './idxFolder';
import { MNIST_DOWNLOAD_BYTES, MNIST_MIRRORS, MNIST_SHA256 } from './mnistFiles';

/**
 * MNIST by name: from the cache folder, after a download of what is missing there.
 * @throws CancelledError, DataError
 */
export async function openMnist(
  { cacheFolder, cancel, progress }: DataContext,
  mirrors = MNIST_MIRRORS,
): Promise<Dataset> {
  const folder = join(cacheFolder, 'mnist');
  let before = 0;
  for (const role of FILE_ROLES) {
    const name = `${fileNameOf(role)}.gz`;
    let bytes = 0;
    await download(
      { path: join(folder, name), urls: mirrors.map((mirror) => `${mirror}${name}`), sha256: MNIST_SHA256[role] },
      cancel,
      (soFar) => {
        bytes = soFar;
        progress('Downloading MNIST', Math.min(1, (before + bytes) / MNIST_DOWNLOAD_BYTES));
      },
    );
    before += bytes;
  }
  return openIdxFolder(folder, cancel);
}
