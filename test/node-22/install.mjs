// @ts-check
// Installs Node 22 from the npm registry, where npm has it for this platform: `node install.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const name = `node-${process.platform}-${process.arch}`;
const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const wanted = optionalDependencies[name];
const installed = join(folder, 'node_modules', name, 'package.json');

if (wanted === undefined) {
  console.log(`npm has no Node 22 for ${process.platform}-${process.arch}: the bytes are compared without it.`);
} else if (existsSync(installed) && JSON.parse(readFileSync(installed, 'utf8')).version === wanted) {
  console.log(`Node ${wanted} is installed.`);
} else {
  // The npm that started this, else the one on the path.
  const script = process.env['npm_execpath'];
  const [program, before] = script?.endsWith('npm-cli.js') ? [process.execPath, [script]] : ['npm', []];
  const args = [...before, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
  // Settings that an npm script hands down name the folder of its own package.
  const inherited = /^npm_(lifecycle|package)_|^npm_config_(ignore_scripts|local_prefix)$/i;
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !inherited.test(key)));
  const { status, error } = spawnSync(program, args, { cwd: folder, env, stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
}
