import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import JSZip from 'jszip';
import { root, withPackage } from '../e2e/harness';

type Scripts = typeof import('../../scripts/build.mjs') & typeof import('../../scripts/notices.mjs');
type SourceMap = { readonly sources: readonly string[] };

/** What the kernel holds of its compiler's library is in no source map. */
const KERNEL_COMPILER = 'assemblyscript';

describe('the notices in the package', function () {
  this.timeout(180_000);
  let folder: string;
  let scripts: Scripts;
  let zip: JSZip;
  let notices: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'attribution-notices-'));
    const modules = ['build', 'notices'].map(
      (name): Promise<object> => import(pathToFileURL(join(root, 'scripts', `${name}.mjs`)).href),
    );
    scripts = Object.assign({}, ...(await Promise.all(modules))) as Scripts;
    zip = await withPackage(async (vsix) => JSZip.loadAsync(await readFile(vsix)));
    notices = (await zip.file('extension/ThirdPartyNotices.txt')?.async('string')) ?? '';
  });

  after(() => rm(folder, { recursive: true }));

  it('are of the packages that source maps of the same bundles name, no more and no fewer', async () => {
    const { build } = createRequire(join(root, 'package.json'))('esbuild') as typeof import('esbuild');
    const found = new Set([await titleOf(join(root, 'node_modules', KERNEL_COMPILER))]);
    const mapped: string[] = [];
    for (const options of scripts.bundles) {
      const { outputFiles } = await build({ ...options, sourcemap: 'external', sourcesContent: false, write: false });
      for (const { path, text } of outputFiles) {
        const name = path.slice(root.length + 1);
        if (!name.endsWith('.map')) {
          mapped.push(name);
          // What is told of this bundle is then true of the one that is packed.
          assert.equal(
            await zip.file(`extension/${name}`)?.async('string'),
            text,
            `${name} is another than was packed`,
          );
          continue;
        }
        for (const source of (JSON.parse(text) as SourceMap).sources) {
          const of = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(join(root, 'dist', source));
          if (of !== null) found.add(await titleOf(of[0]));
        }
      }
    }
    const packed = Object.keys(zip.files).filter((name) => /^extension\/dist\/.*\.(js|css)$/.test(name));
    assert.deepEqual(new Set(mapped.map((name) => `extension/${name}`)), new Set(packed));
    assert.ok(found.size > 100, `${found.size} packages`);
    assert.deepEqual(new Set(listed(notices).flatMap(({ titles }) => titles)), found);
  });

  it('give a text for each, which names a holder or a licence', () => {
    for (const { titles, text } of listed(notices)) {
      assert.ok(text.length > 400, `${titles.join(', ')}: ${text}`);
      assert.match(text, /copyright|licen[sc]e/i, titles.join(', '));
    }
  });

  it('hold what lies beside a licence: NOTICE, licences of what a package took over, and comments that must be kept', () => {
    const of = (name: string) =>
      listed(notices).find(({ titles }) => titles.some((title) => title.startsWith(`${name} `)));
    assert.match(of('echarts')?.text ?? '', /Copyright 2017-\d+ The Apache Software Foundation/);
    assert.match(of('echarts')?.text ?? '', /Mike Bostock/);
    assert.match(of('@stdlib/math-base-special-exp')?.text ?? '', /The Stdlib Authors/);
    assert.match(of('@microsoft/fast-element')?.text ?? '', /Copyright \(c\) Microsoft\n+Permission is hereby granted/);
    // Cephes, Boost and Go, of which some packages speak in their sources alone.
    for (const holder of [/Stephen L\. Moshier/, /John Maddock/, /The Go Authors/]) assert.match(notices, holder);
  });

  it('cannot be made of a package without a licence, or of a file that is of no package', async () => {
    const bundled = (path: string) => [
      { outputs: { 'dist/cli.js': { ...EMPTY, inputs: { [path]: { bytesInOutput: 9 } } } } },
    ];
    const make = (path: string) => scripts.noticesOf(bundled(path), [], folder);
    const put = async (name: string, manifest: object) => {
      await mkdir(join(folder, 'node_modules', name), { recursive: true });
      await writeFile(
        join(folder, 'node_modules', name, 'package.json'),
        JSON.stringify({ name, version: '1.2.3', ...manifest }),
      );
    };
    await put('nobody', { license: 'MIT' });
    await put('own', { license: 'SEE LICENSE IN nowhere', author: 'A' });
    await put('another', { license: 'ISC', author: 'A' });
    await put('plain', { license: 'MIT', author: { name: 'Ann Example' } });
    await assert.rejects(make('node_modules/nobody/index.js'), /nobody is in a bundle: .* no author/);
    await assert.rejects(
      make('node_modules/own/index.js'),
      /own is in a bundle: .*SPDX knows no "SEE LICENSE IN nowhere"/,
    );
    await assert.rejects(make('node_modules/another/index.js'), /that of ISC does not say where its holder is named/);
    await assert.rejects(make('vendor/copied.js'), /vendor\/copied\.js is in a bundle: it is neither/);
    assert.match(
      await make('node_modules/plain/index.js'),
      /plain 1\.2\.3 \(MIT\)\n-+\n\n.*\n+Copyright \(c\) Ann Example\n/,
    );
    assert.deepEqual(listed(await make('src/cli/main.ts')), []);
  });
});

const EMPTY = { bytes: 9, imports: [], exports: [] };

interface Listed {
  /** Each a name, a version and a licence. */
  readonly titles: readonly string[];
  readonly text: string;
}

/** The packages of the notices, apart from comments of their sources. */
function listed(notices: string): Listed[] {
  const [packages = ''] = notices.split('\nFrom the sources of these packages\n');
  const parts = packages.split(/^={80}\n((?:(?!-{80}).+\n)+)-{80}\n/m).slice(1);
  return parts.flatMap((titles, index) =>
    index % 2 === 0 ? { titles: titles.trim().split('\n'), text: parts[index + 1]?.trim() ?? '' } : [],
  );
}

async function titleOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return `${name} ${version} (${license})`;
}
