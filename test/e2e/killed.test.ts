import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRun } from '../../src/engine/runs/runStore';
import { eventually } from './eventually';
import { root } from './harness';
import { at, inWindow } from './suite';

const CONFIG = 'long.attribution.json';
/** Long enough to be killed in its midst: Adam moves every parameter with every example. */
const LONG = { network: { hidden: [125] }, optimiser: { name: 'adam' }, seed: 9 };

inWindow('an experiment whose extension host is killed', { [CONFIG]: LONG }, () => {
  let folder = '';

  /** The process that the run's lock names. */
  async function owner(): Promise<number | undefined> {
    const names = await readdir(folder).catch(() => []);
    const lock = names.find((name) => name.endsWith('.lock'));
    if (lock === undefined) return undefined;
    return (JSON.parse(await readFile(join(folder, lock), 'utf8')) as { pid: number }).pid;
  }

  async function killWhileTraining(): Promise<void> {
    await at.window.progress.filter({ hasText: /Training .* · \d+ %/ }).waitFor();
    await at.window.panel.getByText(/\d of [\d,]+ · loss 0\.\d{4}/).waitFor();
    await at.window.harness.stateSaved(at.window.page, basename(folder));
    const pid = await eventually(owner, (found) => found !== undefined);
    assert.ok(pid !== undefined && pid !== process.pid);
    // The browser first: the state that a window saves without its host has no panels.
    await at.window.harness.crash(at.window.page);
    process.kill(pid, 'SIGKILL');
    await eventually(
      () => statusOf(folder),
      (status) => status === 'interrupted',
    );
    await at.window.reopen();
    await at.window.panel.getByText('Interrupted.', { exact: true }).waitFor();
  }

  it('is interrupted, and its panel comes back with Resume', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    // Until it has its name, it begins with a dot.
    const named = async () => (await at.window.runFolders()).filter((path) => !basename(path).startsWith('.'));
    [folder = ''] = await eventually(named, (folders) => folders.length === 1);
    await killWhileTraining();
  });

  it('may be killed again after that', async () => {
    await at.window.button('Resume').click();
    await killWhileTraining();
  });

  it('ends with the bytes of a run that was never killed', async () => {
    await at.window.button('Resume').click();
    await at.window.complete();
    const run = await readRun(folder);
    const whole = join(at.window.folder, 'whole');
    const command = ['dist/cli.js', 'run', join(at.window.folder, CONFIG), '--out', whole];
    await promisify(execFile)(process.execPath, command, { cwd: root });
    const never = await readRun(whole);
    assert.deepEqual(run.file.checksums, never.file.checksums);
    assert.deepEqual(run.file.metrics, never.file.metrics);
    const bytes = (of: string) => readFile(join(of, 'tensors.safetensors'));
    assert.ok((await bytes(folder)).equals(await bytes(whole)));
  });
});
