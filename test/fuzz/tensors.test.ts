import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inputStatisticsOf, parseRunFile, type RunFile, runParametersOf } from '../../src/engine/runs/runFormat';
import { decodeSafetensors, encodeSafetensors } from '../../src/engine/runs/safetensors';
import { fuzz } from './fuzzing';
import { mutatedBytes, mutatedJson } from './mutations';
import { junk, runFiles } from './samples';

const size = fc.oneof(fc.nat({ max: 4 }), fc.constantFrom(-1, 0.5, 2 ** 31, 2 ** 52, 2 ** 53, 1e300));
const offset = fc.oneof(
  fc.nat({ max: 64 }).map((at) => 8 * at),
  fc.nat({ max: 99 }),
  fc.constantFrom(-8, 2 ** 53, 1.5),
);
const entry = fc.oneof(
  fc.record({
    dtype: fc.constantFrom('F64', 'F32', 'F16', 'BF16', 'I64', '__proto__', ''),
    shape: fc.array(size, { maxLength: 4 }),
    data_offsets: fc.array(offset, { minLength: 2, maxLength: 2 }),
  }),
  junk,
);
const header = fc.oneof(
  fc.dictionary(fc.string({ maxLength: 5 }), entry, { maxKeys: 4 }).map((object) => JSON.stringify(object)),
  fc.json(),
);
/** Tensors that follow each other as they should, with types of their own. */
const whole = fc
  .array(fc.tuple(fc.constantFrom(['F64', 8], ['F32', 4], ['F16', 2], ['BF16', 2]), fc.nat({ max: 5 })))
  .map((list) => {
    let end = 0;
    const entries = list.map(([[dtype, width], count], index) => {
      const from = end;
      end += (width as number) * count;
      return [`t${index}`, { dtype, shape: [count], data_offsets: [from, end] }];
    });
    return fileOf(JSON.stringify(Object.fromEntries(entries)), new Uint8Array(end).fill(0x3f));
  });
const file = fc.oneof(
  whole,
  fc.tuple(header, fc.uint8Array({ maxLength: 64 })).map(([text, data]) => fileOf(text, data)),
  fc.uint8Array().map((list) => Buffer.from(list)),
  fc
    .tuple(header, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
    .map(([text, length]) => fileOf(text, new Uint8Array(8), length)),
);

function fileOf(text: string, data: Uint8Array, length = BigInt(Buffer.byteLength(text))): Buffer {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(length);
  return Buffer.concat([head, Buffer.from(text), data]);
}

/** The header as text, apart from the numbers. */
function partsOf(bytes: Buffer): { readonly text: string; readonly data: Buffer } {
  const end = 8 + Number(bytes.readBigUInt64LE());
  return { text: bytes.subarray(8, end).toString('utf8'), data: bytes.subarray(end) };
}

describe('tensors', () => {
  let sample: Buffer;
  let run: RunFile;
  before(async () => {
    const files = await runFiles();
    sample = files.tensors;
    run = parseRunFile(files.run, 'run.json');
  });

  fuzz<Buffer>('safetensors', () => ({
    // A 16-bit number becomes one of 64 bits; to read a bfloat16 takes 4 bytes; the rest is the check's own.
    memory: (bytes) => 20 * bytes.length,
    made: file,
    mutated: (random) => {
      if (random.integer(2) === 0) return mutatedBytes(sample, random);
      const { text, data } = partsOf(sample);
      return fileOf(mutatedJson(text, random), data);
    },
    parse: (bytes) => {
      const tensors = decodeSafetensors(bytes, 'the-file');
      for (const { shape, values } of tensors.values())
        assert.equal(
          shape.reduce((product, axis) => product * axis, 1),
          values.length,
        );
      if (bytes.length < 10_000) assert.deepEqual(decodeSafetensors(encodeSafetensors(tensors, {}), 'again'), tensors);
      if (!tensors.has('initial/layer1.weight')) return;
      assert.deepEqual(runParametersOf(tensors, run, 'the-file').initial.sizes, run.sizes);
      inputStatisticsOf(tensors, run.sizes[0] as number, 'the-file');
    },
  }));
});
