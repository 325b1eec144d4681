import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { contentOf, encodeIdx, parseIdx } from '../../src/engine/data/idx';
import { fuzz } from './fuzzing';
import { mutatedBytes, oneOf } from './mutations';

const PICTURES = encodeIdx({ shape: [3, 2, 4], values: Uint8Array.from({ length: 24 }, (_, k) => 10 * k) });
const VECTORS = encodeIdx({ shape: [40, 5], values: new Uint8Array(200).fill(7) });
const LABELS = encodeIdx({ shape: [30], values: Uint8Array.from({ length: 30 }, (_, k) => k % 10) });
const IDX = [PICTURES, VECTORS, LABELS];

/** A header that may be right, before data that may be of its length. */
const idx = fc
  .tuple(
    fc.constantFrom(0x0801, 0x0802, 0x0803, 0x0804, 0x0800, 0x0d03, 0xffffffff),
    fc.array(fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 0xffffffff })), { maxLength: 4 }),
    fc.uint8Array({ maxLength: 70 }),
  )
  .map(([magic, sizes, data]) => {
    const head = Buffer.alloc(4 + 4 * sizes.length);
    head.writeUInt32BE(magic);
    for (const [axis, size] of sizes.entries()) head.writeUInt32BE(size, 4 + 4 * axis);
    return Buffer.concat([head, data]);
  });
const bytes = fc.oneof(
  idx,
  fc.uint8Array().map((list) => Buffer.from(list)),
);

function checkedIdx(file: Uint8Array): void {
  const { shape, values } = parseIdx(file, 'the-file', [1, 2, 3]);
  assert.ok(shape.length >= 1 && shape.length <= 3);
  assert.equal(
    shape.reduce((product, size) => product * size, 1),
    values.length,
  );
  assert.deepEqual(Buffer.from(encodeIdx({ shape, values })), Buffer.from(file));
}

fuzz<Buffer>('IDX', () => ({
  // The bytes that are compared are the check's own.
  memory: (file) => 8 * file.length,
  made: bytes,
  mutated: (random) => mutatedBytes(oneOf(random, IDX), random),
  parse: checkedIdx,
}));

fuzz<Buffer>('gzip', () => ({
  fewer: 2,
  // What is set aside at first, what it grows to, and the pieces: each at most 1,032 times what is packed.
  memory: (file) => 6 * 1032 * file.length + 2 ** 22,
  made: fc.oneof(
    bytes.map((file) => gzipSync(file)),
    fc.array(bytes, { maxLength: 4 }).map((files) => Buffer.concat(files.map((file) => gzipSync(file)))),
    fc.uint8Array().map((list) => Buffer.from([0x1f, 0x8b, 8, 0, ...list])),
    fc.nat({ max: 2 ** 17 }).map((length) => gzipSync(Buffer.concat([LABELS, Buffer.alloc(length)]))),
  ),
  mutated: (random) => {
    const file = oneOf(random, IDX);
    return random.integer(2) === 0 ? mutatedBytes(gzipSync(file), random) : gzipSync(mutatedBytes(file, random));
  },
  parse: async (file) => {
    const content = await contentOf(file, 'the-file');
    assert.match(content.sha256, /^[0-9a-f]{64}$/);
    checkedIdx(content.bytes);
  },
}));
