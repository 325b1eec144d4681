import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CancelFlag } from '../cancellation';
import { DataError } from '../errors';
import { type DataContext, type Dataset, FILE_ROLES, type FileRole, type Split } from './dataset';
import { type Content, type IdxArray, parseIdx, readMaybeGzipped } from './idx';
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
  const files = await findFiles(folder);
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
  for (const [row, label] of testLabels.values.entries()) {
    if (classes.includes(label)) continue;
    throw new DataError({
      path: files['t10k-labels'],
      found: `label ${label} in row ${row}`,
      expected: `one of the training file's labels, ${classes.join(', ')}`,
    });
  }
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

/** The file names of MNIST: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, … */
export function fileNameOf(role: FileRole): string {
  return role.endsWith('images') ? `${role}-idx3-ubyte` : `${role}-idx1-ubyte`;
}

function dimensionsOf(role: FileRole): readonly number[] {
  return role.endsWith('images') ? [2, 3] : [1];
}

async function findFiles(folder: string): Promise<Record<FileRole, string>> {
  const { within, names } = await namesIn(folder);
  const find = (role: FileRole): string => {
    // Test files are called "t10k" in MNIST and its kin, "test" in EMNIST.
    const pattern = new RegExp(`(^|[-_.])${role.replace('t10k', '(t10k|test)')}[-.]idx[123][-.]ubyte(\\.gz)?$`);
    const matches = names.filter((name) => pattern.test(name)).sort();
    const plain = matches.filter((name) => !name.endsWith('.gz'));
    const choice = plain.length === 1 ? plain : matches;
    if (choice.length !== 1) {
      const several = choice.length > 1 && within === folder;
      const ofOne = several ? `; of several data sets, ${folder}/ and what the names of one begin with` : '';
      throw new DataError({
        path: folder,
        found: choice.length === 0 ? `no file for ${role}` : `several files for ${role} (${choice.join(', ')})`,
        expected: `one file ${fileNameOf(role)}, plain or with .gz${ofOne}`,
      });
    }
    return join(within, choice[0] as string);
  };
  return Object.fromEntries(FILE_ROLES.map((role) => [role, find(role)])) as Record<FileRole, string>;
}

/** The files of a folder, or those of the folder above whose names begin with the last part of the path. */
async function namesIn(folder: string): Promise<{ readonly within: string; readonly names: readonly string[] }> {
  try {
    return { within: folder, names: await readdir(folder) };
  } catch (error) {
    const within = dirname(folder);
    const beside = await readdir(within).catch((): string[] => []);
    const names = beside.filter((name) => name.startsWith(`${basename(folder)}-`));
    if (names.length > 0) return { within, names };
    throw new DataError(
      { path: folder, found: 'no readable folder', expected: '"drawn", "mnist", or a folder with the four IDX files' },
      { cause: error },
    );
  }
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
