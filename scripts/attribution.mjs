// @ts-check
// `npm run -s attribution -- …`: the command line, built first when dist/ is missing or older than its sources.
import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist/cli.js');

if (await isStale()) {
  const { buildCommandLine } = await import('./build.mjs');
  await buildCommandLine();
}

// npm changes into the package's folder; paths on the command line are meant from where it was called.
const child = spawn(process.execPath, [cli, ...process.argv.slice(2)], {
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  stdio: 'inherit',
});
// A signal meant for the command line may reach this process alone; it is handed on, and this one waits for its status.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});

async function isStale() {
  const built = await Promise.all([cli, join(root, 'dist/worker.js'), join(root, 'dist/trainer.js')].map(timeOf));
  const sources = await readdir(join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = sources.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const changed = await Promise.all([...files, join(root, 'package-lock.json')].map(timeOf));
  return Math.min(...built) < Math.max(...changed);
}

/** @param {string} path */
async function timeOf(path) {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
