// @ts-check
// `npm run bench -- <name> [arguments]`: bundles bench/<name>.ts as the product is bundled and runs it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { node } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'out/bench');
const [name = '', ...args] = process.argv.slice(2);
const source = join(root, 'bench', `${name}.ts`);

if (name !== '' && existsSync(source)) {
  // Programs of their own are bundled beside it: candidates, which are started as processes, and the product itself, so
  // that a benchmark never runs a dist/ that is being rebuilt.
  const programs = existsSync(join(root, 'bench', name))
    ? (await readdir(join(root, 'bench', name))).filter((file) => file.endsWith('.program.ts'))
    : [];
  await build({
    ...node,
    entryPoints: {
      [name]: source,
      ...Object.fromEntries(programs.map((file) => [file.slice(0, -'.ts'.length), join(root, 'bench', name, file)])),
      'product/cli': 'src/cli/main.ts',
      'product/worker': 'src/engine/worker/entry.ts',
    },
    outdir: out,
  });
  const child = spawn(process.execPath, [join(out, `${name}.js`), ...args], { stdio: 'inherit', cwd: root });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  const names = (await readdir(join(root, 'bench')))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -3));
  console.error(`Which benchmark? There is ${names.join(', ')}: npm run bench -- ${names[0]}`);
  process.exitCode = 2;
}
