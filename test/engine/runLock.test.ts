import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError, StorageError } from '../../src/engine/errors';
import { RunLock } from '../../src/engine/runs/lock';
import {
  markEnded,
  newPendingFile,
  readPendingFile,
  statusOf,
  writePendingFile,
} from '../../src/engine/runs/pendingFile';
import { keep, keptConfig, resume, writeTinyImages } from './keptRun';
import { temporaryFolders } from './support';

const nothing = () => {};

describe('whose a run is', () => {
  const parent = temporaryFolders();
  const folder = () => join(parent(), 'run');
  const lockFile = async (name = 'running-1.lock') =>
    JSON.parse(await readFile(join(folder(), name), 'utf8')) as Record<string, unknown>;
  const setLock = (owner: object, name = 'running-1.lock') => writeFile(join(folder(), name), JSON.stringify(owner));
  const images = () => join(parent(), 'images');
  const config = () => keptConfig(images());
  beforeEach(async () => {
    await mkdir(folder());
    await writeTinyImages(images());
  });

  it('one owner at a time, however many try at once', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder(), nothing)));
    const owners = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    assert.ok(owners.length <= 1, `${owners.length} owners`);
    for (const one of tries) if (one.status === 'rejected') assert.match(String(one.reason), /is at work on/);
    await Promise.all(owners.map((owner) => owner.release()));
    const next = await RunLock.acquire(folder(), nothing);
    await assert.rejects(RunLock.acquire(folder(), nothing), DataError);
    await next.release();
    assert.deepEqual(await readdir(folder()), []);
  });

  it('a process that has ended owns nothing, nor one that has its number by now', async () => {
    const child: ChildProcess = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const first = await RunLock.acquire(folder(), nothing);
    const own = await lockFile();
    await first.release();
    const started = (pid: number) =>
      readFile(`/proc/${pid}/stat`, 'utf8').then((text) => text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
    await setLock({ ...own, pid: child.pid, started: await started(child.pid as number) });
    await assert.rejects(RunLock.acquire(folder(), nothing), new RegExp(`process ${child.pid} on`));
    await setLock({ ...own, pid: child.pid, started: '1' });
    await (await RunLock.acquire(folder(), nothing)).release();
    await setLock({ ...own, pid: child.pid, started: await started(child.pid as number) });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const taken = await RunLock.acquire(folder(), nothing);
    assert.deepEqual(await readdir(folder()), ['running-2.lock']);
    await taken.release();
    await setLock({ ...own, boot: 'an earlier start of this machine' });
    await (await RunLock.acquire(folder(), nothing)).release();
  });

  it('an owner that cannot be looked up is watched: alive as long as its file’s time changes, whichever way', async () => {
    const first = await RunLock.acquire(folder(), nothing);
    const own = await lockFile();
    await first.release();
    for (const owner of [JSON.stringify({ ...own, host: 'another' }), '{"pid":', '']) {
      const path = join(folder(), 'running-1.lock');
      await writeFile(path, owner);
      const future = new Date(Date.now() + 1e9);
      await utimes(path, future, future);
      await (await RunLock.acquire(folder(), nothing, 600)).release();
      await writeFile(path, owner);
      // The clock of its machine is set back while it is watched.
      const watched = RunLock.acquire(folder(), nothing, 20_000);
      await utimes(path, new Date(1e12), new Date(1e12));
      const beating = setInterval(() => void utimes(path, new Date(5e11), new Date(5e11)), 50);
      await assert.rejects(watched, /is at work on/);
      clearInterval(beating);
    }
  });

  it('a run whose process was killed counts as interrupted; one that is being made as running', async () => {
    await rm(folder(), { recursive: true });
    const statuses = new Set<string>();
    await keep(folder(), config(), {}, () => void statusOf(folder()).then((status) => statuses.add(status)));
    assert.ok(statuses.has('running'), [...statuses].join());
    assert.equal(await statusOf(folder()), 'complete');
    assert.equal(await statusOf(parent()), 'broken');
  });

  it('while a run is being made nobody else resumes it or takes its folder', async () => {
    await rm(folder(), { recursive: true });
    const refusals: Promise<void>[] = [];
    await keep(folder(), config(), {}, ({ type }) => {
      if (type !== 'planned') return;
      refusals.push(assert.rejects(resume(folder()), /process \d+ on .* is at work on/));
      refusals.push(assert.rejects(keep(folder(), config()), /has not come to its end/));
    });
    assert.equal(refusals.length, 2);
    await Promise.all(refusals);
    assert.equal(await statusOf(folder()), 'complete');
  });

  it('a folder that is removed under a run ends it, with its name', async () => {
    await rm(folder(), { recursive: true });
    let removed: Promise<void> | undefined;
    const seen = ({ type }: { readonly type: string }) => {
      if (type === 'training') removed ??= rm(folder(), { recursive: true });
    };
    await assert.rejects(keep(folder(), config(), {}, seen), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      assert.ok(error.message.startsWith(folder()), error.message);
      assert.match(error.message, /the folder is not there any more \(ENOENT\)/);
      return true;
    });
    await removed;
    assert.deepEqual(await readdir(parent()), ['images']);
  });

  it('a thread that ended without a word: its process says so, and lets go of the run', async () => {
    await writePendingFile(folder(), newPendingFile(config(), folder(), false));
    await RunLock.acquire(folder(), nothing);
    assert.equal(await statusOf(folder()), 'running');
    await markEnded(folder(), 'interrupted', 'The thread ended.');
    assert.equal((await readPendingFile(folder()))?.reason, 'The thread ended.');
    assert.deepEqual(await readdir(folder()), ['run.json']);
    assert.equal((await resume(folder())).status, 'complete');
    await markEnded(folder(), 'interrupted', null);
    assert.equal(await statusOf(folder()), 'complete');
    await markEnded(join(parent(), 'absent'), 'interrupted', null);
    assert.equal(await statusOf(join(parent(), 'absent')), 'broken');
  });
});
