import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '../../../src/engine/runs/runFormat';
import { writeTinyImages } from '../../engine/keptRun';
import { buildCommandLine, temporaryFolders } from '../../engine/support';
import { attribution } from '../support';

const CONFIG = { data: 'digits', phase1: { rows: 60 }, network: { hidden: [3] }, learningRate: 0.01, measures: [] };

describe('a relative path of data', function () {
  this.timeout(300_000);
  const parent = temporaryFolders();
  const at = (...names: string[]) => join(parent(), ...names);
  before(buildCommandLine);
  // The folder of the files, and one with other images of the same name.
  beforeEach(async () => {
    await writeTinyImages(at('project', 'digits'), 1);
    await writeTinyImages(at('project', 'more'), 2);
    await writeTinyImages(at('elsewhere', 'digits'), 3);
    await writeFile(at('project', 'x.attribution.json'), JSON.stringify(CONFIG));
  });

  async function outputOf(folder: string, ...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await attribution(args, { cwd: at(folder) });
    assert.equal(status, 0, stderr);
    return stdout;
  }
  const inFolder = (folder: string) => (folder === 'project' ? '.' : '../project');

  it('in a config begins at the config, wherever the command is called', async () => {
    const run = async (folder: string, ...args: readonly string[]) => {
      const file = `${inFolder(folder)}/x.attribution.json`;
      return JSON.parse(await outputOf(folder, 'run', file, '--json', ...args)) as RunFile;
    };
    const [here, there] = [await run('project'), await run('elsewhere')];
    assert.equal(here.config.data, at('project', 'digits'));
    assert.deepEqual([there.config, there.data], [here.config, here.data]);
    // On the command line it begins at the current folder.
    for (const args of [
      ['--data', 'digits'],
      ['--set', 'data=digits'],
    ]) {
      const { config, data } = await run('elsewhere', ...args);
      assert.equal(config.data, at('elsewhere', 'digits'));
      assert.notDeepEqual(data, here.data);
    }
    const replicated = await outputOf(
      'elsewhere',
      ...['replicate', '../project/x.attribution.json', '--seeds', '2', '--out', 'replicated', '--json'],
    );
    assert.equal((JSON.parse(replicated) as RunFile).config.data, at('project', 'digits'));
  });

  it('in a sweep file begins at the file: the same sweep from anywhere, whose parts can be joined', async () => {
    const { data, ...base } = CONFIG;
    const sweep = { base, axes: { data: [data, './more'], seed: [1, 2] } };
    const file = 'x.attribution-sweep.json';
    await writeFile(at('project', file), JSON.stringify(sweep));
    await outputOf('project', 'sweep', file, '--out', 'whole');
    // As on another machine, where the same files lie elsewhere.
    await mkdir(at('elsewhere', 'copy'));
    await writeFile(at('elsewhere', 'copy', file), JSON.stringify(sweep));
    await writeTinyImages(at('elsewhere', 'copy', 'digits'), 1);
    await writeTinyImages(at('elsewhere', 'copy', 'more'), 2);
    await outputOf('elsewhere', 'sweep', `copy/${file}`, '--out', '../p1', '--shard', '1/2', '--keep-runs');
    await outputOf('elsewhere', 'sweep', `../project/${file}`, '--out', '../p2', '--shard', '2/2');
    await outputOf('elsewhere', 'merge', '../p1', '../p2', '--out', '../joined');
    const inBoth = async (name: string) => [
      await readFile(at('joined', name), 'utf8'),
      await readFile(at('project', 'whole', name), 'utf8'),
    ];
    for (const name of ['sweep.json', 'cells.csv']) {
      const [joined, whole] = await inBoth(name);
      assert.equal(joined, whole);
    }
    const [joined, whole] = (await inBoth('cells/4.json')).map((text) => JSON.parse(text) as unknown);
    assert.deepEqual(joined, whole);
    const kept = JSON.parse(await readFile(at('p1', 'runs', '3', 'run.json'), 'utf8')) as RunFile;
    assert.equal(kept.config.data, at('elsewhere', 'copy', 'more'));
    // A cell that is printed may be kept anywhere.
    const printed = await outputOf('elsewhere', 'sweep', `../project/${file}`, '--print', '3');
    assert.equal((JSON.parse(printed) as RunFile['config']).data, at('project', 'more'));
  });

  it('of the base is that of the file too, and a sweep goes on from another folder', async () => {
    const file = at('project', 'base.attribution-sweep.json');
    await writeFile(file, JSON.stringify({ base: CONFIG, axes: { seed: [1, 2] } }));
    await outputOf('project', 'sweep', 'base.attribution-sweep.json', '--out', '../swept');
    const { base } = JSON.parse(await readFile(at('swept', 'sweep.json'), 'utf8')) as { base: typeof CONFIG };
    assert.equal(base.data, 'digits');
    const again = await attribution(['sweep', file, '--out', '../swept'], { cwd: at('elsewhere') });
    assert.match(again.stderr, /^2 of 2 cells are there already$/m);
  });
});
