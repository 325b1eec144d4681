import assert from 'node:assert/strict';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../../src/engine/errors';
import { disk } from '../../../src/engine/files/disk';
import { named } from '../../../src/engine/files/door';
import { makeFolder, writeShared } from '../../../src/engine/files/files';
import { temporaryFolders } from '../support';

describe('a file that several windows write at once', () => {
  const folder = temporaryFolders();

  it('is that of one of them, whole, whenever it is read, and nothing is left beside it', async () => {
    const path = join(folder(), 'index.json');
    const texts = Array.from({ length: 12 }, (_, writer) => `${writer} `.repeat(50_000 * (1 + (writer % 3))));
    await writeShared(named(path), texts[0] as string);
    let writing = true;
    const reading = (async () => {
      let reads = 0;
      for (; writing || reads === 0; reads++) assert.ok(texts.includes(await readFile(path, 'utf8')), `read ${reads}`);
      return reads;
    })();
    await Promise.all(texts.map((text) => writeShared(named(path), text)));
    writing = false;
    assert.ok((await reading) > 0);
    assert.ok(texts.includes(await readFile(path, 'utf8')));
    assert.deepEqual(await readdir(folder()), ['index.json']);
  });
});

describe('a folder that is made', () => {
  const folder = temporaryFolders();
  const failure = (code: string, path?: string) => Object.assign(new Error(`${code}: system words`), { code, path });

  it('is made with those above it, and left as it is where it is there', async () => {
    const path = join(folder(), 'a', 'b', 'c');
    for (let time = 0; time < 2; time++) await makeFolder(named(path));
    assert.ok((await stat(path)).isDirectory());
    await symlink(join(folder(), 'a'), join(folder(), 'link'));
    await makeFolder(named(join(folder(), 'link', 'd')));
    assert.deepEqual((await readdir(join(folder(), 'a'))).sort(), ['b', 'd']);
  });

  it('made by several at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, one) => makeFolder(named(join(folder(), 'x', 'y', `${one % 5}`)))),
    );
    assert.equal((await readdir(join(folder(), 'x', 'y'))).length, 5);
  });

  it('is refused with what is in the way, and why', async () => {
    await writeFile(join(folder(), 'file'), '');
    await symlink('nowhere', join(folder(), 'dangling'));
    await symlink('loop', join(folder(), 'loop'));
    for (const [path, words] of [
      [['file'], /\/file: found a file; expected a folder; move the file away/],
      [['file', 'x'], /\/file\/x: could not make it: a part of the path is not a folder \(ENOTDIR\)\. /],
      [
        ['dangling', 'x'],
        /\/dangling\/x: could not make it: \S+\/dangling: something else has that name \(EEXIST\)\. /,
      ],
      [['loop', 'x'], /\/loop\/x: could not make it: its links lead in a circle \(ELOOP\)\. /],
      [['x'.repeat(300)], /x: could not make it: the name is too long \(ENAMETOOLONG\)\. Take a shorter one; /],
    ] as const)
      await assert.rejects(makeFolder(named(join(folder(), ...path))), words);
  });

  it('has the reason of whatever the system says, in words, of the path that was given', async () => {
    for (const [code, words] of [
      ['EROFS', 'the file system can only be read (EROFS). Take another folder'],
      ['EACCES', 'that is not allowed (EACCES). Allow it, or take another folder'],
      ['ENOENT', 'nothing can be made there (ENOENT). Take another folder'],
      ['EDQUOT', 'the quota is used up (EDQUOT). Free some space'],
      ['ESTRANGE', 'ESTRANGE: system words (ESTRANGE). Check the disk'],
    ] as const) {
      const { makeFolder: make } = disk;
      disk.makeFolder = () => Promise.reject(failure(code));
      await assert
        .rejects(makeFolder(named('/given')), {
          message: `/given: could not make it: ${words}; what was complete is unharmed.`,
        })
        .finally(() => {
          disk.makeFolder = make;
        });
    }
    const error = new StorageError('write', '/given/.run.12345678/run.json', failure('ENOSPC', '/given/.run.12345678'));
    assert.equal(
      error.of('/given/run').message,
      '/given/run: could not write it: the disk is full (ENOSPC). Free some space; what was complete is unharmed.',
    );
  });
});
