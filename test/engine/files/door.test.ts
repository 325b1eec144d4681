import assert from 'node:assert/strict';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../../src/engine/errors';
import { entryAt, inside, named, namesIn, openToRead, type Place } from '../../../src/engine/files/door';
import {
  makeFolder,
  remove,
  renameFlushed,
  writeFlushed,
  writeShared,
  writeWhole,
} from '../../../src/engine/files/files';
import { readWhole } from '../../../src/engine/untrusted/file';
import { KINDS, makeOutside, put, stateOf } from '../entries';
import { temporaryFolders } from '../support';

const limits = { largest: 100, expected: 'a small file' };

/** Every way to what is at a place. */
const WAYS: Readonly<Record<string, (place: Place, folder: string) => Promise<unknown>>> = {
  look: entryAt,
  list: namesIn,
  open: openToRead,
  read: (place) => readWhole(place, limits),
  write: (place) => writeWhole(place, 'text'),
  'write flushed': (place) => writeFlushed(place, []),
  'write shared': (place) => writeShared(place, 'text'),
  'rename to': async (place, folder) => {
    await writeFile(join(folder, 'from'), 'text');
    await renameFlushed(inside(folder, 'from'), place);
  },
  'rename from': (place, folder) => renameFlushed(place, inside(folder, 'to')),
  remove,
  'make a folder': makeFolder,
};

describe('the door to a folder that may be a stranger’s', () => {
  const parent = temporaryFolders();
  const folder = () => join(parent(), 'folder');
  const outside = () => join(parent(), 'outside');

  beforeEach(async () => {
    await mkdir(folder());
    await makeOutside(outside());
  });

  for (const kind of KINDS) {
    it(`stays shut for a ${kind}, whatever is wanted, also as a folder on the way`, async () => {
      await put(kind, join(folder(), 'entry'), outside());
      const before = await stateOf(outside());
      const there = await stateOf(join(folder()));
      for (const place of [inside(folder(), 'entry'), inside(folder(), 'entry', '1.json')]) {
        for (const [way, go] of Object.entries(WAYS)) {
          await assert.rejects(
            go(place, folder()),
            (error) =>
              error instanceof DataError &&
              error.message.startsWith(`${join(folder(), 'entry')}: found a `) &&
              /of its own, since nothing may lead out of .*; remove it$/.test(error.message),
            `${way} ${place.path}`,
          );
        }
      }
      assert.equal(await stateOf(outside()), before);
      assert.ok((await stateOf(folder())).includes(there), 'the entry itself is as it was');
    });
  }

  it('lets plain files and folders through', async () => {
    const place = inside(folder(), 'inner', 'file.txt');
    assert.equal(await entryAt(place), null);
    await makeFolder(inside(folder(), 'inner'));
    await writeWhole(place, 'text');
    assert.equal((await readWhole(place, limits)).toString(), 'text');
    assert.deepEqual(await namesIn(inside(folder(), 'inner')), ['file.txt']);
    await remove(inside(folder(), 'inner'));
    assert.equal(await entryAt(inside(folder(), 'inner')), null);
    assert.deepEqual(await namesIn(inside(folder(), 'inner')), []);
  });

  it('names a file where a folder is meant, and a folder where a file is', async () => {
    await writeFile(join(folder(), 'file'), 'text');
    await assert.rejects(namesIn(inside(folder(), 'file')), /file: found a file; expected a folder/);
    await assert.rejects(entryAt(inside(folder(), 'file', 'x')), /file: found a file; expected a folder/);
    await mkdir(join(folder(), 'inner'));
    await assert.rejects(readWhole(inside(folder(), 'inner'), limits), /inner: found a folder; expected a plain file/);
  });

  it('follows a link that a person has named, but opens nothing behind it that is no file', async () => {
    await symlink(join(outside(), 'file'), join(parent(), 'link'));
    assert.match((await readWhole(named(join(parent(), 'link')), limits)).toString(), /somebody else/);
    await put('FIFO', join(parent(), 'pipe'), outside());
    await assert.rejects(readWhole(named(join(parent(), 'pipe')), limits), /found a named pipe \(FIFO\)/);
    await symlink(join(parent(), 'nowhere'), join(parent(), 'dangling'));
    await assert.rejects(namesIn(named(join(parent(), 'dangling'))), /found a link to .*nowhere, which is not there; /);
    await symlink(folder(), join(parent(), 'linked'));
    await writeWhole(inside(join(parent(), 'linked'), 'file'), 'text');
    assert.equal(await readFile(join(folder(), 'file'), 'utf8'), 'text');
  });

  it('knows no names that lead elsewhere', () => {
    for (const name of ['..', '.', '', 'a/b', '../x', 'a\\b', '/etc/passwd', 'a\0b'])
      assert.throws(() => inside(folder(), name), RangeError);
  });
});
