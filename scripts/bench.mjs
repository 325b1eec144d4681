// @ts-check
// `npm run bench -- <name> [arguments]`: bundles bench/<name>.ts as the product is bundled and runs it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { browser, node } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = join(root, 'out/bench');
const [name = '', ...args] = process.argv.slice(2);
const source = join(root, 'bench', `${name}.ts`);

if (name !== '' && existsSync(source)) {
  // Programs of their own are bundled beside it: candidates, which are started as processes, pages, which a browser opens,
  // and the product itself, so that a benchmark never runs a dist/ that is being rebuilt.
  const files = existsSync(join(root, 'bench', name)) ? await readdir(join(root, 'bench', name)) : [];
  /** @param {string} kind */
  const entries = (kind) =>
    Object.fromEntries(
      files
        .filter((file) => file.endsWith(`.${kind}.ts`))
        .map((file) => [file.slice(0, -'.ts'.length), join(root, 'bench', name, file)]),
    );
  await build({
    ...node,
    entryPoints: {
      [name]: source,
      ...entries('program'),
      'product/cli': 'src/cli/main.ts',
      'product/worker': 'src/engine/worker/entry.ts',
      'product/trainer': 'src/engine/worker/trainer.ts',
    },
    external: ['playwright-core', 'vscode'],
    outdir: out,
  });
  await build({
    ...browser,
    entryPoints: { ...entries('page'), 'product/panel': 'webview/main.ts' },
    outdir: out,
  });
  await build({ ...browser, entryPoints: ['webview/panel.css'], outfile: join(out, 'product/panel.css') });
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
