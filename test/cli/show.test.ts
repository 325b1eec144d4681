import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution, SMALL } from './support';

describe('attribution show', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('reports the figures of each layer of a run, or of one; refuses what is not there', async () => {
    const made = await attribution(['run', ...SMALL, '--out', 'run'], { cwd: cwd() });
    assert.equal(made.status, 0, made.stderr);
    const { metrics } = JSON.parse(await readFile(join(cwd(), 'run/run.json'), 'utf8'));
    const of = (tensor: string) => {
      const { n, r, r2, slope, spearman, leftOut } = metrics[tensor];
      return { n, r, r2, slope, spearman, leftOut: leftOut.parameters };
    };
    const json = await attribution(['show', 'run', '--json'], { cwd: cwd() });
    assert.equal(json.status, 0, json.stderr);
    assert.deepEqual(JSON.parse(json.stdout), {
      layers: ['layer1', 'layer2'].map((name) => ({
        name,
        weights: of(`${name}.weight`),
        biases: of(`${name}.bias`),
      })),
    });
    const words = await attribution(['show', 'run', '--layer', 'layer2'], { cwd: cwd() });
    assert.equal(words.status, 0, words.stderr);
    const [head, weights, biases, ...rest] = words.stdout.trimEnd().split('\n');
    assert.match(head ?? '', /^layer +tensor +n +R² +r +slope +ρ +undefined$/);
    assert.match(weights ?? '', /^layer2 +weights +24 /);
    assert.match(biases ?? '', / biases +2 +– +– +– +– +0$/);
    assert.deepEqual(rest, []);

    const other = await attribution(['show', 'run', '--layer', 'layer3'], { cwd: cwd() });
    assert.equal(other.status, 2);
    assert.match(other.stderr, /no layer "layer3"; expected one of layer1, layer2/);
    const absent = await attribution(['show', 'nothing'], { cwd: cwd() });
    assert.equal(absent.status, 2);
    assert.match(absent.stderr, /nothing: found nothing; expected the folder of a run/);
  });

  it('says of what is no run what it is, as the other commands on one run do', async () => {
    await mkdir(join(cwd(), 'empty'));
    await writeFile(join(cwd(), 'file'), '');
    const replicate = ['replicate', ...SMALL, '--seeds', '2'];
    const kept = await attribution([...replicate, '--keep-runs', '--out', 'kept'], { cwd: cwd() });
    assert.equal(kept.status, 0, kept.stderr);
    assert.equal((await attribution([...replicate, '--out', 'cells'], { cwd: cwd() })).status, 0);
    for (const [folder, said] of [
      ['empty', /empty: found a folder without run\.json; expected the folder of a run$/m],
      ['file', /file: found a file; expected the folder of a run$/m],
      ['file/run.json', /run\.json: found no readable folder \(ENOTDIR, .*\); expected the folder of a run$/m],
      ['nothing', /nothing: found nothing; expected the folder of a run$/m],
      ['kept', /kept: found a sweep or replication; expected .* as \S+kept.runs.1 is of its first cell$/m],
      ['cells', /cells: found a sweep or replication; expected .* as \S+cells.runs.1 is where .* --keep-runs$/m],
    ] as const)
      for (const command of ['show', 'causal', 'negative-control', 'resume']) {
        const { status, stdout, stderr } = await attribution([command, folder], { cwd: cwd() });
        assert.deepEqual([command, status, stdout], [command, 2, '']);
        assert.match(stderr, said);
      }
    const cell = await attribution(['show', join('kept', 'runs', '1')], { cwd: cwd() });
    assert.equal(cell.status, 0, cell.stderr);
  });
});
