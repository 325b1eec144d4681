import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { subset } from 'semver';
import { root } from '../e2e/harness';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly engines?: { readonly node?: string } }>>;
}

describe('the Node that package.json asks for', () => {
  it('is one that every tool runs on', async () => {
    const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as Lock;
    const asked = packages['']?.engines?.node ?? '';
    const demands = Object.entries(packages).flatMap(([name, { engines }]) =>
      engines?.node ? [{ name, node: engines.node }] : [],
    );
    assert.ok(demands.length > 200, `${demands.length} packages say what they need`);
    assert.deepEqual(
      demands.filter(({ node }) => !subset(asked, node)),
      [],
    );
    // The list is of something: an older Node is one that some tool does not run on.
    assert.notDeepEqual(
      demands.filter(({ node }) => !subset('>=20', node)),
      [],
    );
  });

  it('is what the lock file and the README say', async () => {
    const [manifest, lock, readme] = (await Promise.all(
      ['package.json', 'package-lock.json', 'README.md'].map((name) => readFile(join(root, name), 'utf8')),
    )) as [string, string, string];
    const { node } = (JSON.parse(manifest) as { engines: { node: string } }).engines;
    assert.equal((JSON.parse(lock) as Lock).packages['']?.engines?.node, node);
    const [, older, newer] = /^\^([\d.]+)\.0 \|\| >=([\d.]+)\.0$/.exec(node) ?? [];
    assert.ok(readme.includes(`Node ${older}, or ${newer} or newer`), `README.md does not say ${node}`);
  });
});
