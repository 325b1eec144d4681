import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAUSAL_FILE, readCausalTest } from '../../src/engine/causal/causalFile';
import { evidenceSchema } from '../../src/engine/claims/evidence';
import { parseConfig } from '../../src/engine/config';
import { LONGEST_CONFIG_TEXT, parseConfigText } from '../../src/engine/configText';
import { ConfigError, DataError } from '../../src/engine/errors';
import { inside, named } from '../../src/engine/files/door';
import { LABELS_FILE, readLabels } from '../../src/engine/runs/labels';
import { readRunEntry } from '../../src/engine/runs/runEntry';
import { RUN_FILE, RUN_FILE_LIMITS, SHARD_INDEX } from '../../src/engine/runs/runFormat';
import { decodeSafetensors } from '../../src/engine/runs/safetensors';
import { TensorFiles } from '../../src/engine/runs/tensorFiles';
import { cellFileSchema, parseStored, sweepFileSchema } from '../../src/engine/sweep/cellFile';
import { readStoredText } from '../../src/engine/sweep/folder';
import { readPosition } from '../../src/engine/training/readCheckpoint';
import { readWholeText } from '../../src/engine/untrusted/file';
import { readSelections, SELECTIONS_FILE } from '../../src/extension/selections/selectionFile';
import { readResults, SURGERY_FILE } from '../../src/extension/surgery/surgeryFile';

/** What stands over and over in a file that is nothing but work, and whether it does so in a text. */
const KINDS: readonly (readonly [unit: string, isText?: boolean])[] = [
  ['[],'],
  ['{"a":1},'],
  ['1,'],
  ['"",'],
  [' '],
  ['['],
  ['a', true],
  ['ä', true],
  ['\\u0000', true],
];
/** By which factor a busy machine takes more time; memory it does not. */
const BUSY = 5;

interface Parser {
  /** Bytes, as `docs/reliability.md` has them. */
  readonly largest: number;
  /** Seconds of the processor, and megabytes that the process grows by, likewise. */
  readonly seconds: number;
  readonly megabytes: number;
  /** Where the key stands under which the parser looks into lists. */
  readonly head: string;
  readonly file: string;
  readonly parse: (folder: string, path: string) => Promise<unknown>;
  /** Before the JSON, for a file that says how long it is. */
  readonly prefix?: (length: number) => Uint8Array;
}

const MIB = 2 ** 20;
const stored = (schema: Parameters<typeof parseStored>[0], head: string): Parser => ({
  ...{ largest: 16 * MIB, seconds: 0.5, megabytes: 200, head, file: 'x.json' },
  parse: async (folder, path) => parseStored(schema, await readStoredText(inside(folder, 'x.json')), path),
});
const lengthFirst = (length: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(length));
  return bytes;
};

const PARSERS: Readonly<Record<string, Parser>> = {
  'run.json in a list': {
    ...{ largest: 32 * MIB, seconds: 0.5, megabytes: 200, head: '{"constantInputs":', file: RUN_FILE },
    parse: async (folder) => {
      const { state, problem } = await readRunEntry('x', folder);
      assert.equal(state, 'broken');
      throw new DataError({ path: folder, found: problem ?? '', expected: 'a run' });
    },
  },
  'labels.json': {
    ...{ largest: 100_000, seconds: 0.05, megabytes: 30, head: '{"tags":', file: LABELS_FILE },
    parse: (folder) => readLabels(folder),
  },
  'selections.json': {
    ...{ largest: 32 * MIB, seconds: 1, megabytes: 400, head: '{"sets":', file: SELECTIONS_FILE },
    parse: (folder) => readSelections(folder),
  },
  'surgery.json': {
    ...{ largest: 64 * MIB, seconds: 1.5, megabytes: 500, head: '{"results":', file: SURGERY_FILE },
    parse: (folder) => readResults(folder),
  },
  'causal.json': {
    ...{ largest: 128 * MIB, seconds: 3, megabytes: 1000, head: '{"findings":', file: CAUSAL_FILE },
    parse: (folder) => readCausalTest(folder, ''),
  },
  'sweep.json': stored(sweepFileSchema, '{"axes":'),
  'a cell': stored(cellFileSchema, '{"values":'),
  'claims.json': stored(evidenceSchema, '{"seeds":'),
  'a config': {
    ...{ largest: LONGEST_CONFIG_TEXT, seconds: 1.5, megabytes: 500, head: '{"measures":', file: 'x.attribution.json' },
    parse: async (_folder, path) =>
      parseConfig(
        parseConfigText(await readWholeText(named(path), { largest: LONGEST_CONFIG_TEXT, expected: 'a config' })),
      ),
  },
  'the header of a safetensors file': {
    ...{ largest: 16 * MIB, seconds: 1, megabytes: 300, head: '{"x":', file: 'x.safetensors', prefix: lengthFirst },
    parse: async (_folder, path) => decodeSafetensors(await readFile(path), path),
  },
  'the index of shards': {
    ...{ largest: 16 * MIB, seconds: 1, megabytes: 300, head: '{"weight_map":', file: SHARD_INDEX },
    parse: (folder) => TensorFiles.openShards(folder),
  },
  'the header of a checkpoint': {
    ...{ largest: 4 * MIB, seconds: 0.1, megabytes: 60, head: '{"__metadata__":', file: 'checkpoint-x.safetensors' },
    prefix: lengthFirst,
    parse: async (_folder, path) => {
      assert.equal(await readPosition(path), undefined);
      throw new DataError({ path, found: 'nothing', expected: 'a position' });
    },
  },
};

/** What it took: seconds of the processor for the worst of all inputs, megabytes for all of them. */
interface Taken {
  readonly seconds: number;
  readonly worst: string;
  readonly megabytes: number;
}

/** In a process of its own, which has done nothing else before. */
async function measure(name: string): Promise<Taken> {
  const { largest, head, file, parse, prefix = () => new Uint8Array(0) } = PARSERS[name] as Parser;
  const folder = await mkdtemp(join(tmpdir(), 'attribution-bounds-'));
  try {
    const path = join(folder, file);
    let before = 0;
    let taken: Taken = { seconds: 0, worst: '', megabytes: 0 };
    // The first one warms up.
    for (const [unit, isText, size] of [['1,', false, 1000] as const, ...KINDS.flatMap(inSizes(largest))]) {
      await writeInput(path, unit, isText ? [`${head}"`, '"}'] : [`${head}[`, '0]}'], size, prefix);
      globalThis.gc?.();
      const used = process.cpuUsage();
      await assert.rejects(parse(folder, path), (error) => error instanceof DataError || error instanceof ConfigError);
      const { user, system } = process.cpuUsage(used);
      const seconds = (user + system) / 1e6;
      if (before === 0) before = process.resourceUsage().maxRSS;
      else if (seconds > taken.seconds) taken = { ...taken, seconds, worst: `${unit} in ${size} bytes` };
    }
    return { ...taken, megabytes: (process.resourceUsage().maxRSS - before) / 1024 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** As much as may be, and, of what is refused by its count then, about as much as is not. */
function inSizes(largest: number) {
  return ([unit, isText = false]: (typeof KINDS)[number]) =>
    (isText || unit === ' ' || largest < MIB ? [largest] : unit === '[],' ? [largest, MIB] : [MIB]).map(
      (size) => [unit, isText, size] as const,
    );
}

/** Piece by piece, so that what was measured is not the file as it was made. */
async function writeInput(
  path: string,
  unit: string,
  [begin, end]: readonly [string, string],
  size: number,
  prefix: (length: number) => Uint8Array,
): Promise<void> {
  const width = Buffer.byteLength(unit);
  const piece = Buffer.alloc(width * Math.ceil(Math.min(size, MIB) / width / 2), unit);
  const times = Math.floor((size - begin.length - end.length - 8) / piece.length);
  const file = await open(path, 'w');
  try {
    await file.write(prefix(begin.length + times * piece.length + end.length));
    await file.write(begin);
    for (let time = 0; time < times; time++) await file.write(piece);
    await file.write(end);
  } finally {
    await file.close();
  }
}

const asked = process.env['ATTRIBUTION_BOUNDS_PARSER'];
if (asked === undefined) {
  describe('work that a file can make', function () {
    this.timeout(0);
    for (const [name, { seconds, megabytes }] of Object.entries(PARSERS))
      it(`is bounded for ${name}`, async () => {
        const taken = await inProcess(name);
        const found = `${taken.seconds.toFixed(2)} s for ${taken.worst}, ${taken.megabytes.toFixed(0)} MB`;
        console.log(`      ${name}: ${found}`);
        assert.ok(taken.seconds <= BUSY * seconds && taken.megabytes <= megabytes, found);
      });

    it('is next to nothing for a run.json of 64 MB that holds a value a byte', async () => {
      const { seconds, megabytes } = await inProcess('64 MB');
      const found = `${seconds.toFixed(3)} s, ${megabytes.toFixed(0)} MB`;
      assert.ok(seconds <= BUSY * 0.1 && megabytes <= 50, found);
    });

    it('is stated in docs/reliability.md', async () => {
      const docs = await readFile('docs/reliability.md', 'utf8');
      for (const [name, { seconds, megabytes }] of Object.entries(PARSERS)) {
        const row = docs.split('\n').find((line) => line.startsWith(`| ${name} |`));
        assert.ok(row?.endsWith(`| ${seconds} s | ${megabytes} MB |`), `${name}: ${row}`);
      }
    });
  });
} else {
  (asked === '64 MB' ? measureFatRun() : measure(asked)).then(
    (taken) => process.send?.(taken),
    (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  );
}

function inProcess(name: string): Promise<Taken> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, ATTRIBUTION_BOUNDS_PARSER: name };
    const child = fork(__filename, [], { env, execArgv: ['--expose-gc'] });
    child.on('message', (taken) => resolve(taken as Taken)).on('error', reject);
    child.on('exit', (code) => reject(new Error(`${name}: the process ended with code ${code}`)));
  });
}

/** Both of a file that is too large to be read, and of one that is not and of which only the beginning is. */
async function measureFatRun(): Promise<Taken> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-bounds-'));
  try {
    const [small, fat, large] = ['small', 'fat', 'large'].map((name) => join(folder, name)) as [string, string, string];
    for (const run of [small, fat, large]) await mkdir(run);
    await writeFile(join(small, RUN_FILE), '{"x":[]}');
    await writeFile(join(fat, RUN_FILE), Buffer.alloc(RUN_FILE_LIMITS.largest - 1, '[],'));
    await writeFile(join(large, RUN_FILE), '[],'.repeat(1000));
    await truncate(join(large, RUN_FILE), 64e6);
    await readRunEntry('small', small);
    const before = process.resourceUsage().maxRSS;
    const used = process.cpuUsage();
    assert.match((await readRunEntry('fat', fat)).problem ?? '', /^JSON nested|^more than 400,000 values$/);
    assert.match((await readRunEntry('large', large)).problem ?? '', /^64000000 bytes, more than the 33554432/);
    const { user, system } = process.cpuUsage(used);
    const megabytes = (process.resourceUsage().maxRSS - before) / 1024;
    return { seconds: (user + system) / 1e6, worst: 'both', megabytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
