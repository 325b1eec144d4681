import assert from 'node:assert/strict';
import { buildCommandLine, temporaryFolders } from '../engine/support';
import { attribution, SMALL } from './support';

describe('attribution causal', function () {
  this.timeout(120_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('reports dose curves, selectivities and verdicts of a kept run; refuses what is not there', async () => {
    const small = ['--set', 'network.hidden=[3]'];
    const made = await attribution(['run', ...SMALL, ...small, '--out', 'run'], { cwd: cwd() });
    assert.equal(made.status, 0, made.stderr);
    const json = await attribution(['causal', 'run', '--json'], { cwd: cwd() });
    assert.equal(json.status, 0, json.stderr);
    const { tensor, candidates, curves, verdicts, selectivity } = JSON.parse(json.stdout);
    assert.equal(tensor, 'layer1.weight');
    assert.equal(candidates, 3 * 784);
    // x, y, four measures, the causal effect, ink share, pixel means, 19 draws of shuffled neurons and of random; four interventions each.
    assert.equal(curves.length, 4 * 47);
    assert.deepEqual(Object.keys(verdicts), ['reset', 'zero', 'mean', 'graft']);
    assert.equal(selectivity.reset.length, 11);

    const words = await attribution(['causal', 'run', '--tensor', 'layer2.weight'], { cwd: cwd() });
    assert.equal(words.status, 0, words.stderr);
    assert.match(words.stdout, /^layer2.weight, 6 weights ranked\nphase 1 +A: margin/);
    assert.match(words.stdout, /\n {2}random +S .*, p of x \d\.\d{3}\n/);

    const other = await attribution(['causal', 'run', '--tensor', 'layer1.bias'], { cwd: cwd() });
    assert.equal(other.status, 2);
    assert.match(other.stderr, /found "layer1.bias"; expected one of layer1.weight, layer2.weight/);
    const absent = await attribution(['causal', 'nothing'], { cwd: cwd() });
    assert.equal(absent.status, 2);
    assert.match(absent.stderr, /found nothing; expected the folder of a run/);
  });
});

describe('attribution negative-control', function () {
  this.timeout(60_000);
  const cwd = temporaryFolders();
  before(buildCommandLine);

  it('reports what a kept run’s y has to do with x of shuffled labels and of other networks', async () => {
    const made = await attribution(['run', ...SMALL, '--out', 'run'], { cwd: cwd() });
    assert.equal(made.status, 0, made.stderr);
    const asked = ['negative-control', 'run', '--tallies', '3'];
    const json = await attribution([...asked, '--json'], { cwd: cwd() });
    assert.equal(json.status, 0, json.stderr);
    const { own, shuffledLabels, otherNetworks } = JSON.parse(json.stdout);
    assert.equal(shuffledLabels.tallies.length, 3);
    assert.equal(otherNetworks.tallies.length, 3);
    const words = await attribution(asked, { cwd: cwd() });
    assert.equal(
      words.stdout.split('\n')[0],
      `x of the run             R² ${own.r2.toFixed(3)}; neurons shuffled R² ${own.meanR2.toFixed(3)}, p ${own.p.toFixed(3)}`,
    );
    assert.match(words.stdout, /\d of 3 with p below 0.05; R² of the run's x against theirs: p \d\.\d{3}/);
  });
});
