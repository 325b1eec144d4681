// @ts-check
// Throws inputs at every parser of what comes from outside:
//
//   npm run test:fuzz -- [--long] [--inputs <each>] [--seed <number>] [--only <words of a test's name>]

import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: given } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '2026' },
    only: { type: 'string' },
  },
});
const inputs = given.inputs ?? (given.long ? '100000' : '1000');
const folder = join(root, 'out/test/fuzz');
const files = (await readdir(folder)).filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name));
const only = given.only === undefined ? [] : ['--grep', given.only];
const mocha = spawn(join(root, 'node_modules/.bin/mocha'), ['--exit', '--timeout', '600000', ...only, ...files], {
  stdio: 'inherit',
  env: { ...process.env, ATTRIBUTION_FUZZ_INPUTS: inputs, ATTRIBUTION_FUZZ_SEED: given.seed },
});
mocha.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
