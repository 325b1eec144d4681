import assert from 'node:assert/strict';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../src/engine/errors';
import { named } from '../../../src/engine/files/door';
import { SHARD_INDEX } from '../../../src/engine/runs/runFormat';
import { encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import { TensorFiles } from '../../../src/engine/runs/tensorFiles';
import { temporaryFolders } from '../support';
import { LAYERS, setsOf, valuesOf } from './recorded';

describe('tensors where they lie', () => {
  const parent = temporaryFolders();
  let next = 0;
  const tensors = setsOf(LAYERS, ['tally/a', 'x']);

  async function folderWith(files: Readonly<Record<string, Uint8Array | string>>): Promise<string> {
    const folder = join(parent(), `tensors-${next++}`);
    await mkdir(folder);
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    return folder;
  }

  const only = (...names: string[]) =>
    encodeSafetensors(new Map([...tensors].filter(([name]) => names.includes(name))), {});
  const index = (weightMap: unknown) => JSON.stringify({ metadata: { total_size: 1 }, weight_map: weightMap });

  async function refused(opening: Promise<TensorFiles>, pattern: RegExp): Promise<void> {
    await assert.rejects(
      async () => {
        await (await opening).close();
      },
      (error) => error instanceof DataError && pattern.test(error.message),
    );
  }

  it('are those of one file, read a piece at a time or whole, by shape', async () => {
    const folder = await folderWith({ 'x.safetensors': encodeSafetensors(tensors, {}) });
    const files = await TensorFiles.open(named(join(folder, 'x.safetensors')));
    try {
      assert.deepEqual(files.names, [...tensors.keys()]);
      assert.equal(files.bytes, 8 * [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0));
      for (const [name, tensor] of tensors) assert.deepEqual(await files.tensor(name), tensor);
      files.refuseOtherShape('x/head.weight', [5, 12]);
      assert.throws(() => files.refuseOtherShape('x/head.weight', [12, 5]), /of shape \[5, 12\].*of shape \[12, 5\]/);
      assert.throws(() => files.refuseOtherShape('y/head.weight', [5, 12]), /no tensor "y\/head.weight"/);
    } finally {
      await files.close();
    }
  });

  it('of more numbers than are read at a time come in pieces that say the same, whatever their type', async () => {
    const count = 2 ** 21 + 5;
    const numbers = Float32Array.from({ length: count }, (_, place) => place / 8);
    const header = Buffer.from(
      JSON.stringify({
        one: { dtype: 'F32', shape: [count], data_offsets: [0, 4 * count] },
        half: { dtype: 'BF16', shape: [count], data_offsets: [4 * count, 6 * count] },
        whole: { dtype: 'I64', shape: [1], data_offsets: [6 * count, 6 * count + 8] },
      }),
    );
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const halves = new Uint16Array(count).fill(0x3fc0);
    const bytes = [length, header, Buffer.from(numbers.buffer), Buffer.from(halves.buffer), Buffer.alloc(8)];
    const folder = await folderWith({ 'x.safetensors': Buffer.concat(bytes) });
    const files = await TensorFiles.open(named(join(folder, 'x.safetensors')));
    try {
      const [ofOne, ofHalf]: [number[], number[]] = [[], []];
      for await (const piece of files.numbersOf('one')) ofOne.push(piece.length);
      for await (const piece of files.numbersOf('half')) ofHalf.push(piece.length);
      assert.deepEqual([ofOne, ofHalf], [ofOne, ofOne]);
      assert.ok(ofOne.length > 1);
      assert.deepEqual((await files.tensor('one')).values, Float64Array.from(numbers));
      assert.ok((await files.tensor('half')).values.every((value) => value === 1.5));
      const whole = await files.tensor('whole');
      assert.throws(() => whole.values, /tensor "whole" of type I64; expected one of F64, F32, F16, BF16/);
    } finally {
      await files.close();
    }
  });

  it('of several files are found by an index, as if they were in one', async () => {
    const [head, ...rest] = [...tensors.keys()] as [string, ...string[]];
    const weightMap = Object.fromEntries([[head, 'a.safetensors'], ...rest.map((name) => [name, 'b.safetensors'])]);
    const folder = await folderWith({
      'a.safetensors': only(head),
      'b.safetensors': only(...rest),
      [SHARD_INDEX]: index(weightMap),
    });
    const files = await TensorFiles.openShards(folder);
    try {
      assert.deepEqual(new Set(files.names), new Set(tensors.keys()));
      for (const [name, tensor] of tensors) assert.deepEqual(await files.tensor(name), tensor);
      assert.equal(files.pathOf(head), join(folder, 'a.safetensors'));
    } finally {
      await files.close();
    }
  });

  it('are refused where an index says what is not so, or leads out of the folder', async () => {
    const name = 'x/head.weight';
    const said = async (weightMap: unknown, shard: Uint8Array = only(name)) =>
      TensorFiles.openShards(await folderWith({ 'a.safetensors': shard, [SHARD_INDEX]: index(weightMap) }));
    await refused(said({ [name]: '../a.safetensors' }), /a shard "\.\.\/a\.safetensors"; expected the name of a file/);
    await refused(said({ [name]: '..' }), /a shard "\.\."/);
    await refused(said({ [name]: 'b.safetensors' }), /b\.safetensors: found no readable file \(ENOENT\)/);
    await refused(
      said({ [name]: 'a.safetensors', other: 'a.safetensors' }),
      /no tensor "other"; expected it, as model/,
    );
    await refused(said({ [name]: 3 }), /an index whose "weight_map\.x\/head\.weight" is wrong/);
    await refused(said([1]), /an index whose "weight_map" is wrong/);
    await refused(said({ [name]: 'a.safetensors' }, only(name).subarray(0, 40)), /a header of/);
  });

  it('that end before they should are refused when they are read', async () => {
    const folder = await folderWith({ 'x.safetensors': encodeSafetensors(tensors, {}) });
    const path = join(folder, 'x.safetensors');
    const files = await TensorFiles.open(named(path));
    try {
      await truncate(path, (await readFile(path)).length - 8);
      const last = [...tensors.keys()].at(-1) as string;
      await assert.rejects(files.tensor(last), /found an end at byte \d+; expected \d+ bytes or more/);
      const [first] = [...tensors] as [[string, StoredTensor]];
      assert.deepEqual((await files.tensor(first[0])).values, valuesOf(tensors, first[0]));
    } finally {
      await files.close();
    }
  });
});
