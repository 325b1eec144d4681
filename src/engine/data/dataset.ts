import { isDeepStrictEqual } from 'node:util';
import type { CancelFlag } from '../cancellation';

/** One file of images with its labels. */
export interface Split {
  readonly count: number;
  labelOf(row: number): number;
  /** Writes the raw pixels of one image, row-major, 0 … 255. */
  readImage(row: number, into: Uint8Array, offset: number): void;
}

/** Labelled images, in a training file and a test file. */
export interface Dataset {
  /** In words, for titles: "MNIST", "drawn digits", a folder's name. */
  readonly name: string;
  /** What decides the images' bytes, for `run.json`: checksums of files, or a generator's version and seed. */
  readonly identity: DatasetIdentity;
  readonly image: { readonly rows: number; readonly columns: number };
  /** The classes that occur in the training file, ascending. */
  readonly classes: readonly number[];
  readonly training: Split;
  readonly test: Split;
}

export type DatasetIdentity =
  | { readonly name: string; readonly generator: string; readonly version: number; readonly seed: number }
  | {
      readonly name: string;
      /** SHA-256 of the uncompressed bytes of each of the four files. */
      readonly sha256: Readonly<Record<FileRole, string>>;
    };

/** Whether two data sets are the same, by the same name. */
export function sameData(one: DatasetIdentity, other: DatasetIdentity): boolean {
  return isDeepStrictEqual(one, other);
}

/** Whether two data sets hold the same images, whatever they are called: a folder may have been moved. */
export function isSameImages(one: DatasetIdentity, other: DatasetIdentity): boolean {
  return sameData({ ...one, name: '' }, { ...other, name: '' });
}

export const FILE_ROLES = ['train-images', 'train-labels', 't10k-images', 't10k-labels'] as const;
export type FileRole = (typeof FILE_ROLES)[number];

/** What opening a data set may need. */
export interface DataContext {
  /** Folder of downloaded files; empty when there is none. */
  readonly cacheFolder: string;
  readonly cancel: CancelFlag;
  /** @param share 0 … 1 of what `message` names */
  readonly progress: (message: string, share: number) => void;
  /** Whether nothing is fetched: files that are missing stay missing. */
  readonly offline?: boolean;
  /** Called with the size of the images as soon as it is known, which may be long before they have been read. */
  readonly shaped?: (image: Dataset['image']) => void;
}
