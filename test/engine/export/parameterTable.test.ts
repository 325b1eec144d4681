import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { csvBlocks } from '../../../src/engine/export/csv';
import { encodeNpy } from '../../../src/engine/export/npy';
import { type ExportColumn, parameterTable } from '../../../src/engine/export/parameterTable';
import { provenanceOf } from '../../../src/engine/export/provenance';
import { OpenedRun } from '../../../src/engine/opened/openedRun';
import { parameterColumnsOf } from '../../../src/engine/opened/parameterColumns';
import { type AnyRun, readRun, type StoredRun, writeRun } from '../../../src/engine/runs/runStore';
import { decodeSafetensors, encodeSafetensors } from '../../../src/engine/runs/safetensors';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { at, run, temporaryFolders, tinyConfig, tinyData } from '../support';

const csv = (columns: readonly ExportColumn[]) => [...csvBlocks(columns)].join('');
const tableOf = async (run: AnyRun, chosen: ArrayLike<number>) => {
  const [opened, numbers] = [OpenedRun.of(run), Uint32Array.from(chosen)];
  return parameterTable(opened, await parameterColumnsOf(opened, numbers), numbers, opened.order);
};
const column = (name: string, ...values: number[]): ExportColumn => ({ name, values: Float64Array.from(values) });

describe('a table of parameters', () => {
  const folder = temporaryFolders();
  let stored: StoredRun;
  let order: ParameterOrder;
  beforeEach(async () => {
    await writeRun(await run(tinyConfig(), tinyData()), folder(), new Date(), 1);
    stored = await readRun(folder());
    order = new ParameterOrder(stored.file.sizes);
  });

  it('has where each parameter stands, and every number there is of it', async () => {
    const { image, sizes } = stored.file;
    const inputs = at(sizes, 0);
    const input = image.columns + 1;
    const places = [
      { layer: 1, neuron: 2, input },
      { layer: 1, neuron: 4, input: null },
      { layer: 2, neuron: 1, input: 3 },
    ];
    const table = await tableOf(
      stored,
      places.map((place) => order.numberOf(place)),
    );
    const forks = ['without-1', 'without-7', 'without-6', 'without-8'];
    assert.deepEqual(
      table.map(({ name }) => name),
      [
        ...['layer', 'tensor', 'neuron', 'input', 'image_row', 'image_column', 'initial', 'phase1'],
        ...[...forks, 'a', 'b', 'c', 'd', 'x', 'y'],
      ],
    );
    const of = (name: string) => [...(table.find((one) => one.name === name)?.values ?? [])];
    assert.deepEqual(of('layer'), [1, 1, 2]);
    assert.deepEqual(of('tensor'), [0, 1, 0]);
    assert.deepEqual(of('neuron'), [2, 4, 1]);
    assert.deepEqual(of('input'), [input, NaN, 3]);
    assert.deepEqual(of('image_row'), [1, NaN, NaN]);
    assert.deepEqual(of('image_column'), [1, NaN, NaN]);
    const { parameters } = stored;
    for (const [name, { layers }] of [
      ['initial', parameters.initial],
      ['phase1', parameters.phase1],
      ...parameters.forks,
      ['a', parameters.tally.a],
      ['b', parameters.tally.b],
      ['c', parameters.difference.c],
      ['d', parameters.difference.d],
      ['x', parameters.x],
      ['y', parameters.y],
    ] as const) {
      const [first, second] = [at(layers, 0), at(layers, 1)];
      const expected = [at(first.weight, 2 * inputs + input), at(first.bias, 4), at(second.weight, 1 * 5 + 3)];
      assert.deepEqual(of(name), expected, name);
    }
  });

  it('gives all parameters in the order of the run’s file', async () => {
    const all = Uint32Array.from({ length: order.count }, (_, parameter) => parameter);
    const table = await tableOf(stored, all);
    assert.deepEqual(table.find(({ name }) => name === 'y')?.values, Float64Array.from(stored.parameters.y.values));
    assert.equal(csv(table).split('\r\n').length, order.count + 2);
  });

  it('gives a fork that is called as another column is the name that it has in the run’s file', async () => {
    const names = ['a', 'phase1', 'neuron', '__metadata__', '__proto__', 'own'];
    const { forks, ...parameters } = stored.parameters;
    const [some] = [...forks.values()];
    const called = { ...parameters, forks: new Map(names.map((name) => [name, some ?? parameters.x])) };
    const table = await tableOf({ ...stored, parameters: called }, [3, 4]);
    const columns = table.map(({ name }) => name);
    assert.deepEqual(columns.slice(8, -6), [...names.slice(0, 5).map((name) => `fork/${name}`), 'own']);
    assert.equal(new Set(columns).size, columns.length);
    const tensors = new Map(table.map(({ name, values }) => [name, { shape: [2], values }]));
    const read = decodeSafetensors(encodeSafetensors(tensors, {}), 'file');
    assert.deepEqual([...read.keys()], columns);
    assert.deepEqual(
      read.get('a')?.values,
      Float64Array.of(at(parameters.tally.a.values, 3), at(parameters.tally.a.values, 4)),
    );
  });

  it('refuses two columns of one name', async () => {
    const { forks, ...parameters } = stored.parameters;
    const twice = new Map(['a', 'fork/a'].map((name) => [name, parameters.x]));
    const table = tableOf({ ...stored, parameters: { ...parameters, forks: twice } }, [0]);
    assert.ok(forks.size > 0);
    await assert.rejects(table, /found two columns that would be called "fork\/a"; expected a fork of another name/);
  });

  it('says where its numbers come from', () => {
    const about = provenanceOf('run-1', stored.file);
    assert.equal(about.run, 'run-1');
    assert.equal(about.configHash, stored.file.configHash);
    assert.equal(about.seed, '1');
    assert.equal(about.engine, stored.file.engine);
    assert.match(about.data, / 1, 7 \| 6, 8$/);
    assert.deepEqual(JSON.parse(about.config), stored.file.config);
    assert.deepEqual(JSON.parse(about.dataIdentity), stored.file.data);
    for (const value of Object.values(about)) assert.equal(typeof value, 'string');
  });
});

describe('CSV', () => {
  it('has a line of names, then a line a row, words for words, and nothing for what is undefined', () => {
    const tensor = { ...column('tensor', 1, 0), words: ['weight', 'bias'] };
    assert.equal(
      csv([column('layer', 1, 2), tensor, column('x', NaN, 0.1)]),
      'layer,tensor,x\r\n1,bias,\r\n2,weight,0.1\r\n',
    );
  });

  it('quotes names as RFC 4180 says', () => {
    assert.equal(csv([column('a,b'), column('say "c"'), column('d\ne')]), '"a,b","say ""c""","d\ne"\r\n');
  });

  it('gives back every number to the bit, across blocks', () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 50 });
    const property = fc.property(numbers, (values) => {
      const many = Float64Array.from({ length: 5000 }, (_, row) => at(values, row % values.length));
      const lines = csv([{ name: 'n', values: many }]).split('\r\n');
      assert.deepEqual(Float64Array.from(lines.slice(1, -1), Number), many);
    });
    fc.assert(property, { seed: 2026, numRuns: 50 });
  });
});

describe('.npy', function () {
  this.timeout(30_000);
  const folder = temporaryFolders();

  it('begins its numbers on a multiple of 64, whatever the names', () => {
    for (let length = 1; length < 70; length++) {
      const bytes = encodeNpy([column('n'.repeat(length), 1.5)]);
      const header = new DataView(bytes.buffer).getUint16(8, true);
      assert.equal((10 + header) % 64, 0);
      assert.equal(bytes[10 + header - 1], 0x0a);
      assert.equal(bytes.length, 10 + header + 8);
    }
  });

  it('refuses names that the format has no room or no letters for', () => {
    const many = Array.from({ length: 400 }, (_, index) => column(`without-class-${index}`));
    for (const columns of [[column('n'.repeat(70_000))], many])
      assert.throws(
        () => encodeNpy(columns),
        /these \d+ columns need a header of \d+ bytes, of which numpy\.load reads at most 10000\. Save them as \.safetensors/,
      );
    for (const name of ['Ω', 'a\nb', '\u007f']) assert.throws(() => encodeNpy([column(name)]), /cannot name/);
  });

  it('is read by NumPy as long as its header may be, and refused beyond', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-c', 'import numpy']).status !== 0) this.skip();
    let columns: ExportColumn[] = [];
    const fits = (list: readonly ExportColumn[]) => {
      try {
        return encodeNpy(list);
      } catch (error) {
        assert.ok(error instanceof RangeError);
        return undefined;
      }
    };
    for (let next = columns; fits(next) !== undefined; next = [...columns, column(`fork-${columns.length}`, 1.5)])
      columns = next;
    const path = join(folder(), 'many.npy');
    await writeFile(path, encodeNpy(columns));
    const script = 'import sys, numpy as np; print(len(np.load(sys.argv[1]).dtype.names))';
    const { stdout, stderr, status } = spawnSync(python, ['-c', script, path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.equal(Number(stdout), columns.length);
  });

  it('is read by NumPy, to the bit', async function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-c', 'import numpy']).status !== 0) this.skip();
    const values = [0, -0, 1 / 3, Number.MIN_VALUE, -Number.MAX_VALUE, NaN, Infinity];
    const columns = [
      column('x', ...values),
      column('without-7', ...values.toReversed()),
      column("o'n\\e é", ...values),
    ];
    const path = join(folder(), 'columns.npy');
    await writeFile(path, encodeNpy(columns));
    const script = `
import json, sys, numpy as np
table = np.load(sys.argv[1], allow_pickle=False)
print(json.dumps({'names': table.dtype.names, 'shape': table.shape,
  'bytes': [np.ascontiguousarray(table[name]).tobytes().hex() for name in table.dtype.names]}))`;
    const { stdout, stderr, status } = spawnSync(python, ['-c', script, path], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), {
      names: columns.map(({ name }) => name),
      shape: [values.length],
      bytes: columns.map(({ values: { buffer } }) => Buffer.from(buffer).toString('hex')),
    });
  });
});
