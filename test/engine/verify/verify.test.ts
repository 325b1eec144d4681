import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import type { ConfigInput } from '../../../src/engine/config';
import { CancelledError, DataError, describeMistake } from '../../../src/engine/errors';
import { sealed } from '../../../src/engine/files/sealed';
import { ChecksumTaker } from '../../../src/engine/runs/checksums';
import { newPendingFile, writePendingFile } from '../../../src/engine/runs/pendingFile';
import type { RunFile } from '../../../src/engine/runs/runFormat';
import { decodeSafetensors, type StoredTensor, safetensorsChunks } from '../../../src/engine/runs/safetensors';
import { CellData } from '../../../src/engine/sweep/cellData';
import { CellRunner } from '../../../src/engine/sweep/cellExecutor';
import { replicate, replicationSweep } from '../../../src/engine/sweep/replication';
import { runSweep } from '../../../src/engine/sweep/runSweep';
import { parseSweep } from '../../../src/engine/sweep/sweep';
import type { VerifyContext } from '../../../src/engine/verify/context';
import type { Findings } from '../../../src/engine/verify/findings';
import { verify } from '../../../src/engine/verify/verify';
import { keep, keptConfig, writeTinyImages } from '../keptRun';
import { at, finish, forge } from '../support';

const MEASURES = ['fisher', 'weight'] as const;
/** Runs whose metrics are made in different ways. */
const CONFIGS: Readonly<Record<string, ConfigInput>> = {
  plain: { measures: [...MEASURES] },
  deep: { network: { hidden: [5, 4], activation: 'relu' }, groups: { a: [1, 7, 3], b: [6, 8] }, measures: [] },
  noisy: { labelNoise: 0.3, order: 'shuffled', measures: ['memory-aware-synapses'] },
  adam: { optimiser: { name: 'adam' }, loss: 'cross-entropy', phase1: { rows: 60, tally: 'whole' }, measures: [] },
};

describe('verifying', function () {
  this.timeout(120_000);
  let scratch: string;
  let images: string;
  const made = (name: string) => join(scratch, 'made', name);
  const place = () => join(scratch, 'here');
  const path = (...names: readonly string[]) => join(place(), ...names);

  before(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'attribution-test-'));
    images = await writeTinyImages(join(scratch, 'images'));
    for (const [name, changes] of Object.entries(CONFIGS)) await keep(made(name), keptConfig(images, changes));
    const config = keptConfig(images, { measures: [] });
    const keeping = { cacheFolder: scratch, cancel: new CancelFlag(), executors: [new CellRunner()], keepRuns: true };
    await finish(replicate(replicationSweep(config, 2), { ...keeping, folder: made('replication') }));
    const { learningRate: _, ...base } = config;
    const sweep = parseSweep({ base, axes: { learningRate: [1e-3, 1e-2], seed: [1, 2] } });
    const shard = { index: 2, count: 2 };
    await finish(runSweep(sweep, { ...keeping, folder: made('part'), keepRuns: false, shard }));
  });
  after(() => rm(scratch, { recursive: true }));
  afterEach(async () => {
    await rm(place(), { recursive: true, force: true });
    await writeTinyImages(images);
  });

  const copy = (name: string) => cp(made(name), place(), { recursive: true });
  const look = (folder: string, how: Partial<VerifyContext> = {}) =>
    verify([folder], { cancel: new CancelFlag(), progress: () => {}, pages: () => ({}), ...how });
  const lookDeep = (folder: string) =>
    look(folder, { deep: new CellData(scratch, new CancelFlag(), () => {}, undefined, true) });
  const faults = ({ faults: found }: Findings) => found.map(describeMistake);
  /** @param expected one for each line */
  const faulty = (findings: Findings, ...expected: readonly RegExp[]) => {
    const lines = faults(findings);
    assert.equal(lines.length, expected.length, lines.join('\n'));
    for (const [index, one] of expected.entries()) assert.match(at(lines, index), one);
  };

  for (const name of Object.keys(CONFIGS))
    it(`finds nothing wrong with a run that is as it was written (${name}), and makes all its figures again`, async () => {
      const shallow = await look(made(name));
      assert.deepEqual([shallow.runs, shallow.cells, faults(shallow), shallow.notes], [1, 0, [], []]);
      const deep = await lookDeep(made(name));
      assert.deepEqual(faults(deep), []);
      assert.deepEqual(
        deep.notes.map(({ note }) => note.replace(/:.*/, '')),
        ['not made again'],
      );
    });

  it('names a file that is not what was written, and a tensor', async () => {
    await copy('plain');
    const text = await readFile(path('run.json'), 'utf8');
    await writeFile(path('run.json'), text.replace(/"r2": [\d.e-]+/, '"r2": 0.987654'));
    faulty(await look(place()), /here\/run\.json: found other contents than were written/);
    await writeFile(path('run.json'), text);
    const tensors = await readFile(path('tensors.safetensors'));
    tensors[tensors.length - 1] = (tensors.at(-1) as number) ^ 1;
    await writeFile(path('tensors.safetensors'), tensors);
    await writeFile(path('selections.json'), '{ "format": "attribution-selections", "version": 2 }');
    faulty(await look(place()), /tensors\.safetensors: found tensor "inputs\/active" with other bytes/);
    await rm(path('tensors.safetensors'));
    faulty(await look(place()), /tensors\.safetensors: found no readable file/);
  });

  it('looks at what is kept with a run', async () => {
    await copy('plain');
    await writeFile(path('selections.json'), '{ "format": "attribution-selections", "version": 2 }');
    await writeFile(path('surgery.json'), JSON.stringify({ ...sealed({ version: 2 }), results: [] }));
    await writeFile(path('causal.json'), '{');
    faulty(
      await look(place()),
      /selections\.json: found no checksum/,
      /surgery\.json: found other contents than were written/,
      /causal\.json: found text that is not JSON/,
    );
  });

  /** Metrics that are forged, by whom the seal is made right again. */
  const FORGED: readonly (readonly [what: string, change: (file: Changeable) => void, found: RegExp])[] = [
    [
      'R²',
      ({ metrics }) => bend(metrics, 'layer1.weight', 'r2'),
      /metrics\.layer1\.weight\.r2: found [\d.]+; expected/,
    ],
    ['a control', ({ metrics }) => bend(metrics, 'controls', 'neuronPermutation', 'p'), /neuronPermutation\.p: found/],
    ['a measure', ({ metrics }) => bend(metrics, 'measures', 'fisher', 'r2'), /metrics\.measures\.fisher\.r2: found/],
    ['the pixel map', ({ metrics }) => bend(metrics, 'pixelCorrelation', 'mean'), /pixelCorrelation\.mean: found/],
    [
      'the identity check',
      ({ metrics }) => bend(metrics, 'identity', 'maxDeviationX'),
      /identity\.maxDeviationX: found/,
    ],
    [
      'a figure too many',
      ({ metrics }) => Object.assign(metrics, { more: 1 }),
      /metrics\.more: found 1; expected nothing/,
    ],
    ['ink alone', ({ metrics }) => bend(metrics, 'controls', 'inkAlone', 'r2'), /controls\.inkAlone\.r2: found/],
    ['a held-out loss', ({ phase1 }) => bend(phase1, 'heldOut', 'loss'), /phase1\.heldOut\.loss: found/],
    [
      'the accuracy of a fork',
      ({ forks }) => bend(forks[1] as object, 'heldOut', 'accuracy'),
      /forks\.without-7\.heldOut\.accuracy: found/,
    ],
  ];

  for (const [what, change, found] of FORGED)
    it(`finds ${what} that is forged under a right seal only when it is made again`, async () => {
      await copy('plain');
      await forgeRun(place(), change);
      faulty(await look(place()));
      faulty(await lookDeep(place()), found);
    });

  it('finds another list of constant inputs, a hash and a seed that are not those of the config', async () => {
    await copy('plain');
    await forgeRun(place(), (file) => Object.assign(file, { configHash: '0'.repeat(12), seed: 5 }));
    faulty(await look(place()), /run\.json configHash: found "000000000000"/, /run\.json seed: found 5; expected 1,/);
    await forgeRun(place(), (file) => Object.assign(file, { constantInputs: [] }));
    const lines = faults(await lookDeep(place())).join('\n');
    assert.match(lines, /run\.json constantInputs\.0: found nothing; expected 7/);
  });

  it('finds x, and a difference, that the other tensors do not make', async () => {
    for (const [name, found] of [
      [
        'x/layer1.weight',
        /tensors\.safetensors: found 0\.125 at 0 of "x\/layer1\.weight"; expected [\d.]+, made again/,
      ],
      ['difference/d/layer2.bias', /found 0\.125 at 0 of "difference\/d\/layer2\.bias"/],
    ] as const) {
      await copy('plain');
      await forgeTensor(place(), name, 0.125);
      faulty(await look(place()));
      assert.match(at(faults(await lookDeep(place())), 0), found);
      await rm(place(), { recursive: true });
    }
  });

  it('says what it did not check where the images are gone, or are others', async () => {
    await copy('plain');
    await forgeRun(place(), ({ metrics, phase1 }) => {
      bend(metrics, 'controls', 'inkAlone', 'r2');
      bend(phase1, 'heldOut', 'loss');
      bend(metrics, 'layer1.bias', 'r');
    });
    await writeTinyImages(images, 2);
    const others = await lookDeep(place());
    faulty(others, /metrics\.layer1\.bias\.r: found/);
    assert.match(at(others.notes, 0).note, /^its images are others by now: held-out figures/);
    await rm(images, { recursive: true });
    const gone = await lookDeep(place());
    faulty(gone, /metrics\.layer1\.bias\.r: found/);
    assert.match(at(gone.notes, 0).note, /^its images are not there: held-out figures/);
  });

  it('says of a run without checksums that it cannot be verified, though its figures can be made again', async () => {
    await copy('plain');
    const unseal = async (change: (file: Changeable) => void) => {
      const { sha256: _, ...file } = JSON.parse(await readFile(path('run.json'), 'utf8')) as Changeable;
      change(file);
      await writeFile(path('run.json'), JSON.stringify({ ...file, formatVersion: 1 }));
    };
    // What was not reported then is no fault.
    await unseal(({ metrics }) => {
      delete metrics.measures;
    });
    const old = await lookDeep(place());
    faulty(old);
    assert.equal(at(old.notes, 0).note, 'cannot be verified: made before figures had checksums');
    await unseal(({ metrics }) => bend(metrics, 'layer1.weight', 'r2'));
    faulty(await look(place()));
    faulty(await lookDeep(place()), /metrics\.layer1\.weight\.r2: found/);
    // Another version of the engine may make others of the same numbers.
    await unseal((file) => Object.assign(file, { engine: '0.0.9' }));
    const other = await lookDeep(place());
    faulty(other);
    assert.match(at(other.notes, 1).note, /^made by engine 0\.0\.9; its figures are held against those of/);
    assert.match(at(other.notes, 2).path + at(other.notes, 2).note, /layer1\.weight\.r2found [\d.]+; expected [\d.]+/);
  });

  it('says of a run that is not complete, or was recorded elsewhere, what can be said', async () => {
    await mkdir(place());
    await writePendingFile(place(), newPendingFile(keptConfig(images), scratch, false));
    const pending = await look(place());
    faulty(pending);
    assert.match(at(pending.notes, 0).note, /not complete \(running\)/);
    await rm(place(), { recursive: true });

    await copy('plain');
    const layers = [9, 5, 2].slice(1).map((outputs, index) => {
      const inputs = at([9, 5], index);
      return { name: `layer${index + 1}`, weight: [outputs, inputs], bias: true };
    });
    const { sizes } = JSON.parse(await readFile(path('run.json'), 'utf8')) as RunFile;
    assert.deepEqual(sizes, [9, 5, 2]);
    const source = { name: 'elsewhere', version: '1' };
    await writeFile(path('run.json'), JSON.stringify({ format: 'attribution-run', formatVersion: 1, source, layers }));
    const foreign = await lookDeep(place());
    faulty(foreign);
    assert.match(at(foreign.notes, 0).note, /cannot be verified: another system recorded it/);
  });

  it('goes through a folder of runs and sweeps, and refuses what holds nothing', async () => {
    await mkdir(place());
    for (const name of ['plain', 'deep', 'replication']) await cp(made(name), path(name), { recursive: true });
    await mkdir(path('notes'));
    await forge(path('deep', 'run.json'), (text) => text.replace(/"engine": "[^"]+"/, '"engine": 7'));
    const { runs, cells, faults: found } = await look(place());
    assert.deepEqual([runs, cells], [2 + 2, 2]);
    assert.deepEqual(
      found.map((one) => one.path),
      [path('deep', 'run.json')],
    );
    for (const nothing of [path('notes'), path('absent'), path('plain', 'run.json')])
      await assert.rejects(look(nothing), (error) => error instanceof DataError && error.message.includes(nothing));
    const cancel = new CancelFlag();
    cancel.raise();
    await assert.rejects(look(place(), { cancel }), CancelledError);
  });

  describe('many runs', () => {
    it('finds nothing wrong with a replication, or a part of a sweep, that is as it was written', async () => {
      const replication = await lookDeep(made('replication'));
      assert.deepEqual([replication.runs, replication.cells, faults(replication)], [2, 2, []]);
      const part = await lookDeep(made('part'));
      assert.deepEqual([part.runs, part.cells, faults(part)], [0, 2, []]);
      assert.deepEqual(
        part.notes.map(({ note }) => note),
        ['not made again: the figures of cells of which no run was kept'],
      );
    });

    for (const [what, change, ...found] of [
      [
        'a cell that says something else',
        (text: string) => text.replace(/("layer1\.weight\.r2": 0)\./, '$1.9'),
        /cells\.csv: found another table than the cells make, from line 3 on/,
        /replication\.json figures\.layer1\.weight\.r2\.mean: found/,
        /./,
        /./,
        /cells\/2\.json figures\.layer1\.weight\.r2: found 0\.9\d+; expected 0\.\d+/,
      ],
      [
        'a cell with the config of another',
        (text: string) => text.replace('"seed": 2', '"seed": 3'),
        /cells\/2\.json config\.seed: found 3; expected 2/,
        /cells\/2\.json: found another config than that of the run that was kept/,
      ],
      [
        'a cell with the value of another',
        (text: string) => text.replace(/"values": \[\s+2/, '"values": [7'),
        /cells\/2\.json values\.0: found 7; expected 2/,
        /cells\.csv: found another table/,
      ],
    ] as const)
      it(`finds ${what}, under a right seal`, async () => {
        await copy('replication');
        await forge(path('cells', '2.json'), change);
        const findings = await look(place());
        const lines = faults(findings);
        for (const one of found)
          assert.ok(
            lines.some((line) => one.test(line)),
            `${one}\n${lines.join('\n')}`,
          );
      });

    it('finds a cell that is damaged or gone beside the tables, other tables, and another sweep', async () => {
      await copy('replication');
      await writeFile(path('cells', '1.json'), '{}');
      faulty(
        await look(place()),
        /cells\/1\.json: found "format" that is wrong/,
        /cells\.csv: found a table beside 1 cells that can be read; expected all 2 of them/,
        /replication\.json: found a table beside 1 cells/,
      );
      await rm(place(), { recursive: true });
      await copy('replication');
      const table = await readFile(path('cells.csv'), 'utf8');
      await writeFile(path('cells.csv'), `${table}more\n`);
      await forge(path('replication.json'), (text) => text.replace(/"mean": 0/, '"mean": 1'));
      faulty(await look(place()), /cells\.csv: found another table/, /replication\.json figures\..*\.mean: found 1/);
      await writeFile(path('cells.csv'), table);
      await writeFile(path('replication.json'), 'null');
      assert.match(
        at(faults(await look(place())), 0),
        /replication\.json format: found nothing; expected "attribution-rep/,
      );
      await forge(path('sweep.json'), (text) => text.replace(/"hash": "\w/, '"hash": "x'));
      faulty(await look(place()), /sweep\.json: found the hash x\w+ beside a sweep whose hash is/);
    });

    it('says how far a sweep is that is not complete, and what of it cannot be verified', async () => {
      await copy('part');
      await rm(path('cells.csv'));
      const [name = '', other = ''] = await readdir(path('cells'));
      const { sha256: _, ...cell } = JSON.parse(await readFile(path('cells', name), 'utf8')) as Changeable;
      await writeFile(path('cells', name), JSON.stringify({ ...cell, formatVersion: 1 }));
      await rename(path('cells', other), path('cells', `${other}.part`));
      const findings = await look(place());
      faulty(findings);
      assert.deepEqual(
        findings.notes.map(({ note }) => note),
        ['cannot be verified: made before figures had checksums', '1 of 2 cells: not complete'],
      );
    });
  });
});

type Changeable = { -readonly [Key in keyof RunFile]: RunFile[Key] } & {
  sha256?: string;
  metrics: { measures?: unknown };
};

async function forgeRun(folder: string, change: (file: Changeable) => void): Promise<void> {
  await forge(join(folder, 'run.json'), (text) => {
    const file = JSON.parse(text) as Changeable;
    change(file);
    return JSON.stringify(file);
  });
}

/** Makes a number another by its last digits. */
function bend(within: object, ...keys: readonly string[]): void {
  const [key = '', ...rest] = keys;
  const object = within as Record<string, unknown>;
  if (rest.length > 0) {
    bend(object[key] as object, ...rest);
    return;
  }
  const value = object[key];
  assert.ok(typeof value === 'number', `${key} is ${JSON.stringify(value)}`);
  object[key] = value === 0 ? Number.EPSILON : value * (1 + 2 * Number.EPSILON);
}

/** Changes the first number of a tensor as somebody does who makes its checksum right again. */
async function forgeTensor(folder: string, name: string, value: number): Promise<void> {
  const path = join(folder, 'tensors.safetensors');
  const tensors: Map<string, StoredTensor> = decodeSafetensors(await readFile(path), path);
  at([tensors.get(name)?.values], 0)?.set([value]);
  const taker = new ChecksumTaker(tensors);
  await writeFile(path, Buffer.concat([...taker.through(safetensorsChunks(tensors, {}))]));
  await forgeRun(folder, (file) => Object.assign(file, { checksums: taker.taken }));
}
