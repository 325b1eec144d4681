import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CancelFlag } from '../../../src/engine/cancellation';
import { FILE_ROLES } from '../../../src/engine/data/dataset';
import { secureOrigins } from '../../../src/engine/data/download';
import { fileNameOf } from '../../../src/engine/data/idxFiles';
import { openMnist } from '../../../src/engine/data/mnist';
import { MNIST_DOWNLOAD_BYTES, MNIST_MIRRORS } from '../../../src/engine/data/mnistFiles';
import { CancelledError } from '../../../src/engine/errors';
import { Mirror, proxyEnvironment, refusing, serving, stalling } from '../mirror';
import { folderFromEnvironment, temporaryFolders, titleNeeding } from '../support';

const NAMES = FILE_ROLES.map((role) => `${fileNameOf(role)}.gz`);

describe(titleNeeding('MNIST', 'ATTRIBUTION_MNIST_DIR'), function () {
  this.timeout(60_000);
  proxyEnvironment();
  const cacheFolder = temporaryFolders();
  let files: Map<string, Buffer>;
  let mirror: Mirror;
  let url: string;

  before(async function () {
    const folder = folderFromEnvironment(this, 'ATTRIBUTION_MNIST_DIR');
    files = new Map(await Promise.all(NAMES.map(async (name) => [name, await readFile(join(folder, name))] as const)));
  });
  beforeEach(async () => {
    mirror = new Mirror((response, from, request) => {
      const bytes = files.get(basename(request.url ?? ''));
      return (bytes === undefined ? refusing(404) : serving(bytes))(response, from, request);
    });
    url = await mirror.start();
  });
  afterEach(() => mirror.stop());

  const open = (
    mirrors: readonly string[],
    progress: (message: string, share: number) => void = () => {},
    cancel = new CancelFlag(),
  ) =>
    openMnist(
      { cacheFolder: cacheFolder(), cancel, progress },
      mirrors,
      mirrors.map((mirror) => new URL(mirror).origin),
    );

  it('is downloaded once: four files, checked, with progress', async () => {
    const shares: number[] = [];
    const data = await open([url], (message, share) => {
      assert.equal(message, 'Downloading MNIST');
      shares.push(share);
    });
    assert.equal(data.name, 'MNIST');
    assert.deepEqual([data.training.count, data.test.count], [60_000, 10_000]);
    assert.deepEqual(data.image, { rows: 28, columns: 28 });
    assert.deepEqual(
      Array.from({ length: 8 }, (_, row) => data.training.labelOf(row)),
      [5, 0, 4, 1, 9, 2, 1, 3],
    );
    assert.deepEqual(
      mirror.requests,
      NAMES.map((name) => `/${name}`),
    );
    // Before anything has arrived.
    assert.equal(shares[0], 0);
    assert.deepEqual(
      shares,
      shares.toSorted((one, other) => one - other),
    );
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    assert.equal(shares.at(-1), Math.min(1, bytes / MNIST_DOWNLOAD_BYTES));

    // The second time nobody is asked, and the data are the same.
    const again = await open(['http://127.0.0.1:9/']);
    assert.deepEqual(again.identity, data.identity);
    assert.equal(mirror.requests.length, 4);
  });

  it('only what is missing or wrong in the cache is fetched', async () => {
    const folder = join(cacheFolder(), 'mnist');
    await mkdir(folder);
    const [first = '', second = '', third = '', fourth = ''] = NAMES;
    const put = (name: string, content: string) => writeFile(join(folder, name), files.get(content) ?? '');
    await put(first, first);
    await put(second, fourth);
    await put(fourth, fourth);
    await open([url]);
    assert.deepEqual(mirror.requests, [`/${second}`, `/${third}`]);
  });

  it('a mirror with the wrong bytes is passed over, file by file', async () => {
    const wrong = new Mirror(serving(files.get(NAMES[3] ?? '') ?? Buffer.alloc(0)));
    try {
      await open([await wrong.start(), url]);
      assert.equal(wrong.requests.length, 4);
      // What it sent was the right fourth file, and the wrong first three.
      assert.equal(mirror.requests.length, 3);
    } finally {
      await wrong.stop();
    }
  });

  it('can be cancelled on its way, and goes on from there', async () => {
    const cancel = new CancelFlag();
    const bytes = files.get(NAMES[0] ?? '') ?? Buffer.alloc(0);
    const { answer } = mirror;
    mirror.answer = stalling(bytes, 1_000_000);
    await assert.rejects(
      open([url], (_message, share) => share * MNIST_DOWNLOAD_BYTES >= 999_999 && cancel.raise(), cancel),
      CancelledError,
    );
    mirror.answer = answer;
    await open([url]);
    assert.equal(mirror.requests[1], `/${NAMES[0]} from 1000000`);
  });

  it('its mirrors are addresses that a file’s name can be put behind', () => {
    assert.ok(MNIST_MIRRORS.length >= 2);
    for (const address of MNIST_MIRRORS) assert.match(address, /^https:\/\/.*\/$/);
    assert.equal(secureOrigins(MNIST_MIRRORS).length, MNIST_MIRRORS.length);
  });
});
