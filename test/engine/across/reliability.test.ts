import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../support';

describe('what is promised of reliability', () => {
  it('names tests that exist', async () => {
    const text = await readFile(join(repositoryRoot(), 'docs/reliability.md'), 'utf8');
    const folder = join(repositoryRoot(), 'test');
    const files = (await readdir(folder, { recursive: true })).map((name) => join('test', name));
    const named = [...text.matchAll(/`((?:[\w-]+\/)*[\w.-]+\.test\.ts)`/g)].map(([, name]) => name as string);
    assert.ok(named.length > 0);
    for (const name of named)
      assert.ok(
        files.some((file) => file === name || file.endsWith(`/${name}`)),
        name,
      );
    for (const [, name] of text.matchAll(/`((?:test|src)\/[\w./-]+)`/g))
      assert.ok(existsSync(join(repositoryRoot(), name as string)), name);
  });

  it('is of all files: nothing in src reads one, or JSON, but what has limits', async () => {
    const folder = join(repositoryRoot(), 'src');
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    assert.ok(names.includes(join('engine', 'untrusted', 'json.ts')));
    for (const name of names.filter((one) => !one.startsWith(join('engine', 'untrusted')))) {
      const text = await readFile(join(folder, name), 'utf8');
      assert.doesNotMatch(text, /JSON\.parse\(|import \{[^}]*\breadFile(Sync)?\b[^}]*\} from 'node:fs/, name);
    }
  });
});
