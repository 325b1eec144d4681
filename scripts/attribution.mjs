// @ts-check
// `npm run -s attribution -- …`: the command line, built first when dist/ is missing or older than its sources.
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist/cli.js');

if (await isStale()) {
  const { buildCommandLine } = await import('./build.mjs');
  await buildCommandLine();
}

// npm changes into the package's folder; paths on the command line are meant from where it was called.
const INIT_CWD = process.env['INIT_CWD'];
if (INIT_CWD === undefined || isThere(INIT_CWD)) {
  process.argv[1] = cli;
  // In this very process: signals, standard streams and exit status are the command line's own.
  await import(pathToFileURL(cli).href);
}

/** @param {string} folder */
function isThere(folder) {
  try {
    process.chdir(folder);
    return true;
  } catch (error) {
    console.error(
      `${folder}: the working folder is not there any more (${error instanceof Error && 'code' in error ? error.code : error}): change into one that is.`,
    );
    process.exitCode = 2;
    return false;
  }
}

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
