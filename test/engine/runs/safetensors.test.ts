import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { DataError } from '../../../src/engine/errors';
import { Parameters } from '../../../src/engine/network/parameters';
import { readInitialParameters } from '../../../src/engine/runs/initialFile';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import { isPrototypeKey } from '../../../src/engine/untrusted/json';
import { temporaryFolders } from '../support';

/** A file of the format from its two parts. */
function fileOf(header: string, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

function tensorFile(entry: unknown, data: Uint8Array): Uint8Array {
  return fileOf(JSON.stringify({ t: entry }), data);
}

/** Numbers of a tensor whose type has 16 bits. */
function read16(dtype: string, ...bits: number[]): number[] {
  const data = new Uint8Array(Uint16Array.from(bits).buffer);
  const entry = { dtype, shape: [bits.length], data_offsets: [0, data.length] };
  return [...(decodeSafetensors(tensorFile(entry, data), 'file').get('t')?.values ?? [])];
}

function refusal(found: RegExp, expected: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof DataError, String(error));
    assert.equal(error.mistakes[0]?.path, 'file');
    assert.match(error.mistakes[0]?.found ?? '', found);
    assert.match(error.mistakes[0]?.expected ?? '', expected);
    return true;
  };
}

describe('safetensors', () => {
  it('numbers of any kind come back to the bit', () => {
    const values = fc.array(fc.double(), { minLength: 1, maxLength: 20 });
    const property = fc.property(fc.dictionary(fc.string({ minLength: 1 }), values, { maxKeys: 5 }), (sets) => {
      const tensors = new Map<string, StoredTensor>(
        Object.entries(sets)
          .filter(([name]) => name !== '__metadata__' && !isPrototypeKey(name))
          .map(([name, list]) => [name, { shape: [1, list.length], values: Float64Array.from(list) }]),
      );
      assert.deepEqual(decodeSafetensors(encodeSafetensors(tensors, { kind: 'test' }), 'file'), tensors);
    });
    fc.assert(property, { seed: 2026, numRuns: 200 });
  });

  it('the header is padded so that the numbers begin on a multiple of eight, and holds the metadata', () => {
    for (const name of ['a', 'ab', 'abc', 'abcdefgh', 'größer']) {
      const tensor = { shape: [2], values: Float64Array.of(1.5, -2) };
      const bytes = encodeSafetensors(new Map([[name, tensor]]), { format: 'f' });
      const view = new DataView(bytes.buffer);
      const length = Number(view.getBigUint64(0, true));
      assert.equal(length % 8, 0);
      const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
      assert.deepEqual(header, {
        __metadata__: { format: 'f' },
        [name]: { dtype: 'F64', shape: [2], data_offsets: [0, 16] },
      });
      assert.equal(view.getFloat64(8 + length, true), 1.5);
      assert.equal(view.getFloat64(16 + length, true), -2);
    }
  });

  it('float32 is read: ordinary numbers, the smallest, infinities, NaN', () => {
    const numbers = Float32Array.of(1.5, -0.1, 2 ** -149, -Infinity, NaN, -0);
    const entry = { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] };
    const read = decodeSafetensors(tensorFile(entry, new Uint8Array(numbers.buffer)), 'file').get('t');
    assert.deepEqual(read, { shape: [2, 3], values: Float64Array.from(numbers) });
  });

  it('float16 is read: ordinary numbers, subnormals, infinities, NaN', () => {
    // 1, −2, 65504 (the largest), 2⁻¹⁴ (the smallest normal), 2⁻²⁴ and 1023·2⁻²⁴ (subnormal), 1/3 rounded.
    const found = read16('F16', 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x03ff, 0x3555, 0x8000, 0x7c00, 0xfc00, 0x7e00);
    const expected = [1, -2, 65504, 2 ** -14, 2 ** -24, 1023 * 2 ** -24, 0.333251953125, -0, Infinity, -Infinity, NaN];
    assert.deepEqual(found, expected);
  });

  it('bfloat16 is read: ordinary numbers, subnormals, infinities, NaN', () => {
    const found = read16('BF16', 0x3f80, 0xc000, 0x3eab, 0x0001, 0x8000, 0x7f80, 0xff80, 0x7fc0);
    const expected = [1, -2, 0.333984375, 2 ** -133, -0, Infinity, -Infinity, NaN];
    assert.deepEqual(found, expected);
  });

  it('tensors may stand in any order, be scalars, or be empty', () => {
    const data = new Uint8Array(Float64Array.of(1, 2, 3).buffer);
    const header = {
      later: { dtype: 'F64', shape: [], data_offsets: [16, 24] },
      first: { dtype: 'F64', shape: [2], data_offsets: [0, 16] },
      empty: { dtype: 'F32', shape: [0, 5], data_offsets: [24, 24] },
    };
    const tensors = decodeSafetensors(fileOf(JSON.stringify(header), data), 'file');
    assert.deepEqual([...(tensors.get('later')?.values ?? [])], [3]);
    assert.deepEqual([...(tensors.get('first')?.values ?? [])], [1, 2]);
    assert.equal(tensors.get('empty')?.values.length, 0);
  });

  it('a header of more than 16 MiB is refused', () => {
    assert.throws(
      () => decodeSafetensors(fileOf(' '.repeat(2 ** 24 + 1)), 'file'),
      refusal(/header of 16777217 bytes/, /16777216/),
    );
  });

  it('numbers are read wherever they begin', () => {
    const data = Uint8Array.of(0x00, 0x3c, ...new Uint8Array(Float64Array.of(-2.5).buffer));
    const header = {
      half: { dtype: 'F16', shape: [1], data_offsets: [0, 2] },
      whole: { dtype: 'F64', shape: [1], data_offsets: [2, 10] },
    };
    const tensors = decodeSafetensors(fileOf(JSON.stringify(header), data), 'file');
    assert.deepEqual([tensors.get('half')?.values[0], tensors.get('whole')?.values[0]], [1, -2.5]);
  });

  it('tensors of other types are passed over, and refused by name when they are asked for', () => {
    for (const dtype of ['I64', 'BOOL', 'U8', 'F8_E4M3', 'C64', 'constructor']) {
      const header = {
        counter: { dtype, shape: [], data_offsets: [0, 8] },
        x: { dtype: 'F64', shape: [1], data_offsets: [8, 16] },
      };
      const tensors = decodeSafetensors(
        fileOf(JSON.stringify(header), new Uint8Array(Float64Array.of(9, 1.5).buffer)),
        'file',
      );
      assert.deepEqual([...(tensors.get('x')?.values ?? [])], [1.5]);
      const counter = tensors.get('counter');
      assert.deepEqual(counter?.shape, []);
      const expected = refusal(new RegExp(`^tensor "counter" of type ${dtype}$`), /^one of F64, F32, F16, BF16$/);
      assert.throws(() => counter?.values, expected);
    }
  });

  const F64_AT_0 = { dtype: 'F64', shape: [1], data_offsets: [0, 8] };
  const eight = new Uint8Array(8);
  const huge = new Uint8Array(16);
  new DataView(huge.buffer).setBigUint64(0, 2n ** 40n, true);
  for (const [name, bytes, found, expected] of [
    ['an empty file', new Uint8Array(0), /^0 bytes$/, /safetensors/],
    ['seven bytes', new Uint8Array(7), /^7 bytes$/, /safetensors/],
    ['a header longer than the file', huge, /header of 1099511627776 bytes in a file of 16/, /whole/],
    ['a file cut off in its header', fileOf('{"t":{}}').subarray(0, 12), /header of 8 bytes in a file of 12/, /whole/],
    ['a header that is not JSON', fileOf('{"t":'), /not JSON/, /safetensors/],
    ['a header that is not text', fileOf('{}\u0000').map((byte) => (byte === 0x7b ? 0xff : byte)), /not a JSON/, /./],
    ['a header that is a list', fileOf('[1]'), /not a JSON object/, /safetensors/],
    ['an entry that is no object', tensorFile(5, eight), /tensor "t" with 5/, /dtype, shape and data_offsets/],
    ['an entry without a shape', tensorFile({ dtype: 'F64', data_offsets: [0, 8] }, eight), /tensor "t"/, /shape/],
    [
      'a negative size',
      tensorFile({ dtype: 'F64', shape: [-1], data_offsets: [0, 8] }, eight),
      /tensor "t" with .*-1/,
      /shape/,
    ],
    [
      'offsets beyond the end',
      tensorFile({ dtype: 'F64', shape: [1], data_offsets: [8, 16] }, eight),
      /tensor "t"/,
      /8 bytes inside the file's 8 bytes/,
    ],
    [
      'another type with offsets the wrong way round',
      tensorFile({ dtype: 'I64', shape: [1], data_offsets: [8, 0] }, eight),
      /tensor "t"/,
      /inside the file's 8 bytes/,
    ],
    [
      'another type with offsets beyond the end',
      tensorFile({ dtype: 'BOOL', shape: [16], data_offsets: [0, 16] }, eight),
      /tensor "t"/,
      /inside the file's 8 bytes/,
    ],
    [
      'offsets that do not fit the shape',
      tensorFile({ dtype: 'F64', shape: [2], data_offsets: [0, 8] }, eight),
      /tensor "t"/,
      /16 bytes/,
    ],
    [
      'offsets the wrong way round',
      tensorFile({ dtype: 'F64', shape: [1], data_offsets: [8, 0] }, eight),
      /tensor "t"/,
      /8 bytes/,
    ],
    [
      'two tensors of the same numbers',
      fileOf(JSON.stringify({ a: F64_AT_0, b: { ...F64_AT_0 } }), eight),
      /tensor "b" from byte 0/,
      /from byte 8 on/,
    ],
    [
      'numbers that two tensors share',
      fileOf(
        JSON.stringify({
          a: { ...F64_AT_0, shape: [2], data_offsets: [0, 16] },
          b: { ...F64_AT_0, data_offsets: [8, 16] },
        }),
        new Uint8Array(16),
      ),
      /tensor "b" from byte 8/,
      /from byte 16 on/,
    ],
    [
      'a gap between tensors',
      tensorFile({ ...F64_AT_0, data_offsets: [8, 16] }, new Uint8Array(16)),
      /tensor "t" from byte 8/,
      /from byte 0 on/,
    ],
    ['numbers of no tensor', tensorFile(F64_AT_0, new Uint8Array(9)), /9 bytes of data/, /^8, /],
    ['a tensor that stands there twice', fileOf('{"t":1,"t":2}'), /the key "t" a second time/, /safetensors/],
    ['a tensor named __proto__', fileOf('{"__proto__":{}}'), /the key "__proto__"/, /safetensors/],
    ['a header without end', fileOf('{"t":'.repeat(100)), /nested more than 64 deep/, /safetensors/],
    ['metadata that are no texts', fileOf('{"__metadata__":{"a":1}}'), /__metadata__/, /safetensors/],
    ['half a size', tensorFile({ ...F64_AT_0, shape: [0.5] }, eight), /0.5/, /shape/],
    [
      'sizes whose product is infinite, and then nothing',
      tensorFile({ ...F64_AT_0, shape: [...new Array<number>(40).fill(2 ** 52), 0] }, eight),
      /tensor "t"/,
      /^0 bytes inside/,
    ],
    [
      'a shape larger than any memory',
      tensorFile({ dtype: 'F64', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 8] }, eight),
      /tensor "t"/,
      /bytes inside/,
    ],
  ] as const) {
    it(`${name} is refused`, () => {
      assert.throws(() => decodeSafetensors(bytes, 'file'), refusal(found, expected));
    });
  }
});

describe('a file of initial parameters', () => {
  const folder = temporaryFolders();
  const sizes = [3, 2, 2];
  const path = () => join(folder(), 'initial.safetensors');

  async function write(change: (tensors: Map<string, StoredTensor>) => void = () => {}): Promise<Parameters> {
    const parameters = new Parameters(sizes);
    for (const index of parameters.values.keys()) parameters.values[index] = index / 8;
    const tensors = new Map<string, StoredTensor>(
      parameters.tensors().map((tensor) => [`initial/${tensor.name}`, tensor]),
    );
    change(tensors);
    await writeFile(path(), encodeSafetensors(tensors, {}));
    return parameters;
  }

  const refused = async (found: RegExp, expected: RegExp) =>
    assert.rejects(readInitialParameters(path(), sizes), (error: unknown) => {
      assert.ok(error instanceof DataError);
      assert.equal(error.mistakes[0]?.path, path());
      assert.match(error.mistakes[0].found, found);
      assert.match(error.mistakes[0].expected, expected);
      return true;
    });

  /** Says of one tensor of the file that its numbers are of another type. */
  async function ofType(name: string, dtype: string): Promise<void> {
    const text = await readFile(path(), 'latin1');
    await writeFile(path(), text.replace(`"${name}":{"dtype":"F64"`, `"${name}":{"dtype":"${dtype}"`), 'latin1');
  }

  it('is read beside counters and other integers', async () => {
    const written = await write((tensors) =>
      tensors.set('initial/norm.num_batches_tracked', { shape: [1], values: Float64Array.of(100) }),
    );
    await ofType('initial/norm.num_batches_tracked', 'I64');
    assert.deepEqual((await readInitialParameters(path(), sizes)).values, written.values);
  });

  it('is read, whatever else the file holds', async () => {
    const written = await write((tensors) =>
      tensors.set('phase1/layer1.bias', { shape: [1], values: new Float64Array(1) }),
    );
    assert.deepEqual((await readInitialParameters(path(), sizes)).values, written.values);
  });

  it('is refused when it is not there, lacks a tensor, has another shape, or a number that is not finite', async () => {
    await refused(/no readable file/, /safetensors/);
    await write();
    await ofType('initial/layer2.bias', 'I64');
    await refused(/"initial\/layer2.bias" of type I64/, /^one of F64, F32, F16, BF16$/);
    await write((tensors) => tensors.delete('initial/layer2.bias'));
    await refused(/no tensor "initial\/layer2.bias"/, /of shape \[2\]/);
    await write((tensors) => tensors.set('initial/layer1.weight', { shape: [3, 2], values: new Float64Array(6) }));
    await refused(/"initial\/layer1.weight" of shape \[3, 2\]/, /of shape \[2, 3\]/);
    await write((tensors) => tensors.set('initial/layer2.bias', { shape: [2], values: Float64Array.of(1, NaN) }));
    await refused(/not finite/, /finite numbers/);
  });
});
