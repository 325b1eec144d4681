import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, forge, temporaryFolders } from '../engine/support';
import { attribution, type Ended, type Spawning } from './support';

const SMALL = { phase1: { rows: 300 }, forks: { untilRow: 600 }, network: { hidden: [2] } };
const FILES = ['claims.html', 'claims.json', 'claims.md'] as const;
/** The config, the other tally, a longer phase 1, sigmoid throughout; 6 activations × 8 rates; 5 activations more. */
const CELLS = 4 + 6 * 8 + 5;

describe('attribution claims', function () {
  this.timeout(300_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);
  beforeEach(() => writeFile(join(cwd(), 'small.json'), JSON.stringify(SMALL)));

  const claims = (args: readonly string[], spawning: Partial<Spawning> = {}) =>
    attribution(['claims', '--config', 'small.json', ...args], { cwd: cwd(), ...spawning });
  const done = ({ status, stderr, stdout }: Ended): string => {
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const pages = (folder: string) => Promise.all(FILES.map((name) => readFile(join(cwd(), folder, name), 'utf8')));

  it('writes the same bytes after a stop, and on another number of threads; one seed tells nothing', async () => {
    let stopped = false;
    const interrupted = await claims(['--seeds', '1', '--jobs', '2', '--out', 'stopped'], {
      onStderr: (text, child) => {
        if (stopped || !/Cells [2-9]\d %/.test(text)) return;
        stopped = true;
        child.kill('SIGINT');
      },
    });
    assert.equal(interrupted.status, 130, interrupted.stderr);
    assert.match(
      interrupted.stderr,
      new RegExp(`\\d+ of ${CELLS} cells are kept; the same command goes on from there`),
    );
    assert.ok(!(await readdir(join(cwd(), 'stopped'))).includes('claims.json'));

    const resumed = await claims(['--seeds', '1', '--out', 'stopped', '--json']);
    const { verdicts } = JSON.parse(done(resumed)) as {
      readonly verdicts: Readonly<Record<string, { readonly kind: string }>>;
    };
    assert.match(resumed.stderr, new RegExp(`\\d+ of ${CELLS} cells are there already`));
    assert.deepEqual(new Set(Object.values(verdicts).map(({ kind }) => kind)), new Set(['undecided']));

    const text = done(await claims(['--seeds', '1', '--jobs', '1', '--out', 'whole']));
    assert.match(text, /^Weights are correlated: cannot be told with this budget\n/);
    assert.ok(text.endsWith(`${join(cwd(), 'whole', 'claims.html')}\n`), text);
    const made = await pages('whole');
    assert.deepEqual(await pages('stopped'), made);
    for (const page of made) assert.ok(!page.includes(cwd()));

    // The page again, from cells that are all there.
    await rm(join(cwd(), 'whole', 'claims.md'));
    done(await claims(['--seeds', '1', '--out', 'whole']));
    assert.deepEqual(await pages('whole'), made);

    const verified = async () => attribution(['verify', 'whole'], { cwd: cwd() });
    assert.match(done(await verified()), /^\d+ cells: no fault\n$/);
    const evidence = join(cwd(), 'whole', 'claims.json');
    const honest = await readFile(evidence, 'utf8');
    await forge(evidence, (text) => text.replace(/("layer1\.weight\.r2": \[\s*0)\./, '$1.9'));
    const forged = await verified();
    assert.equal(forged.status, 1);
    assert.match(
      forged.stdout,
      /claims\.json parts\.seeds\.figures\.layer1\.weight\.r2\.0: found 0\.9\d+; expected 0\.\d+/,
    );
    await writeFile(evidence, honest);
    await writeFile(join(cwd(), 'whole', 'claims.md'), 'All of them hold.\n');
    assert.match((await verified()).stdout, /claims\.md: found another page; expected that which claims\.json makes/);

    const cell = join(cwd(), 'whole', 'other-tally', 'cells', '1.json');
    await forge(cell, (stored) => stored.replace('"version": 1', '"version": 2'));
    const other = await claims(['--seeds', '1', '--out', 'whole']);
    assert.equal(other.status, 2, other.stderr);
    assert.match(other.stderr, /other images in cell 1 of other-tally than there are now/);
    assert.match((await verified()).stdout, /other-tally: found other images in cell 1 than in claims\.json/);
  });

  it('tests every claim, on drawn digits and six seeds', async () => {
    const { verdicts, seeds } = JSON.parse(done(await claims(['--seeds', '6', '--out', 'six', '--json']))) as {
      readonly verdicts: Readonly<Record<string, { readonly kind: string; readonly by: readonly unknown[] } | null>>;
      readonly seeds: readonly number[];
    };
    assert.deepEqual(seeds, [1, 2, 3, 4, 5, 6]);
    assert.equal(Object.keys(verdicts).length, 12);
    assert.ok(Object.values(verdicts).every((verdict) => verdict !== null));
    // Whatever so small a network learns, the weights of constant pixels are where their biases are.
    assert.deepEqual(verdicts['pattern'], { kind: 'explained', by: [{ what: 'identity', degree: 'wholly' }] });
    const [html = '', , markdown = ''] = await pages('six');
    for (const page of [html, markdown]) assert.match(page, /The digits are drawn by rule/);
    refuseBrokenTables(markdown);
  });

  it('refuses, with status 2, a folder of something else, and what a config refuses', async () => {
    for (const [args, message] of [
      [['--out', '.'], /expected an absent or empty folder/],
      [['--out', 'x', '--seeds', '0'], /expected a whole number of at least 1\./],
      [['--out', 'x', '--set', 'phase1.rows=1'], /^phase1\.rows: found 1; expected a number at least 2/],
      [[], /required option '--out <folder>' not specified/],
    ] as const) {
      const { status, stdout, stderr } = await claims(args);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, message);
    }
    assert.deepEqual((await readdir(cwd())).sort(), ['small.json']);
  });
});

/** Every row of a table has as many cells as its head, none of them cut by a bar that is meant as text. */
function refuseBrokenTables(markdown: string): void {
  const tables = markdown.split('\n\n').filter((block) => block.startsWith('| '));
  assert.ok(tables.length > 20);
  for (const table of tables) {
    const counts = table.split('\n').map((row) => row.replaceAll('\\|', '').split('|').length);
    assert.equal(new Set(counts).size, 1, table);
    assert.match(table, /^\|.*\|\n\|( --- \|)+\n\|/);
  }
}
