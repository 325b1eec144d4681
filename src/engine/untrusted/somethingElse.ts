/** A file that people often have in place of the right one. */
export interface SomethingElse {
  /** What it is, in words: `an HTML page`. */
  readonly found: string;
  /** How to get the right one. */
  readonly advice: string;
}

/** How many bytes of a file are looked at. */
const LOOKED_AT = 64;

const PAGE_ADVICE = 'download the file itself, not the page about it';
const UNPACK_ADVICE = 'unpack it, and use the files in it';

/** By how a file begins, its bytes as Latin-1. */
const KINDS: readonly (SomethingElse & { readonly begins: readonly (string | RegExp)[] })[] = [
  { begins: [/^(ï»¿)?\s*<(!doctype|html|head|body)/i], found: 'an HTML page', advice: PAGE_ADVICE },
  { begins: [/^(ï»¿)?\s*<\?xml/i], found: 'an XML text, as servers answer in place of a file', advice: PAGE_ADVICE },
  {
    begins: ['version https:/'],
    found: 'a Git LFS pointer in place of the file',
    advice: 'fetch the file itself with "git lfs pull"',
  },
  { begins: ['PK\x03\x04'], found: 'a zip archive', advice: UNPACK_ADVICE },
  { begins: ['7z\xbc\xaf', '\xfd7zXZ', 'BZh'], found: 'an archive', advice: UNPACK_ADVICE },
  { begins: ['\x1f\x8b'], found: 'a gzip file', advice: 'unpack it once' },
  { begins: ['\x93NUMPY'], found: 'a NumPy file', advice: 'use the file that it was made from' },
];

/**
 * What a file is that is not what it should be, if that is one of the things that people often have in its place.
 * @param bytes the beginning of the file, or all of it
 */
export function somethingElse(bytes: Uint8Array): SomethingElse | undefined {
  const beginning = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  const fits = (begins: string | RegExp) =>
    typeof begins === 'string' ? beginning.startsWith(begins) : begins.test(beginning);
  return KINDS.find(({ begins }) => begins.some(fits));
}
