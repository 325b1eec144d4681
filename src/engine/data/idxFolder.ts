import { basename } from 'node:path';
import { CancelFlag } from '../cancellation';
import { DataError } from '../errors';
import { type DataContext, type Dataset, FILE_ROLES, type FileRole, type Split } from './dataset';
import { type Content, type IdxArray, parseIdx, readMaybeGzipped } from './idx';
import { findIdxFiles } from './idxFiles';
import { MNIST_SHA256 } from './mnistFiles';

/**
 * Opens the four IDX files of a folder: training and test images and labels, by MNIST's names, plain or gzipped, with
 * or without something in front (`emnist-letters-train-images-idx3-ubyte.gz`).
 * @param folder or, where a folder holds several data sets as EMNIST's does, its path and what the names of one begin
 * with: `…/gzip/emnist-letters`
 * @throws CancelledError; DataError naming the file that is missing or wrong
 */
export async function openIdxFolder(
  folder: string,
  { cancel = new CancelFlag(), shaped = () => {} }: Partial<Pick<DataContext, 'cancel' | 'shaped'>> = {},
): Promise<Dataset> {
  const files = await findIdxFiles(folder);
  const read = await Promise.all(
    FILE_ROLES.map((role) => {
      const onShape = role === 'train-images' ? (shape: readonly number[]) => shaped(imageSize(shape)) : undefined;
      return readMaybeGzipped(files[role], { cancel, dimensions: dimensionsOf(role), ...(onShape && { onShape }) });
    }),
  );
  const byRole = <Value>(of: (content: Content) => Value) =>
    Object.fromEntries(FILE_ROLES.map((role, index) => [role, of(read[index] as Content)])) as Record<FileRole, Value>;
  const sha256 = byRole((content) => content.sha256);
  const contents = byRole(({ bytes }) => bytes);

  const parse = (role: FileRole) => parseIdx(contents[role], files[role], dimensionsOf(role));
  const images = parse('train-images');
  const testImages = parse('t10k-images');
  const labels = parse('train-labels');
  const testLabels = parse('t10k-labels');
  const image = imageSize(images.shape);
  const testImage = imageSize(testImages.shape);
  if (image.rows !== testImage.rows || image.columns !== testImage.columns) {
    throw new DataError({
      path: files['t10k-images'],
      found: `images of ${testImage.rows} × ${testImage.columns}`,
      expected: `${image.rows} × ${image.columns}, as in ${basename(files['train-images'])}`,
    });
  }
  refuseDifferentCounts(files, images, labels, 'train');
  refuseDifferentCounts(files, testImages, testLabels, 't10k');
  const classes = [...new Set(labels.values)].sort((one, other) => one - other);
  const isMnist = FILE_ROLES.every((role) => sha256[role] === MNIST_SHA256[role]);
  const name = isMnist ? 'MNIST' : basename(folder);
  return {
    name,
    identity: { name, sha256 },
    image,
    classes,
    training: splitOf(images, labels),
    test: splitOf(testImages, testLabels),
  };
}

function dimensionsOf(role: FileRole): readonly number[] {
  return role.endsWith('images') ? [2, 3] : [1];
}

/** Vectors (two-dimensional files) are images of one row. */
function imageSize(shape: readonly number[]): Dataset['image'] {
  return shape.length === 3
    ? { rows: shape[1] as number, columns: shape[2] as number }
    : { rows: 1, columns: shape[1] as number };
}

function refuseDifferentCounts(
  files: Record<FileRole, string>,
  images: IdxArray,
  labels: IdxArray,
  prefix: 'train' | 't10k',
) {
  if (images.shape[0] === labels.shape[0]) return;
  throw new DataError({
    path: files[`${prefix}-labels`],
    found: `${labels.shape[0]} labels`,
    expected: `${images.shape[0]}, one for each image of ${basename(files[`${prefix}-images`])}`,
  });
}

function splitOf(images: IdxArray, labels: IdxArray): Split {
  const inputs = images.values.length / (images.shape[0] as number);
  return {
    count: labels.values.length,
    labelOf: (row) => labels.values[row] as number,
    readImage: (row, into, offset) => into.set(images.values.subarray(row * inputs, (row + 1) * inputs), offset),
  };
}
