import type { FileRole } from './dataset';

/** SHA-256 of the uncompressed bytes of MNIST's four files (Y. LeCun, C. Cortes, C. J. C. Burges). */
export const MNIST_SHA256: Readonly<Record<FileRole, string>> = {
  'train-images': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};

/** Uncompressed bytes of the four files: headers of 16 or 8 bytes, and 60,000 and 10,000 examples. */
export const MNIST_BYTES: Readonly<Record<FileRole, number>> = {
  'train-images': 47_040_016,
  'train-labels': 60_008,
  't10k-images': 7_840_016,
  't10k-labels': 10_008,
};

/** Public copies of MNIST's files, gzipped, tried in this order. */
export const MNIST_MIRRORS: readonly string[] = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

/** Bytes of the four gzipped files together, for progress before a server has said anything. */
export const MNIST_DOWNLOAD_BYTES = 11_594_722;
