// @ts-check
// Bundles everything that runs into dist/, for development: readable, with source maps and the names of functions and
// classes. `--release` makes what is packed instead: minified, without maps. `--tests` bundles the tests into out/test/ as well.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { kernelPlugin } from './kernel.mjs';
import { NOTICES, noticesOf } from './notices.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');

/** @typedef {'development' | 'release'} Form  What a build is for. */

/**
 * Of a release. What a build for development has instead is in `inForm`.
 * @type {import('esbuild').BuildOptions}
 */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
  // The one of its two builds that reads no files: translations are handed to it.
  alias: { '@vscode/l10n': '@vscode/l10n/dist/browser.js' },
};
/** @type {import('esbuild').BuildOptions} */
export const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  plugins: [kernelPlugin],
};

/** @type {import('esbuild').BuildOptions} */
export const browser = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'chrome120',
  // Also of a build for development: libraries check themselves otherwise, and are others than those that are tested.
  define: { 'process.env.NODE_ENV': '"production"' },
};

/**
 * What reaches the network is a bundle of its own, loaded with the first download: it is large, most sessions download
 * nothing, and everything else can be seen to reach nothing.
 */
const REQUESTS = './downloadRequests';

/** @type {import('esbuild').BuildOptions} */
const product = { ...node, external: [REQUESTS], supported: { 'dynamic-import': false } };

/**
 * What the command line needs: itself, the threads that work for it, and what they download with. Without
 * `external: ['vscode']`, so that an editor import in the engine fails here too.
 * @type {readonly import('esbuild').BuildOptions[]}
 */
const commandLine = [
  { ...product, entryPoints: ['src/engine/worker/entry.ts'], outfile: 'dist/worker.js' },
  { ...product, entryPoints: ['src/engine/worker/trainer.ts'], outfile: 'dist/trainer.js' },
  { ...product, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js' },
  { ...node, entryPoints: ['src/engine/data/downloadRequests.ts'], outfile: 'dist/downloadRequests.js' },
];

/**
 * Every bundle of the product, as it is released.
 * @type {readonly import('esbuild').BuildOptions[]}
 */
export const bundles = [
  ...commandLine,
  {
    ...product,
    // What activates, and what is loaded from there when it is first used: by `require`, which knows of `vscode`.
    entryPoints: ['src/extension/extension.ts', 'src/extension/parts.ts'],
    outdir: 'dist',
    external: ['vscode', './parts', REQUESTS],
  },
  { ...browser, entryPoints: ['webview/main.ts'], outfile: 'dist/panel.js' },
  { ...common, entryPoints: ['webview/panel.css'], outfile: 'dist/panel.css' },
];

/**
 * A bundle for a debugger, or as it is released.
 * @param {import('esbuild').BuildOptions} options
 * @param {Form} form
 * @returns {import('esbuild').BuildOptions}
 */
function inForm(options, form) {
  return form === 'release' ? options : { ...options, minify: false, keepNames: true, sourcemap: 'linked' };
}

/** Builds the command line as it is released. */
export async function buildCommandLine() {
  await mkdir(dist, { recursive: true });
  await Promise.all(commandLine.map((options) => build(options)));
}

/**
 * Builds every bundle, the schemas and the notices of third parties.
 * @param {Form} form
 */
export async function buildProduct(form) {
  await mkdir(dist, { recursive: true });
  if (form === 'release') await removeMaps();
  // Comments that must be kept are in no bundle, but in the notices.
  const kept = /** @type {const} */ ({ legalComments: 'external', metafile: true });
  const built = Promise.all(bundles.map((options) => build({ ...inForm(options, form), ...kept })));
  const [metafiles] = await Promise.all([
    built.then((results) => results.map(({ metafile }) => metafile)),
    build(schemas),
  ]);
  await writeNotices(metafiles);
}

/**
 * Builds everything for development, and again whatever has changed, until this process ends. The notices are left to a
 * whole build.
 * @param {import('esbuild').Plugin} listener  Is told of each build.
 */
export async function watchProduct(listener) {
  await mkdir(dist, { recursive: true });
  const all = [...bundles.map((options) => inForm(options, 'development')), schemas];
  const contexts = await Promise.all(
    all.map((options) => context({ ...options, logLevel: 'silent', plugins: [...(options.plugins ?? []), listener] })),
  );
  await Promise.all(contexts.map((one) => one.watch()));
}

/** Those of a build for development, which a release has none of. */
async function removeMaps() {
  const maps = (await readdir(dist)).filter((name) => name.endsWith('.map'));
  await Promise.all(maps.map((name) => rm(join(dist, name), { force: true })));
}

/** @param {readonly import('esbuild').Metafile[]} metafiles */
async function writeNotices(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.keys(metafile.outputs));
  const legal = outputs.filter((path) => path.endsWith('.LEGAL.txt')).map((path) => readFile(join(root, path), 'utf8'));
  await writeFile(join(root, NOTICES), await noticesOf(metafiles, await Promise.all(legal), root));
}

/**
 * The JSON Schemas of configs and sweeps, for completion and hovers: written by the same code that checks them, whenever
 * that has been built.
 * @type {import('esbuild').BuildOptions}
 */
const schemas = {
  ...node,
  entryPoints: ['src/engine/schemas.ts'],
  outfile: 'dist/.schemas.cjs',
  plugins: [
    kernelPlugin,
    {
      name: 'schemas',
      setup({ onEnd }) {
        onEnd(async ({ errors }) => {
          if (errors.length === 0) await writeSchemas();
        });
      },
    },
  ],
};

async function writeSchemas() {
  const outfile = join(dist, '.schemas.cjs');
  const load = createRequire(import.meta.url);
  delete load.cache[outfile];
  const { configJsonSchema, editorSchema, sweepJsonSchema } = load(outfile);
  for (const [name, made] of [
    ['experiment', configJsonSchema()],
    ['sweep', sweepJsonSchema()],
  ]) {
    // Two keywords of VS Code's own: what the parser takes, the editor is not to mark.
    const schema = { ...editorSchema(made), allowComments: true, allowTrailingCommas: true };
    await writeFile(join(dist, `${name}.schema.json`), `${JSON.stringify(schema, undefined, 2)}\n`);
  }
  await rm(outfile);
}

export async function buildTests() {
  const suites = ['engine', 'fuzz', 'cli', 'webview', 'host', 'e2e', 'package', 'runner'];
  const names = (await Promise.all(suites.map(filesOf))).flat();
  await rm(join(root, 'out/test'), { recursive: true, force: true });
  // Pages that tests open in a browser.
  await build({
    ...browser,
    entryPoints: ['test/webview/pages/*.ts'],
    outdir: 'out/test/webview/pages',
  });
  await build({
    ...node,
    minify: false,
    sourcemap: 'linked',
    sourcesContent: false,
    entryPoints: names
      .filter((name) => name.endsWith('.test.ts') || name === join('host', 'index.ts'))
      .map((name) => join('test', name)),
    outbase: 'test',
    outdir: 'out/test',
    external: ['vscode', 'mocha', 'playwright-core', 'fast-check', 'pngjs', '*.mjs'],
  });
}

/**
 * @param {string} suite
 * @returns {Promise<string[]>} relative to test/
 */
async function filesOf(suite) {
  const folder = join(root, 'test', suite);
  return existsSync(folder) ? (await readdir(folder, { recursive: true })).map((name) => join(suite, name)) : [];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProduct(process.argv.includes('--release') ? 'release' : 'development');
  if (process.argv.includes('--tests')) await buildTests();
}
