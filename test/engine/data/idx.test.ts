import assert from 'node:assert/strict';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  contentOf,
  encodeIdx,
  LARGEST_IDX_BYTES,
  parseIdx,
  readMaybeGzipped,
  unzipAll,
} from '../../../src/engine/data/idx';
import { DataError } from '../../../src/engine/errors';
import { temporaryFolders } from '../support';

const PICTURES = { shape: [3, 2, 4], values: Uint8Array.from({ length: 24 }, (_, k) => 10 * k) };

function refusal(found: RegExp, expected: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof DataError, String(error));
    const [mistake] = error.mistakes;
    assert.equal(mistake?.path.endsWith('the-file'), true);
    assert.match(mistake?.found ?? '', found);
    assert.match(mistake?.expected ?? '', expected);
    return true;
  };
}

describe('IDX bytes', () => {
  it('are a magic number, big-endian sizes and the numbers', () => {
    const bytes = encodeIdx({ shape: [2, 1, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 255) });
    const expected = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];
    assert.deepEqual([...bytes], expected);
  });

  for (const shape of [[5], [4, 6], [3, 2, 4], [1, 300, 2]]) {
    it(`of shape ${shape.join(' × ')} are read back`, () => {
      const values = new Uint8Array(shape.reduce((product, size) => product * size, 1)).fill(77);
      const read = parseIdx(encodeIdx({ shape, values }), 'the-file', [1, 2, 3]);
      assert.deepEqual(read.shape, shape);
      assert.deepEqual(Uint8Array.from(read.values), values);
    });
  }

  it('are read where they stand in a larger buffer', () => {
    const bytes = encodeIdx(PICTURES);
    const larger = new Uint8Array(bytes.length + 7).fill(99);
    larger.set(bytes, 5);
    const read = parseIdx(larger.subarray(5, 5 + bytes.length), 'the-file', [3]);
    assert.deepEqual([...read.values], [...PICTURES.values]);
  });

  const good = encodeIdx(PICTURES);
  const changed = (offset: number, value: number) => {
    const copy = good.slice();
    copy[offset] = value;
    return copy;
  };
  for (const [name, bytes, found, expected] of [
    ['nothing at all', new Uint8Array(0), /^0 bytes$/, /0x00000803/],
    ['three bytes', good.subarray(0, 3), /^3 bytes$/, /0x00000803/],
    ['a header that is cut off', good.subarray(0, 9), /header cut off after 9 bytes/, /16 bytes of header/],
    ['one byte too few', good.subarray(0, good.length - 1), /^23 bytes of data$/, /^24, .* 3 × 2 × 4 .* truncated$/],
    ['one byte too many', Uint8Array.of(...good, 0), /^25 bytes of data$/, /^24, .* 3 × 2 × 4 .* too long$/],
    ['numbers of another type', changed(2, 0x0d), /magic number 0x00000d03/, /0x00000802 or 0x00000803/],
    ['another number of dimensions', changed(3, 1), /magic number 0x00000801/, /2 or 3-dimensional/],
    ['no magic number', changed(0, 0x89), /magic number 0x89000803/, /unsigned bytes/],
    ['a size of 0', changed(7, 0), /sizes 0 × 2 × 4/, /at least 1/],
    ['sizes larger than the file', changed(4, 0xff), /^24 bytes of data$/, /truncated/],
  ] as const) {
    it(`with ${name} are refused`, () => {
      assert.throws(() => parseIdx(bytes, '/some/the-file', [2, 3]), refusal(found, expected));
    });
  }
});

describe('what people have in place of an IDX file', () => {
  const page = '<!DOCTYPE html>\n<html><head><title>Download</title></head></html>';
  for (const [name, content, found, expected] of [
    ['an HTML page', page, /^an HTML page$/, /^an IDX file, .*; download the file itself, not the page about it$/],
    ['an HTML page in lower case, after a line break', `\n${page.toLowerCase()}`, /^an HTML page$/, /download/],
    ['a gzipped HTML page', gzipSync(page), /^an HTML page$/, /download the file itself/],
    ['an error of a server', '<?xml version="1.0"?><Error/>', /^an XML text/, /download the file itself/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', /^a Git LFS pointer/, /"git lfs pull"$/],
    ['a zip archive', 'PK\x03\x04\x14\x00', /^a zip archive$/, /unpack it, and use the files in it$/],
    ['a file that is gzipped twice', gzipSync(gzipSync(encodeIdx(PICTURES))), /^a gzip file$/, /unpack it once$/],
  ] as const) {
    it(`${name} is called that`, async () => {
      const reading = contentOf(Buffer.from(content), 'the-file', { dimensions: [3] });
      const parsing = reading.then(({ bytes }) => parseIdx(bytes, 'the-file', [3]));
      await assert.rejects(parsing, refusal(found, expected));
    });
  }
});

describe('gzipped files', () => {
  const folder = temporaryFolders();
  const write = async (bytes: Uint8Array) => {
    const path = join(folder(), 'the-file');
    await writeFile(path, bytes);
    return path;
  };

  it('are recognised by their first bytes, not by their name', async () => {
    const plain = encodeIdx(PICTURES);
    assert.deepEqual(Uint8Array.from((await readMaybeGzipped(await write(gzipSync(plain)))).bytes), plain);
    assert.deepEqual(Uint8Array.from((await readMaybeGzipped(await write(plain))).bytes), plain);
  });

  it('that are cut off or damaged are refused', async () => {
    const whole = gzipSync(encodeIdx({ shape: [5000], values: Buffer.alloc(5000, 'abcdefg') }));
    const damaged = Buffer.from(whole);
    damaged[whole.length - 6] = (damaged[whole.length - 6] ?? 0) ^ 0xff;
    for (const bytes of [whole.subarray(0, whole.length >> 1), whole.subarray(0, 5), damaged]) {
      const path = await write(bytes);
      await assert.rejects(readMaybeGzipped(path), refusal(/broken gzip file/, /whole gzip file/));
    }
  });

  it('that are not there, or are a folder, are refused', async () => {
    const absent = join(folder(), 'absent-the-file');
    await assert.rejects(readMaybeGzipped(absent), refusal(/no readable file \(ENOENT\)/, /IDX file/));
    await assert.rejects(readMaybeGzipped(folder()), DataError);
  });

  it('that are no files, but devices or links to them, are refused without being read', async () => {
    const link = join(folder(), 'link-to-the-file');
    await symlink('/dev/zero', link);
    await assert.rejects(readMaybeGzipped(link), refusal(/a device/, /a plain file/));
  });

  it('that are larger than any IDX file are refused unread', async () => {
    const path = await write(encodeIdx(PICTURES));
    await truncate(path, LARGEST_IDX_BYTES + 1);
    await assert.rejects(readMaybeGzipped(path), refusal(/1073741825 bytes, more than/, /at most 1 GiB/));
  });

  /** gzip files may be put one after the other: 65 times 16 MiB of zeros in about a megabyte. */
  const bombAfter = (beginning: Uint8Array) => {
    const part = gzipSync(Buffer.alloc(2 ** 24));
    const bomb = Buffer.concat([gzipSync(beginning), ...new Array<Buffer>(65).fill(part)]);
    assert.ok(65 * 2 ** 24 > LARGEST_IDX_BYTES && bomb.length < 2 ** 21);
    return bomb;
  };

  it('that unpack to more than 1 GiB are refused', async () => {
    const unpacking = unzipAll(bombAfter(new Uint8Array(0)), 'the-file', () => Number.POSITIVE_INFINITY);
    await assert.rejects(unpacking, refusal(/more than 1 GiB/, /at most 1 GiB/));
  }).timeout(60_000);

  it('that unpack to more than their header says are given up there', async () => {
    // What the bomb is made from takes memory too, and is collected whenever the collector likes.
    const bomb = bombAfter(encodeIdx(PICTURES));
    const before = process.memoryUsage().arrayBuffers;
    const reading = contentOf(bomb, 'the-file');
    await assert.rejects(reading, refusal(/more than 40 bytes, which is what it should hold/, /gzip/));
    assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 25);
  });

  it('that hold something else than an IDX file are given up at its first bytes', async () => {
    const reading = contentOf(bombAfter(new Uint8Array(16)), 'the-file', { dimensions: [1] });
    await assert.rejects(reading, refusal(/magic number 0x00000000/, /^0x00000801/));
    const short = contentOf(gzipSync(Buffer.from('no')), 'the-file');
    await assert.rejects(short, refusal(/^2 bytes$/, /IDX file/));
  });
});
