import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import { parseConfig } from '../../src/engine/config';
import { runAndKeep } from '../../src/engine/runAndKeep';
import { statusOf } from '../../src/engine/runs/pendingFile';
import { readRun } from '../../src/engine/runs/runStore';
import { thisThread } from '../../src/engine/training/trainer';
import { eventually } from './eventually';
import { at, inWindow } from './suite';

const CONFIG = 'long.attribution.json';
/** Long enough to be killed in its midst: Adam moves every parameter with every example. */
const LONG = { network: { hidden: [400] }, optimiser: { name: 'adam' }, seed: 9 };

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
    const pid = await eventually(owner, (found) => found !== undefined);
    assert.ok(pid !== undefined && pid !== process.pid);
    process.kill(pid, 'SIGKILL');
    await eventually(
      () => statusOf(folder),
      (status) => status === 'interrupted',
    );
    // What the window says of its host, it says as it should.
    await at.window.harness.reloadPage(at.window.page);
    await at.window.panel.getByText('Interrupted.', { exact: true }).waitFor();
    at.window.faults.splice(0);
  }

  it('is interrupted, and its panel comes back with Resume', async () => {
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    // Until it has its name, it begins with a dot.
    const named = async () => (await at.window.runFolders()).filter((path) => !basename(path).startsWith('.'));
    [folder = ''] = await eventually(named, (folders) => folders.length === 1);
    // The panel is in what is saved from now on: after the second time it came from there.
    await at.window.panel.getByText(/\d of [\d,]+ · loss 0\.\d{4}/).waitFor();
    await at.window.harness.stateSaved(at.window.page);
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
    const [runFolder, lanes] = [join(at.window.folder, 'whole'), [thisThread]];
    const events = runAndKeep(parseConfig(LONG), { cacheFolder: tmpdir(), runFolder, cancel: new CancelFlag(), lanes });
    let next = await events.next();
    while (!next.done) next = await events.next();
    assert.deepEqual(run.file.checksums, next.value.checksums);
    assert.deepEqual(run.file.metrics, JSON.parse(JSON.stringify(next.value.metrics)));
    const bytes = (of: string) => readFile(join(of, 'tensors.safetensors'));
    assert.ok((await bytes(folder)).equals(await bytes(runFolder)));
  });
});
