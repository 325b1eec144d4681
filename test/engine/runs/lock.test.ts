import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { CancelledError, DataError, StorageError } from '../../../src/engine/errors';
import { FolderLock, isBeingMade } from '../../../src/engine/runs/lock';
import { system } from '../../../src/engine/runs/lockOwner';
import {
  markEnded,
  newPendingFile,
  readPendingFile,
  statusOf,
  writePendingFile,
} from '../../../src/engine/runs/pendingFile';
import { keep, keptConfig, resume, writeTinyImages } from '../keptRun';
import { temporaryFolders } from '../support';

/** Longer than any test may take: whoever watches for so long is not heard of again. */
const FOR_EVER = 1e9;

const acquire = (folder: string, watchMs?: number, cancel = new CancelFlag()) =>
  FolderLock.acquire(folder, 'run', cancel, watchMs);

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

  const real = { ...system };
  afterEach(() => {
    Object.assign(system, real);
  });

  /** What a lock of this process says. */
  const ownLock = async () => {
    const lock = await acquire(folder());
    const own = await lockFile();
    await lock.release();
    return own;
  };

  it('one owner at a time, however many try at once, in a new folder and in one of a dead owner, again and again', async () => {
    const own = await ownLock();
    for (let round = 0; round < 20; round++) {
      if (round % 2 === 1) await setLock({ ...own, started: '1' }, `running-${round}.lock`);
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => acquire(folder(), FOR_EVER)));
      const owners = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      assert.equal(owners.length, 1, `round ${round}`);
      for (const one of tries) if (one.status === 'rejected') assert.match(String(one.reason), /is at work on/);
      await assert.rejects(acquire(folder()), DataError);
      await owners[0]?.release();
      assert.deepEqual(await readdir(folder()), []);
    }
  });

  it('a process that has ended owns nothing, nor one that has its number by now: known at once', async () => {
    const child: ChildProcess = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)']);
    await once(child, 'spawn');
    const own = await ownLock();
    const started = (pid: number) =>
      readFile(`/proc/${pid}/stat`, 'utf8').then((text) => text.slice(text.lastIndexOf(')') + 2).split(' ')[19]);
    await setLock({ ...own, pid: child.pid, started: await started(child.pid as number) });
    await assert.rejects(
      acquire(folder(), FOR_EVER),
      new RegExp(`a run that process ${child.pid} on \\S+ is at work on`),
    );
    await setLock({ ...own, pid: child.pid, started: '1' });
    await (await acquire(folder(), FOR_EVER)).release();
    await setLock({ ...own, pid: child.pid, started: await started(child.pid as number) });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const taken = await acquire(folder(), FOR_EVER);
    assert.deepEqual(await readdir(folder()), ['running-2.lock']);
    await taken.release();
  });

  it('an owner that cannot be looked up is watched: alive as long as its file’s time changes, whichever way', async () => {
    const own = await ownLock();
    const owners = {
      'another machine of the same name, or the same one after a restart': JSON.stringify({ ...own, boot: 'another' }),
      'a machine that does not say when it was started': JSON.stringify({ ...own, boot: null }),
      'another container': JSON.stringify({ ...own, namespace: 'pid:[1]' }),
      'a system without namespaces': JSON.stringify({ ...own, namespace: null, started: null }),
      'a negative process number': JSON.stringify({ ...own, pid: -1 }),
      'no process number': JSON.stringify({ ...own, pid: 0 }),
      'too large a process number': JSON.stringify({ ...own, pid: 2 ** 31 }),
      'an unknown work': JSON.stringify({ ...own, work: 'constructor' }),
      'half a lock': '{"pid":',
      'an empty lock': '',
    };
    await Promise.all(
      Object.entries(owners).map(async ([what, text], index) => {
        const own = join(folder(), String(index));
        const path = join(own, 'running-1.lock');
        await mkdir(own);
        await writeFile(path, text);
        const future = new Date(Date.now() + 1e9);
        await utimes(path, future, future);
        await (await acquire(own, 600)).release();
        assert.deepEqual(await readdir(own), [], what);
        await writeFile(path, text);
        // The clock of its machine is set back while it is watched.
        const watched = acquire(own, FOR_EVER);
        await utimes(path, new Date(1e12), new Date(1e12));
        const beating = setInterval(() => void utimes(path, new Date(5e11), new Date(5e11)), 50);
        await assert.rejects(watched, /is at work on/, what);
        clearInterval(beating);
      }),
    );
  });

  it('watching ends with the work that it is for', async () => {
    await writeFile(join(folder(), 'running-1.lock'), '');
    const cancel = new CancelFlag();
    const watched = acquire(folder(), FOR_EVER, cancel);
    cancel.raise();
    await assert.rejects(watched, CancelledError);
    assert.deepEqual(await readdir(folder()), ['running-1.lock']);
  });

  it('a living owner whose process is hidden, or whose /proc is another’s, is watched; one that has gone is known at once', async () => {
    const own = await ownLock();
    const path = join(folder(), 'running-1.lock');
    const beaten = async () => {
      const watched = acquire(folder(), FOR_EVER);
      const beating = setInterval(() => void utimes(path, new Date(), new Date()), 50);
      await assert.rejects(watched, /process 77 on .* is at work on/);
      clearInterval(beating);
    };
    await setLock({ ...own, pid: 77, started: '5' });
    // hidepid=2, another user's process: its files are not there, and it may not be signalled.
    system.startOf = async () => null;
    system.exists = () => true;
    await beaten();
    system.self = async () => ({ ...(await real.self()), namespace: null });
    system.exists = () => assert.fail('asked for a number that means another process here');
    await beaten();
    system.self = real.self;
    system.exists = () => false;
    await (await acquire(folder(), FOR_EVER)).release();
    assert.deepEqual(await readdir(folder()), []);
  });

  it('what has too large a number is no lock; the largest one is followed by the first', async () => {
    const own = await ownLock();
    const absurd = ['running-9007199254740992.lock', 'running-1000000000.lock', 'running-0.lock', 'running-01.lock'];
    for (const name of absurd) await setLock(own, name);
    await writePendingFile(folder(), newPendingFile(config(), folder(), false));
    assert.equal(await statusOf(folder()), 'interrupted');
    await setLock({ ...own, started: '1' }, 'running-999999999.lock');
    const lock = await acquire(folder(), FOR_EVER);
    assert.deepEqual((await readdir(folder())).sort(), [...absurd, 'run.json', 'running-1.lock'].sort());
    await lock.release();
  });

  it('what is no plain file is refused by name, is never waited for, and is a broken run in a list', async function () {
    if (process.platform === 'win32') this.skip();
    const path = join(folder(), 'running-1.lock');
    const target = join(parent(), 'target');
    await writeFile(target, 'mine');
    const server = createServer();
    const kinds: Record<string, () => unknown> = {
      'a named pipe (FIFO)': () => execFileSync('mkfifo', [path]),
      [`a link to ${target}`]: () => symlink(target, path),
      'a folder': () => mkdir(path),
      'a socket': () => once(server.listen(path), 'listening'),
    };
    await writePendingFile(folder(), newPendingFile(config(), folder(), false));
    for (const [found, make] of Object.entries(kinds)) {
      await make();
      await writeFile(join(folder(), 'running-2.lock'), '');
      await assert.rejects(resume(folder()), (error: unknown) => {
        assert.ok(error instanceof DataError, String(error));
        assert.equal(
          error.message,
          `${path}: found ${found}; expected a plain file or folder of its own, since nothing may lead out of ${folder()}; remove it`,
        );
        return true;
      });
      await rm(join(folder(), 'running-2.lock'));
      assert.equal(await statusOf(folder()), 'broken', found);
      await rm(path, { recursive: true });
    }
    server.close();
    assert.equal(await readFile(target, 'utf8'), 'mine');
  });

  it('an owner that another has replaced meanwhile is told so, and leaves the other’s lock', async () => {
    const cancel = new CancelFlag();
    const lock = await acquire(folder(), undefined, cancel);
    await setLock({ ...(await lockFile()), key: 'another' });
    await eventually(() => cancel.raised);
    assert.match(String(lock.lost?.message), /took it over while this one stood still \(TAKEN\)/);
    await lock.release();
    assert.deepEqual(await readdir(folder()), ['running-1.lock']);
  });

  it('in a list, an owner that only its beat tells of counts as being there until that has stopped', async () => {
    const own = await ownLock();
    await setLock({ ...own, boot: 'another' });
    const path = join(folder(), 'running-1.lock');
    const now = performance.now.bind(performance);
    let later = 0;
    performance.now = () => now() + later;
    try {
      assert.equal(await isBeingMade(folder()), true);
      assert.equal(await isBeingMade(folder()), true);
      later = 20_000;
      await utimes(path, new Date(1e12), new Date(1e12));
      assert.equal(await isBeingMade(folder()), true);
      later = 40_000;
      assert.equal(await isBeingMade(folder()), false);
      await utimes(path, new Date(2e12), new Date(2e12));
      assert.equal(await isBeingMade(folder()), true);
    } finally {
      performance.now = now;
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
    // At once, with all that is in it: what is removed one after the other may be written again meanwhile.
    const removed = join(parent(), 'removed');
    const seen = ({ type }: { readonly type: string }) => {
      if (type === 'training' && !existsSync(removed)) renameSync(folder(), removed);
    };
    await assert.rejects(keep(folder(), config(), {}, seen), (error: unknown) => {
      assert.ok(error instanceof StorageError);
      assert.ok(error.message.startsWith(folder()), error.message);
      assert.match(error.message, /the folder is not there any more \(ENOENT\)/);
      return true;
    });
    assert.deepEqual(await readdir(parent()), ['images', 'removed']);
  });

  it('a thread that ended without a word: its process says so, and lets go of the run', async () => {
    await writePendingFile(folder(), newPendingFile(config(), folder(), false));
    await acquire(folder());
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

async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 50));
}
