import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { CancelFlag } from '../../src/engine/cancellation';
import { causalFileOf, parseCausalTest } from '../../src/engine/causal/causalFile';
import { noEvidence, parseEvidence } from '../../src/engine/claims/evidence';
import { parseConfig } from '../../src/engine/config';
import { DataError } from '../../src/engine/errors';
import { isSealed, sealed } from '../../src/engine/files/sealed';
import { OpenedRun } from '../../src/engine/opened/openedRun';
import { runNumbersOf } from '../../src/engine/opened/runNumbers';
import { newPendingFile, readPendingFile, statusOf } from '../../src/engine/runs/pendingFile';
import { readRunEntry } from '../../src/engine/runs/runEntry';
import { parseRunFile, sealedRunJson } from '../../src/engine/runs/runFormat';
import { readRun, writeRun } from '../../src/engine/runs/runStore';
import { type CellFile, cellFileSchema, parseStored, sweepFileSchema } from '../../src/engine/sweep/cellFile';
import { metricsOf } from '../../src/engine/sweep/runMetrics';
import { WHOLE } from '../../src/engine/sweep/shard';
import { parseSweep } from '../../src/engine/sweep/sweep';
import { sweepFileOf } from '../../src/engine/sweep/sweepStore';
import { parseSelections } from '../../src/extension/selections/selectionFile';
import { parseResults } from '../../src/extension/surgery/surgeryFile';
import { runViewOf } from '../../src/extension/views/runView';
import { INTERVENTION_NAMES } from '../../src/model/interventions';
import { settingsWords } from '../../src/text/caption';
import { reportHtml } from '../../src/text/report';
import { run, temporaryFolders, tinyConfig, tinyData } from '../engine/support';
import { runFiles } from './samples';

type Json = Record<string, unknown>;

const PERFORMANCE = { margin: -0.5, auc: 0.75, accuracy: 1 };
const BOTH = { a: PERFORMANCE, b: PERFORMANCE, byClass: { 1: PERFORMANCE, 7: PERFORMANCE } };
const HASH = '0123456789abcdef';

/** Every file with metrics as it is written, and what reads it. */
const files = new Map<string, { readonly text: string; readonly parse: (text: string) => unknown }>();

describe('files with figures', function () {
  this.timeout(120_000);
  const parent = temporaryFolders();
  let runText: string;

  before(async () => {
    runText = (await runFiles()).run;
    const file = parseRunFile(runText, 'run.json');
    const { config, data } = file;
    const cell: CellFile = {
      format: 'attribution-cell',
      formatVersion: 2,
      sweep: 'abc',
      cell: 1,
      values: [0.1, 'relu'],
      ...{ config, data, status: 'done', figures: metricsOf(file) },
    };
    const sweep = parseSweep({ base: { phase1: { rows: 30 } }, axes: { learningRate: [0.1, 0.01], seed: [1, 2] } });
    const curve = { ranking: 'x', title: 'x', draw: 0, intervention: INTERVENTION_NAMES[0], selectivity: 0.25 };
    const curves = [{ ...curve, doses: [{ ...BOTH, percent: 1, weights: 4 }] }];
    const finding = { seed: 1, tensor: 'layer1.weight', candidates: 45, trained: BOTH, initial: BOTH, curves };
    const named = [{ name: 'one', hash: HASH }];
    const result = {
      ...{ name: 'one', hash: HASH, operation: 'reset', parameters: 3, seed: 1, engine: '0.1.0', images: 40 },
      ...{ before: BOTH, after: BOTH, lost: 1, gained: 0 },
      comparisons: { 'neurons-shuffled': [BOTH], 'pixel-means': [BOTH], random: [BOTH, BOTH] },
    };
    const keep = (name: string, contents: Parameters<typeof sealed>[0], parse: (text: string) => unknown) =>
      files.set(name, { text: JSON.stringify(sealed(contents), undefined, 2), parse });
    files.set('run.json', { text: runText, parse: (text) => parseRunFile(text, 'run.json') });
    keep('run.json of a run at work', newPendingFile(parseConfig({}), '/cache', false), (text) =>
      sealedRunJson(text, 'run.json'),
    );
    keep('a cell', cell, (text) => parseStored(cellFileSchema, text, '1.json'));
    keep('sweep.json', sweepFileOf(sweep, WHOLE), (text) => parseStored(sweepFileSchema, text, 'sweep.json'));
    keep('claims.json', noEvidence(config, data, [1, 2, 3]), (text) => parseEvidence(text, 'claims.json'));
    keep('causal.json', causalFileOf('abc', 'layer1.weight', [finding]), (text) =>
      parseCausalTest(text, 'causal.json', 'abc'),
    );
    const selections = { format: 'attribution-selections', version: 2, named, sets: [{ hash: HASH, runs: [0, 3] }] };
    keep('selections.json', selections as Parameters<typeof sealed>[0], (text) =>
      parseSelections(text, 'selections.json'),
    );
    keep(
      'surgery.json',
      { format: 'attribution-surgery', version: 2, results: [result] } as Parameters<typeof sealed>[0],
      (text) => parseResults(text, 'surgery.json'),
    );
  });

  const each = (action: (name: string, text: string, parse: (text: string) => unknown) => void) => () => {
    assert.equal(files.size, 8);
    for (const [name, { text, parse }] of files) action(name, text, parse);
  };
  const refused = (what: string, parse: () => unknown, found: RegExp) =>
    assert.throws(parse, (error) => error instanceof DataError && found.test(error.message), what);

  it(
    'are read as they were written, with their white space in any order',
    each((_name, text, parse) => {
      const read = parse(text);
      assert.deepEqual(parse(JSON.stringify(JSON.parse(text))), read);
      assert.deepEqual(parse(text.replaceAll('\n', ' \r\n\t')), read);
    }),
  );

  it(
    'are refused when any one value in them is another, is gone, or has another name',
    each((name, text, parse) => {
      const all = places(JSON.parse(text));
      assert.ok(all.length > 5, name);
      for (const [index, keys] of all.entries()) {
        // Every value is made another; of those that are taken away or renamed, some do.
        for (const change of index % 10 === 0 ? CHANGES : CHANGES.slice(0, 1)) {
          const json = JSON.parse(text) as Json;
          const within = keys.slice(0, -1).reduce((object, key) => object[key] as Json, json);
          const key = keys.at(-1) as string;
          change({ within, key });
          // Only what is not the seal itself: without it, the file says so.
          const found = within === json && key === 'sha256' ? /SHA-256|checksum/ : /their SHA-256 differs/;
          refused(`${name} ${keys.join('.')}`, () => parse(JSON.stringify(json)), found);
        }
      }
    }),
  );

  it(
    'are refused, or mean the same, when a bit of them is another',
    each((name, text, parse) => {
      const bytes = Buffer.from(text);
      const read = parse(text);
      const bit = fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }));
      fc.assert(
        fc.property(bit, ([at, of]) => {
          const flipped = Buffer.from(bytes);
          flipped[at] = (flipped[at] as number) ^ (1 << of);
          let found: unknown;
          try {
            found = parse(new TextDecoder('utf-8', { fatal: true }).decode(flipped));
          } catch {
            return;
          }
          assert.deepEqual(found, read, `${name}: bit ${of} of byte ${at}`);
        }),
        { numRuns: 500 },
      );
    }),
  );

  it(
    'are refused without their checksum, though not those of the version that had none',
    each((name, text, parse) => {
      const { sha256, ...contents } = JSON.parse(text) as Json;
      assert.match(String(sha256), /^[0-9a-f]{64}$/);
      refused(name, () => parse(JSON.stringify(contents)), /no checksum \("sha256"\)/);
      const version = 'version' in contents ? 'version' : 'formatVersion';
      assert.ok(parse(JSON.stringify({ ...contents, [version]: 1 })));
      // What says that it is older and has a checksum is not what was written.
      refused(name, () => parse(JSON.stringify({ ...contents, [version]: 1, sha256 })), /their SHA-256 differs/);
    }),
  );

  it('are refused with a number that JSON takes for another', () => {
    const text = JSON.stringify(sealed({ formatVersion: 2, none: null, zero: 0 } as { formatVersion: 2 }));
    sealedRunJson(text, 'run.json');
    for (const [from, to] of [
      ['null', '1e999'],
      ['0', '-0'],
    ] as const)
      refused(to, () => sealedRunJson(text.replace(`:${from},`, `:${to},`), 'run.json'), /their SHA-256 differs/);
  });

  it('of a run: a forged figure is refused by name, and the run is broken in a list', async () => {
    const folder = join(parent(), 'forged');
    await writeRun(await run(tinyConfig(), tinyData()), folder, new Date(), 1);
    const path = join(folder, 'run.json');
    await writeFile(path, runText.replace(/"r2": [\d.e-]+/, '"r2": 0.987654'));
    await assert.rejects(readRun(folder), /run\.json: found other contents than were written .*; expected the file as/);
    await assert.rejects(readPendingFile(folder), /other contents than were written/);
    assert.equal(await statusOf(folder), 'broken');
    assert.match((await readRunEntry('forged', folder)).problem ?? '', /other contents than were written/);
  });

  it('of a run that was made before there were seals: it is opened, and known not to be verifiable', async () => {
    const folder = join(parent(), 'old');
    const finished = await run(tinyConfig(), tinyData());
    const written = await writeRun(finished, folder, new Date(), 1);
    assert.equal((await readRunEntry('old', folder)).unsealed, false);
    const shown = async () => {
      const run = await readRun(folder);
      const view = runViewOf('old', run.file, await runNumbersOf(OpenedRun.of(run), new CancelFlag()));
      const report = reportHtml(view, { config: null, data: [], started: null, seconds: null }, []);
      return [settingsWords(view.title), report];
    };
    for (const text of await shown()) assert.doesNotMatch(text, /cannot be verified/);
    await writeFile(join(folder, 'run.json'), JSON.stringify({ ...written, formatVersion: 1 }));
    const { file } = await readRun(folder);
    assert.deepEqual(file, { ...written, formatVersion: 1 });
    assert.equal(isSealed(file), false);
    const { state, unsealed } = await readRunEntry('old', folder);
    assert.deepEqual([state, unsealed], ['complete', true]);
    for (const text of await shown()) assert.match(text, /made before figures had checksums.* cannot be verified/);
    // Written again, it does not become what it is not.
    assert.deepEqual(sealed(file), JSON.parse(JSON.stringify(file)));
  });
});

interface Place {
  readonly within: Json;
  readonly key: string;
}

/** The keys that lead to every value that has no others within it, those that are empty included. */
function places(value: unknown, keys: readonly string[] = []): (readonly string[])[] {
  return Object.entries(value as Json).flatMap(([key, inner]) => {
    const isLeaf = typeof inner !== 'object' || inner === null || Object.keys(inner).length === 0;
    return isLeaf ? [[...keys, key]] : places(inner, [...keys, key]);
  });
}

const CHANGES: readonly ((place: Place) => void)[] = [
  ({ within, key }) => {
    const value = within[key];
    within[key] =
      typeof value === 'number' ? value * (1 + Number.EPSILON) || 5e-324 : typeof value === 'string' ? `${value}.` : 1;
  },
  ({ within, key }) => {
    if (Array.isArray(within)) within.splice(Number(key), 1);
    else delete within[key];
  },
  ({ within, key }) => {
    within[`${key}_`] = within[key];
    if (Array.isArray(within)) within.push(0);
    else delete within[key];
  },
];
