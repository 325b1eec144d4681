import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { root } from '../e2e/harness';

/** Where the modules lie that a suite tests: in the first of these folders that has them. */
const SOURCES = {
  engine: ['src/engine', 'src'],
  cli: ['src/cli'],
  host: ['src/extension'],
  webview: ['webview', 'src'],
} as const;

/** The folder in each suite for tests across modules. */
const ACROSS = 'across';

/** What the pages share, and what of the pages' folders it may import. */
const SHARED = { charts: ['charts', 'ui'], ui: ['ui'] } as const;

const below = async (folder: string, ending: string) =>
  (await readdir(join(root, folder), { recursive: true })).filter((name) => name.endsWith(ending));

describe('what lies where', () => {
  for (const [suite, sources] of Object.entries(SOURCES))
    it(`a test in test/${suite} lies as the module that it tests, or in ${ACROSS}`, async () => {
      const ending = '.test.ts';
      const names = (await below(`test/${suite}`, ending)).map((name) => name.slice(0, -ending.length));
      assert.ok(names.length > 10, `${names.length} files`);
      const astray = names
        .filter((name) => !name.startsWith(`${ACROSS}${sep}`))
        .filter((name) => !sources.some((folder) => existsSync(join(root, folder, `${name}.ts`))));
      assert.deepEqual(astray, []);
    });

  for (const [room, allowed] of Object.entries(SHARED))
    it(`webview/${room} imports nothing of a page`, async () => {
      const upwards: string[] = [];
      for (const name of await below(`webview/${room}`, '.ts')) {
        const file = join(root, 'webview', room, name);
        for (const [, path = ''] of (await readFile(file, 'utf8')).matchAll(/\bfrom '(\.[^']*)'/g)) {
          const [folder = '', ...rest] = relative(join(root, 'webview'), join(dirname(file), path)).split(sep);
          const isBeside = rest.length === 0 || folder === '..';
          if (!isBeside && !allowed.some((one) => one === folder)) upwards.push(`${room}/${name}: ${path}`);
        }
      }
      assert.deepEqual(upwards, []);
    });
});
