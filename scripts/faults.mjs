// @ts-check
// `npm run test:faults -- --kills 200 --seed 1`: kills that many runs at random instants and resumes them, begins a third as
// many pairs of commands on one folder, lets every single change on disk fail in turn, cuts the power after each, and puts
// an entry of every kind in the place of every name. Takes minutes.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildCommandLine, buildTests } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
await buildCommandLine();
await buildTests();
const files = [
  'cli/across/faults',
  'engine/across/diskFaults',
  'engine/across/powerCuts',
  'engine/across/strangersFolders',
].map((name) => join(root, 'out/test', `${name}.test.js`));
const { status } = spawnSync(join(root, 'node_modules/.bin/mocha'), ['--exit', ...files], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    ATTRIBUTION_KILLS: values.kills,
    ATTRIBUTION_KILL_SEED: values.seed,
    ATTRIBUTION_FAULTS: 'all',
  },
});
process.exitCode = status ?? 1;
