import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import { root, withPackage } from '../e2e/harness';

/** As docs/publishing.md says. */
const PLACE = 'https://github.com/example/attribution';
const PUBLISHED = {
  repository: { type: 'git', url: `${PLACE}.git` },
  bugs: { url: `${PLACE}/issues` },
  homepage: `${PLACE}#readme`,
};
const PICTURE = 'docs/pictures/panel-light.png';

describe('a package that is to be published', function () {
  this.timeout(180_000);
  let copy: string;

  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'attribution-publishing-'));
    const ignore = await readFile(join(root, '.vscodeignore'), 'utf8');
    const packed = [...ignore.matchAll(/^!(.+)$/gm)].map(([, name]) => name as string);
    for (const name of ['.vscodeignore', ...packed]) await cp(join(root, name), join(copy, name));
  });

  after(() => rm(copy, { recursive: true }));

  it('passes the packer’s checks once its repository is set, and shows the README’s pictures by https', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    await writeFile(join(copy, 'package.json'), JSON.stringify({ ...manifest, ...PUBLISHED }));
    const readme = await readFile(join(root, 'media/extension-readme.md'), 'utf8');
    await writeFile(join(copy, 'media/extension-readme.md'), `${readme}\n![The panel](${PICTURE})\n`);
    const zip = await withPackage(async (vsix) => JSZip.loadAsync(await readFile(vsix)), copy);
    const text = async (name: string) => (await zip.file(name)?.async('string')) ?? '';
    const links = await text('extension.vsixmanifest');
    for (const address of [PUBLISHED.repository.url, PUBLISHED.bugs.url, PUBLISHED.homepage]) {
      assert.ok(links.includes(`Value="${address}"`), `${address} is not in the manifest`);
    }
    assert.ok((await text('extension/readme.md')).includes(`![The panel](${PLACE}/raw/HEAD/${PICTURE})`));
  });

  it('has repository, bugs and homepage together, or none of them', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    const set = Object.keys(PUBLISHED).filter((key) => manifest[key] !== undefined);
    assert.ok(set.length === 0 || set.length === Object.keys(PUBLISHED).length, `only ${set.join(', ')}`);
  });
});
