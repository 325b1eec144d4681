import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import JSZip from 'jszip';
import { root, withPackage } from '../e2e/harness';

/** What a person downloads, apart from documents that its README leads to: names as the packer writes them. */
const PARTS = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/ThirdPartyNotices.txt',
  'extension/changelog.md',
  'extension/dist/cli.js',
  'extension/dist/downloadRequests.js',
  'extension/dist/experiment.schema.json',
  'extension/dist/extension.js',
  'extension/dist/panel.css',
  'extension/dist/panel.js',
  'extension/dist/parts.js',
  'extension/dist/sweep.schema.json',
  'extension/dist/trainer.js',
  'extension/dist/worker.js',
  'extension/l10n/bundle.l10n.json',
  'extension/media/icon.png',
  'extension/media/runs.svg',
  'extension/media/walkthrough/break-dark.jpg',
  'extension/media/walkthrough/break-light.jpg',
  'extension/media/walkthrough/run-dark.jpg',
  'extension/media/walkthrough/run-light.jpg',
  'extension/media/walkthrough/select-dark.jpg',
  'extension/media/walkthrough/select-light.jpg',
  'extension/media/weights.language.json',
  'extension/media/weights.tmLanguage.json',
  'extension/package.json',
  'extension/package.nls.json',
  'extension/readme.md',
];

const README = 'extension/readme.md';
const NOTICES = 'extension/ThirdPartyNotices.txt';

/** The one file that reaches the network, for the files of MNIST. */
const REQUESTS = 'extension/dist/downloadRequests.js';

/** In bytes, unpacked, beside the notices of what others wrote, which are as long as their licences are. */
const LARGEST_CONTENTS = 4_000_000;
/** In bytes, as it is downloaded. */
const LARGEST_PACKAGE = 2_000_000;
/** In bytes, of what the editor reads before anything was asked of the extension. */
const LARGEST_ACTIVATION = 150_000;

/** Addresses that are names and no places, but for the two that MNIST is downloaded from. */
const XML_NAMESPACE = /^http:\/\/www\.w3\.org\/(1999|2000|XML\/1998)\//;
const SCHEMA = /^https?:\/\/json-schema\.org\//;
const MNIST = /^https:\/\/(ossci-datasets\.s3\.amazonaws\.com|storage\.googleapis\.com\/cvdf-datasets)\/mnist\/$/;

interface Manifest {
  readonly main: string;
  readonly icon: string;
  readonly contributes: {
    readonly jsonValidation: readonly { readonly url: string }[];
    readonly languages: readonly { readonly configuration?: string }[];
    readonly grammars: readonly { readonly path: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly { readonly media: { readonly image: Readonly<Record<string, string>> } }[];
    }[];
  };
}

describe('the package', function () {
  this.timeout(60_000);
  const contents = new Map<string, Buffer>();
  let packedSize: number;
  const text = (name: string): string => contents.get(name)?.toString('utf8') ?? '';
  const bundles = PARTS.filter((name) => /^extension\/dist\/.*\.(js|css)$/.test(name));

  before(async () => {
    const packed = await withPackage((vsix) => readFile(vsix));
    packedSize = packed.length;
    const zip = await JSZip.loadAsync(packed);
    for (const { name, dir } of Object.values(zip.files)) {
      if (!dir) contents.set(name, (await zip.file(name)?.async('nodebuffer')) as Buffer);
    }
  });

  it('holds its parts, what its README leads to, and nothing else', () => {
    const allowed = new Set(PARTS);
    // Adding to a set while going through it goes through what is added, too.
    for (const name of allowed) {
      for (const { target } of linksOf(name, text(name))) if (!/^(https?:|#)/.test(target)) allowed.add(target);
    }
    assert.deepEqual([...contents.keys()].sort(byName), [...allowed].sort(byName));
  });

  it('shows no picture that an editor would not show: it loads none from a package', () => {
    const pictures = linksOf(README, text(README)).filter(({ picture }) => picture);
    assert.deepEqual(
      pictures.filter(({ target }) => !target.startsWith('https:')),
      [],
    );
  });

  it(`is no larger than ${LARGEST_PACKAGE / 1e6} MB`, () => {
    assert.ok(packedSize <= LARGEST_PACKAGE, `${packedSize} bytes`);
  });

  it(`activates by a file of at most ${LARGEST_ACTIVATION / 1000} KB`, () => {
    const { main } = JSON.parse(text('extension/package.json')) as Manifest;
    const size = contents.get(join('extension', main))?.length ?? Number.NaN;
    assert.ok(size <= LARGEST_ACTIVATION, `${size} bytes`);
  });

  it(`holds less than ${LARGEST_CONTENTS / 1e6} MB, with no part empty`, () => {
    const sizes = [...contents.values()].map(({ length }) => length);
    assert.ok(Math.min(...sizes) > 0);
    const size = sizes.reduce((sum, one) => sum + one, 0) - (contents.get(NOTICES)?.length ?? 0);
    assert.ok(size < LARGEST_CONTENTS, `${size} bytes`);
  });

  it('has the files that its manifest names', () => {
    const { main, icon, contributes } = JSON.parse(text('extension/package.json')) as Manifest;
    const { jsonValidation, languages, grammars, walkthroughs } = contributes;
    const ofLanguages = [...languages.flatMap((one) => one.configuration ?? []), ...grammars.map(({ path }) => path)];
    const ofSteps = walkthroughs.flatMap(({ steps }) => steps.flatMap(({ media }) => Object.values(media.image)));
    const named = [main, icon, ...jsonValidation.map(({ url }) => url), ...ofLanguages, ...ofSteps];
    for (const path of named) {
      const entry = join('extension', path);
      assert.ok(contents.has(entry) || contents.has(`${entry}.js`), `${path} is not packed`);
    }
  });

  it('has every text that its manifest asks for, and no other', () => {
    const asked = text('extension/package.json').matchAll(/"%([\w.]+)%"/g);
    const texts = JSON.parse(text('extension/package.nls.json')) as Record<string, unknown>;
    assert.deepEqual(new Set([...asked].map(([, key]) => key)), new Set(Object.keys(texts)));
  });

  it('needs nothing that is not in it', () => {
    const manifest = JSON.parse(text('extension/package.json')) as Record<string, unknown>;
    for (const key of ['dependencies', 'optionalDependencies', 'extensionDependencies', 'extensionPack']) {
      assert.deepEqual(Object.keys(manifest[key] ?? {}), [], key);
    }
    const isThere = (bundle: string, module: string) =>
      module === 'vscode' ||
      (module.startsWith('node:') && isBuiltin(module)) ||
      // Its library asks whether the running Node has it, and does without.
      (bundle === REQUESTS && module === 'node:sqlite') ||
      contents.has(`${join(dirname(bundle), module)}.js`);
    for (const name of bundles.filter((bundle) => bundle.endsWith('.js'))) {
      const required = [...text(name).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module as string);
      assert.deepEqual(
        required.filter((module) => !isThere(name, module)),
        [],
        name,
      );
    }
  });

  it('tells nothing of the machine it was made on', () => {
    for (const name of bundles) {
      assert.doesNotMatch(text(name), /sourceMappingURL/, name);
      for (const folder of [root, homedir(), tmpdir()].filter((path) => path.length > 1)) {
        assert.ok(!text(name).includes(`${folder}/`), `${name} names ${folder}`);
      }
      assert.doesNotMatch(text(name), /["'`](\/home\/|\/Users\/|[A-Z]:\\)/, name);
    }
  });

  it('names no place in the network but those of MNIST, and the panel none at all', () => {
    const addresses = (name: string) => text(name).match(/\b(https?|wss?|ftp):\/\/[\w-][^\s"'`)<>]*/g) ?? [];
    const others = (name: string, ...known: RegExp[]) =>
      addresses(name).filter((address) => !known.some((pattern) => pattern.test(address)));
    assert.deepEqual(others('extension/dist/panel.js', XML_NAMESPACE), []);
    // A drawing in the style sheet says what language it is in.
    assert.deepEqual(others('extension/dist/panel.css', XML_NAMESPACE), []);
    for (const name of bundles.filter((bundle) => !/\/panel\.(js|css)$/.test(bundle))) {
      assert.deepEqual(others(name, SCHEMA, MNIST), [], name);
    }
  });

  it('tells nobody anything: no telemetry, and no request but for the files of MNIST', () => {
    const telling = /telemetry|sendBeacon|XMLHttpRequest|applicationinsights|instrumentationKey|machineId|sessionId/i;
    const reaching = /\bWebSocket\b|EventSource|"node:(https?|http2|net|tls|dgram)"/i;
    for (const name of bundles) {
      assert.doesNotMatch(text(name), telling, name);
      if (name !== REQUESTS) assert.doesNotMatch(text(name), reaching, name);
      // Loaded in one place, by what downloads the files.
      const loading = [...text(name).matchAll(/"\.\/downloadRequests"/g)].length;
      assert.equal(loading, /\/(cli|worker|parts)\.js$/.test(name) ? 1 : 0, name);
    }
    for (const name of bundles.filter((bundle) => bundle.endsWith('.js'))) {
      const requests = [...text(name).matchAll(/.{0,12}\bfetch\(.{0,40}/g)].map(([request]) => request);
      // That of the library of translations is never called: it is handed all texts.
      const others = requests.filter((one) => !/await\(await fetch\(\w+\)\)\.text/.test(one));
      assert.deepEqual(others, [], name);
      assert.doesNotMatch(text(name), /\beval\(|import\(["'`]https?:/, name);
    }
  });

  it('comes from a project whose README shows pictures that exist', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const pictures = linksOf('README.md', readme).filter(({ picture, target }) => picture && !/^https?:/.test(target));
    assert.ok(pictures.length > 0);
    for (const { target } of pictures) assert.ok(existsSync(join(root, target)), `there is no ${target}`);
  });
});

interface Link {
  readonly picture: boolean;
  /** An address as it is, or a path from where the document's own is counted from. */
  readonly target: string;
}

/** What a document in Markdown leads to or shows. */
function linksOf(document: string, content: string): Link[] {
  if (!document.endsWith('.md')) return [];
  const links = content.matchAll(/(!?)\[[^\]]*\]\(([^)\s#]+)|<(img)[^>]+src="([^"]+)"/g);
  return [...links].map(([, mark, inMarkdown, element, inHtml]) => {
    const target = inMarkdown ?? inHtml ?? '';
    return {
      picture: mark === '!' || element !== undefined,
      target: /^https?:/.test(target) ? target : join(dirname(document), target),
    };
  });
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}
