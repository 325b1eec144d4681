import assert from 'node:assert/strict';
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { link, mkdir, readdir, readFile, rename, stat, symlink, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { CancelFlag } from '../../../src/engine/cancellation';
import { download } from '../../../src/engine/data/download';
import type { Download, DownloadPace } from '../../../src/engine/data/downloadFrom';
import { CancelledError, DataError } from '../../../src/engine/errors';
import { type Answer, Mirror, proxyEnvironment, refusing, serving, stalling } from '../mirror';
import { repositoryRoot, temporaryFolders } from '../support';

const CONTENT = randomBytes(300_000);
const GZIPPED = gzipSync(CONTENT);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const PACE: DownloadPace = { bytes: 1, ms: 60_000, abandonedMs: 600_000 };

/** One thread or process that downloads: told the file and the pace, it says `done`, or why it is not. */
const DOWNLOADER = `
  const { workerData } = require('node:worker_threads');
  const { bundle, file, pace } = workerData ?? JSON.parse(process.argv[1]);
  require(bundle).download(file, { raised: false }, () => {}, pace).then(
    () => process.stdout.write('done'),
    (error) => process.stdout.write(String(error)),
  );
`;

/** Sends the bytes a few at a time, so that whoever else wants them comes in between. */
function slowly(bytes: Uint8Array, piece: number, ms: number): Answer {
  return (response, from) => {
    response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': bytes.length - from });
    let at = from;
    const more = () => {
      if (response.destroyed) return;
      response.write(bytes.subarray(at, at + piece));
      at += piece;
      if (at < bytes.length) setTimeout(more, ms);
      else response.end();
    };
    more();
  };
}

describe('downloads into one folder', function () {
  this.timeout(60_000);
  proxyEnvironment();
  const folder = temporaryFolders();
  const mirrors: Mirror[] = [];
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(mirrors.splice(0).map((mirror) => mirror.stop()));
  });

  async function mirrorOf(answer: Answer) {
    const mirror = new Mirror(answer);
    mirrors.push(mirror);
    return { mirror, url: `${await mirror.start()}file.gz` };
  }

  const cache = () => join(folder(), 'cache');
  const path = () => join(cache(), 'file.gz');
  const fileFrom = (...urls: string[]): Download => {
    const origins = urls.map((url) => new URL(url).origin);
    return { path: path(), urls, origins, sha256: SHA256, bytes: CONTENT.length };
  };
  const fetchFrom = (url: string, progress: (bytes: number) => void = () => {}, pace = PACE) =>
    download(fileFrom(url), new CancelFlag(), progress, pace);
  const isWhole = async () => {
    assert.ok(GZIPPED.equals(await readFile(path())));
    assert.deepEqual(await readdir(cache()), ['file.gz']);
  };
  /** What is there of the file after 100,000 bytes of it came, and then the end of the connection. */
  const cutOff = async (mirror: Mirror, url: string): Promise<string> => {
    const responses: ServerResponse[] = [];
    mirror.answer = stalling(GZIPPED, 100_000, responses);
    const cut = (bytes: number) => bytes >= 100_000 && responses.splice(0).map((response) => response.destroy());
    await assert.rejects(fetchFrom(url, cut), DataError);
    mirror.answer = serving(GZIPPED);
    const [part = ''] = await readdir(cache());
    return join(cache(), part);
  };

  describe('by several threads and processes', () => {
    let bundle: string;
    before(async () => {
      bundle = join(repositoryRoot(), 'out/download.cjs');
      const source = join(repositoryRoot(), 'src/engine/data/download.ts');
      const esbuild = join(repositoryRoot(), 'node_modules/.bin/esbuild');
      await promisify(execFile)(esbuild, [source, '--bundle', '--platform=node', `--outfile=${bundle}`]);
    });

    const inProcess = (url: string): ChildProcess => {
      const told = JSON.stringify({ bundle, file: fileFrom(url), pace: PACE });
      const child = spawn(process.execPath, ['--eval', DOWNLOADER, told], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(child);
      return child;
    };
    const inThread = (url: string) =>
      new Worker(DOWNLOADER, { eval: true, stdout: true, workerData: { bundle, file: fileFrom(url), pace: PACE } });
    const words = async ({ stdout }: Pick<ChildProcess, 'stdout'> | Worker) => {
      let text = '';
      for await (const chunk of stdout ?? []) text += String(chunk);
      return text;
    };

    it('all get the file, and nothing is left beside it', async () => {
      const { mirror, url } = await mirrorOf(slowly(GZIPPED, 10_000, 20));
      const threads = [1, 2, 3].map(() => inThread(url));
      const processes = [1, 2, 3].map(() => inProcess(url));
      assert.deepEqual(await Promise.all([...threads, ...processes].map(words)), Array(6).fill('done'));
      assert.ok(mirror.requests.length > 1, 'they did not meet');
      await isWhole();
    });

    it('what a killed one leaves is not touched while it may live, and gone on with after', async () => {
      const { mirror, url } = await mirrorOf(stalling(GZIPPED, 100_000));
      const child = inProcess(url);
      const sizes = async () => {
        const names = await readdir(cache()).catch(() => []);
        return Promise.all(names.map(async (name) => (await stat(join(cache(), name))).size));
      };
      while (!(await sizes()).includes(100_000)) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill('SIGKILL');
      await once(child, 'exit');
      mirror.answer = serving(GZIPPED);
      await fetchFrom(url);
      assert.equal(mirror.requests.at(-1), '/file.gz');
      assert.deepEqual((await sizes()).sort(), [100_000, GZIPPED.length]);

      await writeFile(path(), 'not it any more');
      await fetchFrom(url, undefined, { ...PACE, abandonedMs: 0 });
      assert.equal(mirror.requests.at(-1), '/file.gz from 100000');
      await isWhole();
    });
  });

  it('within a thread ask the mirror once', async () => {
    const { mirror, url } = await mirrorOf(slowly(GZIPPED, 50_000, 10));
    const told = [0, 0];
    await Promise.all(
      told.map((_, index) =>
        fetchFrom(url, (bytes) => {
          told[index] = bytes;
        }),
      ),
    );
    assert.deepEqual(told, [GZIPPED.length, GZIPPED.length]);
    assert.deepEqual(mirror.requests, ['/file.gz']);
    await isWhole();
  });

  it('within a thread share a failure', async () => {
    const { mirror, url } = await mirrorOf(refusing(404));
    const outcomes = await Promise.allSettled([fetchFrom(url), fetchFrom(url)]);
    assert.ok(outcomes.every(({ status }) => status === 'rejected'));
    assert.equal(mirror.requests.length, 1);
  });

  it('within a thread share no cancel: when the first gives up, the second goes on from there', async () => {
    const { mirror, url } = await mirrorOf(stalling(GZIPPED, 100_000));
    const cancel = new CancelFlag();
    const giveUp = (bytes: number) => {
      if (bytes < 100_000) return;
      mirror.answer = serving(GZIPPED);
      cancel.raise();
    };
    const first = assert.rejects(download(fileFrom(url), cancel, giveUp, PACE), CancelledError);
    await Promise.all([first, fetchFrom(url)]);
    assert.deepEqual(mirror.requests, ['/file.gz', '/file.gz from 100000']);
    await isWhole();
  });

  it('within a thread share no cancel: when the second gives up, the first goes on', async () => {
    const responses: ServerResponse[] = [];
    const { mirror, url } = await mirrorOf(stalling(GZIPPED, 100_000, responses));
    const cancel = new CancelFlag();
    const first = fetchFrom(url, (bytes) => bytes >= 100_000 && cancel.raise());
    await assert.rejects(
      download(fileFrom(url), cancel, () => {}, PACE),
      CancelledError,
    );
    for (const response of responses) response.end(GZIPPED.subarray(100_000));
    await first;
    assert.deepEqual(mirror.requests, ['/file.gz']);
    await isWhole();
  });

  it('when a part was taken from one that slept, it begins anew', async () => {
    const responses: ServerResponse[] = [];
    const { mirror, url } = await mirrorOf(stalling(GZIPPED, 100_000, responses));
    let moved: Promise<void> | undefined;
    const take = async () => {
      const [part = ''] = await readdir(cache());
      await rename(join(cache(), part), join(folder(), 'taken'));
      mirror.answer = serving(GZIPPED);
      for (const response of responses) response.end(GZIPPED.subarray(100_000));
    };
    await fetchFrom(url, (bytes) => {
      if (bytes >= 100_000) moved ??= take();
    });
    await moved;
    assert.deepEqual(mirror.requests, ['/file.gz', '/file.gz']);
    await isWhole();
  });

  describe('write to no file elsewhere:', () => {
    const outside = () => join(folder(), 'precious');
    const precious = 'nothing of ours';
    const untouched = async () => assert.equal(await readFile(outside(), 'utf8'), precious);
    beforeEach(() => writeFile(outside(), precious));

    const entries: Record<string, (at: string) => Promise<unknown> | unknown> = {
      'a link': (at) => symlink(outside(), at),
      'a link to nothing': (at) => symlink(join(folder(), 'none'), at),
      'a link to a device': (at) => symlink('/dev/zero', at),
      'a second name of a file': (at) => link(outside(), at),
      'a pipe': (at) => execFileSync('mkfifo', [at]),
      'a folder': async (at) => {
        await mkdir(at);
        await writeFile(join(at, 'inside'), precious);
      },
    };
    for (const [name, put] of Object.entries(entries)) {
      it(`${name} where a part is kept is passed over`, async () => {
        const { mirror, url } = await mirrorOf(serving(GZIPPED));
        const part = await cutOff(mirror, url);
        await rename(part, join(folder(), 'moved'));
        await put(part);
        const before = await stat(part).catch(() => undefined);
        await fetchFrom(url);
        assert.equal(mirror.requests.at(-1), '/file.gz');
        assert.ok(GZIPPED.equals(await readFile(path())));
        assert.equal((await stat(part).catch(() => undefined))?.ino, before?.ino);
        await untouched();
        assert.deepEqual((await readdir(folder())).sort(), ['cache', 'moved', 'precious']);

        // Nor is it written to when a download ends before its time, which has its part keep that name.
        await writeFile(path(), 'not it any more');
        await cutOff(mirror, url);
        await untouched();
      });

      const isPlain = name === 'a second name of a file';
      it(`${name} where the file is to be is ${isPlain ? 'replaced' : 'refused'}`, async () => {
        const { url } = await mirrorOf(serving(GZIPPED));
        await mkdir(cache());
        await put(path());
        if (name === 'a folder') {
          await assert.rejects(fetchFrom(url), /file\.gz: found a folder; expected a file of that name, or nothing/);
          assert.equal(await readFile(join(path(), 'inside'), 'utf8'), precious);
        } else if (!isPlain) {
          await assert.rejects(fetchFrom(url), /file\.gz: found a (link to|named pipe).*; remove it/);
        } else {
          await fetchFrom(url);
          await isWhole();
        }
        await untouched();
      });
    }
  });

  describe('that do not get on', () => {
    // Far longer than a busy machine may keep a sound mirror of this process waiting.
    const pace: DownloadPace = { bytes: 1000, ms: 2000, abandonedMs: 600_000 };

    for (const [name, answer] of [
      ['drips', slowly(GZIPPED, 1, 20)],
      ['says nothing any more', stalling(GZIPPED, 100)],
      ['does not answer', () => {}],
    ] as const) {
      it(`a mirror that ${name} is given up for the next one`, async () => {
        const [bad, good] = [await mirrorOf(answer), await mirrorOf(serving(GZIPPED))];
        await download(fileFrom(bad.url, good.url), new CancelFlag(), () => {}, pace);
        await isWhole();
        await assert.rejects(
          download({ ...fileFrom(bad.url), path: join(folder(), 'other.gz') }, new CancelFlag(), () => {}, pace),
          /brought \d+ bytes in 2 s, and was given up/,
        );
      });
    }

    it('a slow one that brings enough is not given up', async () => {
      const { mirror, url } = await mirrorOf(slowly(GZIPPED, 5000, 100));
      const began = performance.now();
      await fetchFrom(url, undefined, { ...pace, bytes: 10 });
      assert.ok(performance.now() - began > 2 * pace.ms, 'it was over before it could have been given up');
      assert.deepEqual(mirror.requests, ['/file.gz']);
      await isWhole();
    });
  });
});
