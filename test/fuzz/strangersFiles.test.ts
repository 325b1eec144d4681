import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DataError } from '../../src/engine/errors';
import { readSelections, SELECTIONS_FILE, writeSelections } from '../../src/extension/selections/selectionFile';
import { readResults, SURGERY_FILE, writeResults } from '../../src/extension/surgery/surgeryFile';
import { KINDS, makeOutside, put, stateOf } from '../engine/entries';
import { temporaryFolders } from '../engine/support';

const FILES: Readonly<Record<string, readonly ((folder: string) => Promise<unknown>)[]>> = {
  [SELECTIONS_FILE]: [
    readSelections,
    (folder) => writeSelections(folder, { format: 'attribution-selections', version: 1, named: [], sets: [] }),
  ],
  [SURGERY_FILE]: [readResults, (folder) => writeResults(folder, [])],
};

describe('what the editor keeps in the folder of a run that a stranger has made', () => {
  const parent = temporaryFolders();

  for (const [name, ways] of Object.entries(FILES)) {
    for (const kind of KINDS) {
      it(`${name}: a ${kind} is refused by name, for reading and for writing`, async () => {
        const [run, outside] = [join(parent(), 'run'), join(parent(), 'outside')];
        await mkdir(run);
        await makeOutside(outside);
        await put(kind, join(run, name), outside);
        const before = await stateOf(outside);
        const own = await stateOf(run);
        for (const way of ways)
          await assert.rejects(
            way(run),
            (error) => error instanceof DataError && error.message.startsWith(`${join(run, name)}: found a `),
          );
        assert.equal(await stateOf(outside), before);
        assert.equal(await stateOf(run), own);
      });
    }
  }
});
