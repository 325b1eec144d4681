import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../src/engine/errors';
import type { Parameters } from '../../../src/engine/network/parameters';
import type { Run } from '../../../src/engine/run';
import { type RunFile, runFileOf } from '../../../src/engine/runs/runFormat';
import { readRun, readRunFile, refuseUsedFolder, writeRun } from '../../../src/engine/runs/runStore';
import { decodeSafetensors, encodeSafetensors } from '../../../src/engine/runs/safetensors';
import { at, resealed, run, splitOf, temporaryFolders, tinyConfig, tinyData } from '../support';

const STARTED = new Date('2026-01-02T03:04:05.678Z');

describe('run folder', function () {
  this.timeout(20_000);
  const parent = temporaryFolders();
  const folder = () => join(parent(), 'run');
  let finished: Run;
  before(async () => {
    const config = tinyConfig({ groups: { a: [1, 7, 3], b: [6, 8] }, network: { hidden: [5, 4] } });
    finished = await run(config, tinyData());
  });

  it('is read back as it was written', async () => {
    const file = await writeRun(finished, folder(), STARTED, 1.25);
    assert.deepEqual(await readdir(folder()), ['run.json', 'tensors.safetensors']);
    const stored = await readRun(folder());
    assert.equal(stored.folder, folder());
    assert.deepEqual(stored.file, file);
    assert.deepEqual(stored.inputs, finished.inputs);
    assert.deepEqual(await readRunFile(folder()), file);
    const { checksums } = file;
    assert.deepEqual(file, runFileOf(finished, STARTED, 1.25, checksums ?? assert.fail('no checksums')));
    const { attribution, initial, phase1, forks } = finished;
    const { a, b, c, d, x, y } = attribution;
    const pairs: [Parameters, Parameters][] = [
      [stored.parameters.initial, initial],
      [stored.parameters.phase1, phase1.state.parameters],
      [stored.parameters.tally.a, a],
      [stored.parameters.tally.b, b],
      [stored.parameters.difference.c, c],
      [stored.parameters.difference.d, d],
      [stored.parameters.x, x],
      [stored.parameters.y, y],
    ];
    assert.deepEqual(stored.parameters.measures, finished.measures);
    for (const [read, written] of pairs) assert.deepEqual(read.values, written.values);
    assert.deepEqual(
      [...stored.parameters.forks].map(([name, { values }]) => [name, values]),
      forks.map(({ name, state }) => [name, state.parameters.values]),
    );
  });

  it('run.json says what ran and what came out', async () => {
    const file = await writeRun(finished, folder(), STARTED, 1.25);
    assert.equal(file.format, 'attribution-run');
    assert.equal(file.formatVersion, 2);
    assert.equal(file.started, '2026-01-02T03:04:05.678Z');
    assert.equal(file.seconds, 1.25);
    assert.equal(file.seed, 1);
    assert.equal(file.config.forks.untilRow, 200);
    assert.deepEqual(file.sizes, [9, 5, 4, 2]);
    assert.deepEqual(file.constantInputs, [7, 8]);
    assert.equal(file.phase1.examples, 30);
    assert.equal(file.phase1.tallyFrom, 15);
    assert.equal(file.phase1.history.at(-1)?.step, 30);
    assert.deepEqual(
      file.forks.map(({ name, left, group, examples }) => [name, left, group, examples]),
      [1, 7, 3, 6, 8].map((left, index) => [`without-${left}`, left, index < 3 ? 'a' : 'b', 56]),
    );
    assert.deepEqual(Object.keys(file.phase1.heldOut.accuracyByClass), ['1', '3', '6', '7', '8']);
    assert.equal(file.phase1.heldOut.examples, 20);
    assert.deepEqual(file.metrics, finished.metrics);
  });

  it('tensors have the names and shapes of the format, and no time and no id', async () => {
    await writeRun(finished, folder(), STARTED, 1.25);
    const bytes = await readFile(join(folder(), 'tensors.safetensors'));
    const shapes = {
      'layer1.weight': [5, 9],
      'layer1.bias': [5],
      'layer2.weight': [4, 5],
      'layer2.bias': [4],
      'layer3.weight': [2, 4],
      'layer3.bias': [2],
    };
    const forks = [1, 7, 3, 6, 8].map((left) => `fork/without-${left}`);
    const sets = ['initial', 'phase1', 'tally/a', 'tally/b', ...forks, 'difference/c', 'difference/d', 'x', 'y'];
    const perClass = ['root-fisher', 'synaptic-intelligence'].flatMap((name) => [`${name}/a`, `${name}/b`]);
    sets.push(...[...perClass, 'weight', 'weight-change'].map((name) => `measures/${name}`));
    const expected = sets.flatMap((set) => Object.entries(shapes).map(([name, shape]) => [`${set}/${name}`, shape]));
    const ofInputs = ['mean.a', 'mean.b', 'active'].map((name) => [`inputs/${name}`, [9]] as const);
    assert.deepEqual(
      [...decodeSafetensors(bytes, 'file')].map(([name, { shape }]) => [name, shape]),
      [...expected, ...ofInputs],
    );
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as { __metadata__: unknown };
    assert.deepEqual(header.__metadata__, { format: 'attribution-run', formatVersion: '1' });
  });

  it('is read without the figures of its inputs, but not with a part of them', async () => {
    await writeRun(finished, folder(), STARTED, 1);
    const path = join(folder(), 'tensors.safetensors');
    const tensors = decodeSafetensors(await readFile(path), path);
    const without = async (...names: readonly string[]) => {
      const kept = new Map([...tensors].filter(([name]) => !names.includes(name)));
      await writeFile(path, encodeSafetensors(kept, {}));
      const { checksums: _, ...file } = await readRunFile(folder());
      await writeFile(join(folder(), 'run.json'), JSON.stringify({ ...file, formatVersion: 1 }));
      return readRun(folder());
    };
    const stored = await without('inputs/mean.a', 'inputs/mean.b', 'inputs/active');
    assert.equal(stored.inputs, null);
    assert.deepEqual(stored.parameters.x.values, finished.attribution.x.values);
    await assert.rejects(without('inputs/mean.b'), DataError);
  });

  it('may be absent, in an absent folder, or empty; not in use', async () => {
    const deep = join(parent(), 'a', 'b', 'run');
    await refuseUsedFolder(deep);
    await writeRun(finished, deep, STARTED, 1);
    const empty = join(parent(), 'empty');
    await mkdir(empty);
    await refuseUsedFolder(empty);
    await writeRun(finished, empty, STARTED, 1);
    assert.equal((await readRun(empty)).file.seconds, 1);

    const refused = async (used: string, found: RegExp) => {
      for (const action of [refuseUsedFolder(used), writeRun(finished, used, STARTED, 2)]) {
        await assert.rejects(action, (error: unknown) => {
          assert.ok(error instanceof DataError);
          assert.equal(error.mistakes[0]?.path, used);
          assert.match(error.mistakes[0].found, found);
          assert.match(error.mistakes[0].expected, /absent or empty/);
          return true;
        });
      }
    };
    await refused(empty, /holds a run/);
    // What it is gone on with by is seen together with the rest.
    await refuseUsedFolder(empty, undefined, 'tensors.safetensors');
    await assert.rejects(refuseUsedFolder(empty, undefined, 'sweep.json'), DataError);
    assert.equal((await readRun(empty)).file.seconds, 1);
    await refused(join(parent(), 'a'), /holds 1 other file/);
    await writeFile(join(parent(), 'file'), '');
    await refused(join(parent(), 'file'), /^a file$/);
    assert.deepEqual(await readdir(parent()), ['a', 'empty', 'file']);
  });

  it('a failure while it is written leaves nothing', async () => {
    const circular = { itself: {} };
    circular.itself = circular;
    const broken = { ...finished, metrics: circular as unknown as Run['metrics'] };
    await assert.rejects(writeRun(broken, folder(), STARTED, 1), TypeError);
    assert.deepEqual(await readdir(parent()), []);
  });

  it('whatever comes to stand in the folder meanwhile is not touched', async () => {
    let intrusion: Promise<void> | undefined;
    const metrics = {
      ...finished.metrics,
      toJSON() {
        // Called while run.json is made, when the folder had been found free.
        intrusion ??= mkdir(folder()).then(() => writeFile(join(folder(), 'precious'), 'mine'));
        return {};
      },
    };
    await assert.rejects(async () => {
      await writeRun({ ...finished, metrics: metrics as unknown as Run['metrics'] }, folder(), STARTED, 1);
    });
    await intrusion;
    assert.deepEqual(await readdir(parent()), ['run']);
    assert.equal(await readFile(join(folder(), 'precious'), 'utf8'), 'mine');
  });

  it('is readable after a run whose test file has no image of the groups', async () => {
    const data = { ...tinyData(), test: splitOf([0, 2], 9, new Uint8Array(18)) };
    await writeRun(await run(tinyConfig(), data), folder(), STARTED, 1);
    assert.equal((await readRun(folder())).file.phase1.heldOut.examples, 0);
  });

  describe('damaged', () => {
    beforeEach(() => writeRun(finished, folder(), STARTED, 1.25));

    /** @param file the file that the message has to name */
    const refused = async (file: string, found: RegExp, expected = /./) =>
      assert.rejects(readRun(folder()), (error: unknown) => {
        assert.ok(error instanceof DataError, String(error));
        assert.equal(error.mistakes[0]?.path, join(folder(), file));
        assert.match(error.mistakes[0].found, found);
        assert.match(error.mistakes[0].expected, expected);
        return true;
      });
    const change = async (alter: (file: RunFile) => object) => {
      const file = JSON.parse(await readFile(join(folder(), 'run.json'), 'utf8')) as RunFile;
      await writeFile(join(folder(), 'run.json'), resealed(alter(file)));
    };

    it('run.json that is cut off, or not there', async () => {
      const text = await readFile(join(folder(), 'run.json'), 'utf8');
      await writeFile(join(folder(), 'run.json'), text.slice(0, text.length >> 1));
      await refused('run.json', /not JSON/);
      await assert.rejects(readRun(parent()), DataError);
    });

    for (const [name, alter, found] of [
      ['of another version', (file: RunFile) => ({ ...file, formatVersion: 3 }), /"formatVersion"/],
      ['that is another format', (file: RunFile) => ({ ...file, format: 'other' }), /"format"/],
      ['without metrics', ({ metrics: _, ...file }: RunFile) => file, /"metrics"/],
      [
        'with a text for a figure',
        (file: RunFile) => ({
          ...file,
          metrics: { ...file.metrics, 'layer2.bias': { ...file.metrics['layer2.bias'], r2: '1' } },
        }),
        /"metrics.layer2.bias.r2"/,
      ],
      [
        'without a control',
        (file: RunFile) => ({
          ...file,
          metrics: { ...file.metrics, controls: { ...file.metrics.controls, inkAlone: null } },
        }),
        /"metrics.controls.inkAlone"/,
      ],
      [
        'whose config has no end of the forks',
        (file: RunFile) => ({ ...file, config: { ...file.config, forks: { equalise: false } } }),
        /"config.forks.untilRow"/,
      ],
      [
        'with a share above 1',
        (file: RunFile) => ({ ...file, phase1: { ...file.phase1, heldOut: { ...file.phase1.heldOut, accuracy: 2 } } }),
        /"phase1.heldOut.accuracy"/,
      ],
      ['without checksums of its tensors', ({ checksums: _, ...file }: RunFile) => file, /"checksums"/],
      ['with a list in its place', () => [], /./],
    ] as const) {
      it(`run.json ${name}`, async () => {
        await change(alter);
        await refused('run.json', found);
      });
    }

    it('run.json that does not fit its tensors', async () => {
      await change((file) => ({ ...file, sizes: [9, 6, 4, 2] }));
      await refused('tensors.safetensors', /"initial\/layer1.weight" of shape \[5, 9\]/);
      await change((file) => ({ ...file, sizes: [9, 5, 4, 2], forks: [{ ...at(file.forks, 0), name: 'without-9' }] }));
      await refused('tensors.safetensors', /no tensor "fork\/without-9\/layer1.weight"/);
    });

    it('run.json with an image, or constant inputs, of another network', async () => {
      await change((file) => ({ ...file, image: { rows: 1e5, columns: 1e5 } }));
      await refused('run.json', /"image".*not as many pixels/);
      await change((file) => ({ ...file, image: { rows: 3, columns: 3 }, constantInputs: [9] }));
      await refused('run.json', /"constantInputs".*does not have/);
    });

    it('run.json with a key of prototypes, or one that stands twice', async () => {
      await change((file) => Object.defineProperty(file, '__proto__', { value: {}, enumerable: true }));
      await refused('run.json', /the key "__proto__"/);
      await writeFile(join(folder(), 'run.json'), '{ "format": "attribution-run", "format": "attribution-run" }');
      await refused('run.json', /the key "format" a second time/);
    });

    it('run.json that is larger than any, and is not read', async () => {
      await truncate(join(folder(), 'run.json'), 2 ** 26 + 1);
      await refused('run.json', /67108865 bytes, more than/);
    });

    for (const name of ['run.json', 'tensors.safetensors'])
      it(`${name} that is a link out of the folder`, async () => {
        const elsewhere = join(parent(), `elsewhere-${name}`);
        await rename(join(folder(), name), elsewhere);
        await symlink(elsewhere, join(folder(), name));
        await refused(name, /^a link to /, /nothing may lead out of/);
      });

    it('but not a folder that is itself behind a link', async () => {
      const link = join(parent(), 'link');
      await symlink(folder(), link);
      assert.deepEqual((await readRun(link)).file, (await readRun(folder())).file);
    });

    it('run.json with sizes that no memory holds', async () => {
      await change((file) => ({ ...file, sizes: [9, 1e9, 1e9, 2] }));
      await refused('tensors.safetensors', /"initial\/layer1.weight" of shape \[5, 9\]/);
    });

    it('tensors that are cut off, or not there', async () => {
      const path = join(folder(), 'tensors.safetensors');
      const bytes = await readFile(path);
      await writeFile(path, bytes.subarray(0, bytes.length - 8));
      await refused('tensors.safetensors', /tensor "inputs\/active"/);
      await writeFile(path, bytes.subarray(0, 100));
      await refused('tensors.safetensors', /header with other bytes than were written/);
    });

    it('tensors of which one bit is another: which tensor, or that it is the header', async () => {
      const path = join(folder(), 'tensors.safetensors');
      const bytes = await readFile(path);
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, { data_offsets?: number[] }>;
      const flipped = async (position: number) => {
        const damaged = Buffer.from(bytes);
        damaged[position] = (damaged[position] as number) ^ 1;
        await writeFile(path, damaged);
      };
      for (const [name, { data_offsets: [from = 0, to = 0] = [] }] of Object.entries(header)) {
        for (const position of to > from ? [start + from, start + to - 1] : []) {
          await flipped(position);
          await refused('tensors.safetensors', new RegExp(`tensor "${name}" with other bytes than were written`));
        }
      }
      await flipped(start - 1);
      await refused('tensors.safetensors', /a header with other bytes/);
    });
  });
});
