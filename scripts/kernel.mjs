// @ts-check
// Compiles the training kernel (AssemblyScript) for whoever imports kernel.wasm, once for each state of its sources.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = join(root, 'src/engine/training/simd');
const entry = 'kernel/kernel.ts';
const options = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd,threads'],
  // The memory comes from outside and is shared by all threads; its lowest addresses belong to the kernel itself.
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
];

/** @type {import('esbuild').Plugin} */
export const kernelPlugin = {
  name: 'kernel',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/kernel\.wasm$/ }, () => ({ path: 'kernel.wasm', namespace: 'kernel' }));
    onLoad({ filter: /.*/, namespace: 'kernel' }, async () => ({
      contents: await compiledKernel(),
      loader: 'binary',
      // For a build that watches: esbuild knows nothing of these sources.
      watchFiles: (await sourcesOf()).map((name) => join(folder, name)),
      watchDirs: [join(folder, 'kernel')],
    }));
  },
};

/**
 * One for each state of the sources; all bundles of a build ask for the same.
 * @type {Map<string, Promise<Uint8Array>>}
 */
const compiled = new Map();

async function compiledKernel() {
  const hash = createHash('sha256').update(JSON.stringify(options));
  for (const name of await sourcesOf()) hash.update(await readFile(join(folder, name)));
  const state = hash.digest('hex').slice(0, 16);
  const binary = compiled.get(state) ?? compile(join(root, 'out/kernel', `${state}.wasm`));
  compiled.set(state, binary);
  return binary;
}

async function sourcesOf() {
  return ['layout.ts', ...(await readdir(join(folder, 'kernel'))).map((name) => join('kernel', name))].sort();
}

/**
 * @param {string} cached  Where it is, or is kept.
 * @returns {Promise<Uint8Array>}
 */
async function compile(cached) {
  try {
    return await readFile(cached);
  } catch {
    // Not compiled yet.
  }
  const args = [entry, '--baseDir', folder, '--outFile', 'kernel.wasm', ...options];
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await main(args, {
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm' && typeof contents !== 'string') binary = contents;
    },
  });
  if (error || binary === undefined) throw new Error(`The kernel does not compile:\n${stderr.toString()}`);
  await mkdir(dirname(cached), { recursive: true });
  // By a rename, so that a build beside this one never reads half of it.
  await writeFile(`${cached}.${process.pid}`, binary);
  await rename(`${cached}.${process.pid}`, cached);
  return binary;
}
