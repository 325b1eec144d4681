// @ts-check
// Installs further versions of Node from the npm registry, where npm has them for this platform: `node install.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const platform = `${process.platform}-${process.arch}`;
/** @type {{ optionalDependencies: Record<string, string> }} */
const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const wanted = Object.entries(optionalDependencies)
  .filter(([name]) => name.endsWith(`-${platform}`))
  .map(([name, of]) => ({ name, version: of.slice(of.lastIndexOf('@') + 1) }));
const versions = wanted.map(({ version }) => version).join(' and ');

/** @param {{ name: string, version: string }} one */
function isInstalled({ name, version }) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
}

if (wanted.length === 0) {
  console.log(`npm has no other Node for ${platform}: the bytes are compared without.`);
} else if (wanted.every(isInstalled)) {
  console.log(`Node ${versions} are installed.`);
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
