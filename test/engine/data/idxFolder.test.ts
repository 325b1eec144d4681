import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { FILE_ROLES, type FileRole } from '../../../src/engine/data/dataset';
import { encodeIdx } from '../../../src/engine/data/idx';
import { fileNameOf } from '../../../src/engine/data/idxFiles';
import { openIdxFolder } from '../../../src/engine/data/idxFolder';
import { DataError } from '../../../src/engine/errors';
import { run, temporaryFolders, tinyConfig } from '../support';

interface Content {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Images of `size` numbers each, pixel k of image n being 7n + k, with these labels. */
function contents(size: readonly number[], labels: readonly number[], testLabels: readonly number[]) {
  const inputs = size.reduce((product, length) => product * length, 1);
  const images = (count: number): Content => ({
    shape: [count, ...size],
    values: Array.from({ length: count * inputs }, (_, k) => (7 * Math.floor(k / inputs) + (k % inputs)) % 256),
  });
  return {
    'train-images': images(labels.length),
    'train-labels': { shape: [labels.length], values: labels },
    't10k-images': images(testLabels.length),
    't10k-labels': { shape: [testLabels.length], values: testLabels },
  } satisfies Record<FileRole, Content>;
}

const SMALL = contents([2, 3], [4, 9, 4, 2], [9, 2]);

describe('IDX folder', () => {
  const folder = temporaryFolders();

  /** @param nameOf may name folders too, which are made */
  async function write(files: Partial<Record<FileRole, Content>>, nameOf: (role: FileRole) => string = fileNameOf) {
    for (const role of FILE_ROLES) {
      const content = files[role];
      if (content === undefined) continue;
      const bytes = encodeIdx({ shape: content.shape, values: Uint8Array.from(content.values) });
      const name = nameOf(role);
      await mkdir(dirname(join(folder(), name)), { recursive: true });
      await writeFile(join(folder(), name), name.endsWith('.gz') ? gzipSync(bytes) : bytes);
    }
    return folder();
  }

  /** @param file the file, or the folder, that the message has to name */
  function refusal(file: string | undefined, found: RegExp, expected: RegExp | string) {
    return (error: unknown) => {
      assert.ok(error instanceof DataError, String(error));
      const [mistake] = error.mistakes;
      assert.equal(mistake?.path, file === undefined ? folder() : join(folder(), file));
      assert.match(mistake.found, found);
      if (typeof expected === 'string') assert.ok(mistake.expected.endsWith(expected), mistake.expected);
      else assert.match(mistake.expected, expected);
      return true;
    };
  }

  it('opens: images, labels, classes, checksums', async () => {
    const data = await openIdxFolder(await write(SMALL));
    assert.equal(data.name, basename(folder()));
    assert.deepEqual(data.image, { rows: 2, columns: 3 });
    assert.deepEqual(data.classes, [2, 4, 9]);
    assert.deepEqual([data.training.count, data.test.count], [4, 2]);
    assert.deepEqual([0, 1, 2, 3].map(data.training.labelOf), [4, 9, 4, 2]);
    const pixels = new Uint8Array(8);
    data.training.readImage(2, pixels, 1);
    assert.deepEqual([...pixels], [0, 14, 15, 16, 17, 18, 19, 0]);
    assert.ok('sha256' in data.identity);
    const { shape, values } = SMALL['t10k-labels'];
    const bytes = encodeIdx({ shape, values: Uint8Array.from(values) });
    assert.equal(data.identity.sha256['t10k-labels'], createHash('sha256').update(bytes).digest('hex'));
  });

  for (const [kind, nameOf] of [
    ['gzipped', (role: FileRole) => `${fileNameOf(role)}.gz`],
    ['with dots', (role: FileRole) => fileNameOf(role).replace('-idx', '.idx')],
    ['of EMNIST', (role: FileRole) => `emnist-letters-${fileNameOf(role).replace('t10k', 'test')}.gz`],
    ['with a prefix', (role: FileRole) => `kmnist_${fileNameOf(role)}`],
  ] as const) {
    it(`finds files ${kind}`, async () => {
      const data = await openIdxFolder(await write(SMALL, nameOf));
      assert.deepEqual(data.classes, [2, 4, 9]);
      assert.equal(data.test.labelOf(1), 2);
    });
  }

  it('takes the plain file where the gzipped one stands beside it', async () => {
    await write(contents([2, 3], [1, 1], [1]), (role) => `${fileNameOf(role)}.gz`);
    assert.deepEqual((await openIdxFolder(await write(SMALL))).classes, [2, 4, 9]);
  });

  const dotted = (role: FileRole) => fileNameOf(role).replace('-idx', '.idx');
  const inFolder = (role: FileRole) => join(fileNameOf(role), fileNameOf(role));

  it('opens MNIST as Kaggle packs it: folders with dashes beside files with dots', async () => {
    await write(contents([2, 3], [1, 1], [1]), inFolder);
    assert.deepEqual((await openIdxFolder(await write(SMALL, dotted))).classes, [2, 4, 9]);
  });

  it('opens MNIST as mirrors of that have it: each file in a folder of its name', async () => {
    assert.deepEqual((await openIdxFolder(await write(SMALL, inFolder))).classes, [2, 4, 9]);
    const dottedInside = (role: FileRole) => join(fileNameOf(role), `${dotted(role)}.gz`);
    await write(contents([2, 3], [5, 6], [5]), dottedInside);
    // The plain one is taken where both are there.
    assert.deepEqual((await openIdxFolder(folder())).classes, [2, 4, 9]);
  });

  it('takes no notice of what is no data: folders, hidden files, links to nowhere, notes', async () => {
    await write(SMALL);
    for (const role of FILE_ROLES) {
      await mkdir(join(folder(), `old-${fileNameOf(role)}`));
      await writeFile(join(folder(), `._${fileNameOf(role)}`), 'what macOS puts beside');
      await symlink('nowhere', join(folder(), `moved-${fileNameOf(role)}`));
    }
    await writeFile(join(folder(), 'train-images-idx3-ubyte.txt'), 'a note');
    assert.deepEqual((await openIdxFolder(folder())).classes, [2, 4, 9]);
  });

  it('opens links to files and folders elsewhere', async () => {
    const nameOf = (role: FileRole) => join('there', inFolder(role));
    await write(SMALL, nameOf);
    for (const role of FILE_ROLES) {
      const path = role.startsWith('train') ? nameOf(role) : join('there', fileNameOf(role));
      await symlink(join(folder(), path), join(folder(), fileNameOf(role)));
    }
    assert.deepEqual((await openIdxFolder(folder())).classes, [2, 4, 9]);
  });

  it('labels that no group uses do not matter, in either file', async () => {
    const labels = Array.from({ length: 400 }, (_, row) => [1, 7, 6, 8, 3][row % 5] as number);
    const testLabels = [1, 7, 6, 8, 200, 1, 7, 6, 8, 4];
    const data = await openIdxFolder(await write(contents([4, 4], labels, testLabels)));
    assert.deepEqual(data.classes, [1, 3, 6, 7, 8]);
    const finished = await run(tinyConfig({ groups: { a: [1, 7], b: [6, 8] } }), data);
    assert.equal(finished.forks.length, 4);
    const absent = run(tinyConfig({ groups: { a: [1, 200], b: [6, 8] } }), data);
    await assert.rejects(absent, /groups\.a\[1\]: found 200, a class with no images in the training file/);
  });

  it('opens one of several data sets in a folder by what its names begin with, as EMNIST comes', async () => {
    const letters = Array.from({ length: 52 }, (_, row) => 1 + (row % 26));
    const classes = Array.from({ length: 62 }, (_, row) => row);
    const named = (split: string) => (role: FileRole) =>
      `emnist-${split}-${fileNameOf(role).replace('t10k', 'test')}.gz`;
    await write(contents([28, 28], letters, [26, 1]), named('letters'));
    await write(contents([28, 28], classes, [61]), named('byclass'));
    const data = await openIdxFolder(join(folder(), 'emnist-letters'));
    assert.equal(data.name, 'emnist-letters');
    assert.deepEqual([data.classes[0], data.classes.at(-1), data.test.labelOf(0)], [1, 26, 26]);
    assert.equal((await openIdxFolder(join(folder(), 'emnist-byclass'))).classes.at(-1), 61);
    const found = /several files for train-images \(emnist-byclass-.*, emnist-letters-/;
    const paths = `of several data sets, the path of one: ${join(folder(), 'emnist-byclass')} or ${join(folder(), 'emnist-letters')}`;
    await assert.rejects(openIdxFolder(folder()), refusal(undefined, found, paths));
    await assert.rejects(openIdxFolder(join(folder(), 'emnist')), refusal('emnist', /several files/, paths));
    await assert.rejects(openIdxFolder(join(folder(), 'emn')), refusal('emn', /no readable folder/, /IDX/));
  });

  it('labels up to 255 may be of either group', async () => {
    const labels = Array.from({ length: 400 }, (_, row) => [255, 61, 0, 128][row % 4] as number);
    const data = await openIdxFolder(await write(contents([4, 4], labels, labels.slice(0, 8))));
    const finished = await run(tinyConfig({ groups: { a: [255, 0], b: [61, 128] } }), data);
    assert.deepEqual(
      finished.forks.map(({ name }) => name),
      ['without-255', 'without-0', 'without-61', 'without-128'],
    );
  });

  it('any size of image and any number of classes will do, to the end of a run', async () => {
    const labels = Array.from({ length: 260 }, (_, row) => row % 26);
    const data = await openIdxFolder(await write(contents([5, 7], labels, labels.slice(0, 52))));
    assert.deepEqual(data.image, { rows: 5, columns: 7 });
    assert.equal(data.classes.length, 26);
    const finished = await run(tinyConfig({ groups: { a: [0, 25], b: [11, 12, 13] } }), data);
    assert.deepEqual(finished.initial.sizes, [35, 5, 2]);
    assert.equal(finished.attribution.x.values.length, 35 * 5 + 5 + 10 + 2);
  });

  it('says how large the images are while they are still packed', async () => {
    const told: unknown[] = [];
    const shaped = (image: unknown) => told.push(image);
    await openIdxFolder(await write(SMALL, (role) => `${fileNameOf(role)}.gz`), { shaped });
    assert.deepEqual(told, [{ rows: 2, columns: 3 }]);
    // Of plain files that is told with all the rest.
    await openIdxFolder(await write(SMALL), { shaped });
    assert.equal(told.length, 1);
  });

  it('two-dimensional files are images of one row', async () => {
    const data = await openIdxFolder(await write(contents([9], [0, 1], [1])));
    assert.deepEqual(data.image, { rows: 1, columns: 9 });
    const pixels = new Uint8Array(9);
    data.training.readImage(1, pixels, 0);
    assert.deepEqual([...pixels], [7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  describe('refuses', () => {
    it('a folder that is not there', async () => {
      const absent = join(folder(), 'absent');
      await assert.rejects(openIdxFolder(absent), refusal('absent', /no readable folder/, /"drawn", "mnist"/));
    });

    for (const role of FILE_ROLES) {
      it(`a folder without ${role}`, async () => {
        const { [role]: _, ...others } = SMALL;
        const found = new RegExp(`no file for ${role}`);
        await assert.rejects(openIdxFolder(await write(others)), refusal(undefined, found, /plain or with \.gz/));
      });
    }

    it('two files for one thing', async () => {
      await write(SMALL);
      await write({ 'train-labels': SMALL['train-labels'] }, () => 'other-train-labels-idx1-ubyte');
      const found = /several files .* \(other-train-labels-idx1-ubyte, train-labels-idx1-ubyte\)/;
      const expected = /^one file train-labels-idx1-ubyte, .*; move the others elsewhere$/;
      await assert.rejects(openIdxFolder(folder()), refusal(undefined, found, expected));
    });

    it('the same thing under two names, of which none begins a data set of its own', async () => {
      await write(SMALL, dotted);
      const found = /several files for train-images \(train-images-idx3-ubyte, train-images\.idx3-ubyte\)/;
      await assert.rejects(openIdxFolder(await write(SMALL)), refusal(undefined, found, 'move the others elsewhere'));
    });

    it('a folder that has yet to be unpacked, or stands above the data, with what helps', async () => {
      await mkdir(join(folder(), 'MNIST', 'raw'), { recursive: true });
      const above = refusal(undefined, /no file for train-images/, 'in a folder within this one (MNIST), name that');
      await assert.rejects(openIdxFolder(folder()), above);
      await writeFile(join(folder(), 'archive.zip'), 'PK');
      const packed = refusal(undefined, /no file/, 'unpack archive.zip and name the folder that it becomes');
      await assert.rejects(openIdxFolder(folder()), packed);
    });

    it('names that only look alike', async () => {
      await write(SMALL, (role) => `${fileNameOf(role)}.bak`);
      await assert.rejects(openIdxFolder(folder()), refusal(undefined, /no file for train-images/, /one file/));
    });

    for (const [set, role] of [
      ['training', 'train-labels'],
      ['test', 't10k-labels'],
    ] as const) {
      it(`another number of ${set} labels than images`, async () => {
        await write({ ...SMALL, [role]: { shape: [3], values: [4, 9, 2] } });
        const images = set === 'training' ? /^4, .* train-images-idx3-ubyte/ : /^2, .* t10k-images-idx3-ubyte/;
        await assert.rejects(openIdxFolder(folder()), refusal(fileNameOf(role), /^3 labels$/, images));
      });
    }

    it('test images of another size', async () => {
      const { 't10k-images': other } = contents([3, 2], [0], [9, 2]);
      await write({ ...SMALL, 't10k-images': other });
      await assert.rejects(openIdxFolder(folder()), refusal('t10k-images-idx3-ubyte', /3 × 2/, /2 × 3/));
    });

    it('images in the place of labels', async () => {
      await write({ ...SMALL, 'train-labels': SMALL['train-images'] });
      await assert.rejects(openIdxFolder(folder()), refusal('train-labels-idx1-ubyte', /0x00000803/, /0x00000801/));
    });

    it('a broken gzip file, by its name', async () => {
      await write(SMALL, (role) => `${fileNameOf(role)}.gz`);
      await writeFile(join(folder(), 'train-labels-idx1-ubyte.gz'), Uint8Array.of(0x1f, 0x8b, 8, 0, 0));
      await assert.rejects(openIdxFolder(folder()), refusal('train-labels-idx1-ubyte.gz', /broken gzip/, /whole/));
    });
  });
});
