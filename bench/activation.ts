/**
 * How long the extension takes to activate in a real VS Code, each time in a new extension host; prints one table, and
 * writes it to its part of RESULTS.md.
 *
 *     npm run build -- --release && npm run bench -- activation [rounds]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Activation } from './activation/host.program';
import { writePart } from './results';

async function main([rounds = '9']: readonly string[]): Promise<void> {
  const measured: Activation[] = [];
  while (measured.length < Number(rounds)) measured.push(await measure());
  const metrics: [string, (one: Activation) => number][] = [
    ['activation', ({ load, activate }) => load + activate],
    ['the first command', ({ first }) => first],
    ['the same once more', ({ second }) => second],
  ];
  const rows = metrics.map(([title, metric]) => {
    const sorted = measured.map(metric).sort((one, other) => one - other);
    const shown = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)];
    return `| ${[title, ...shown.map((ms) => `${ms?.toFixed(1)} ms`)].join(' | ')} |`;
  });
  const part = `## Activation

Activation is reading \`extension.js\` and its \`activate()\`, as “Developer: Startup Performance” tells it; the first command
loads \`parts.js\` and does nothing else. ${rounds} rounds, each in a new extension host of a real VS Code.

| | median | shortest | longest |
| --- | --- | --- | --- |
${rows.join('\n')}`;
  console.log(part);
  writePart('activation', part);
}

/** In a VS Code of its own, with the extension as dist/ has it. */
async function measure(): Promise<Activation> {
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-bench-'));
  const results = join(scratch, 'results.json');
  try {
    const args = ['test/harness/host-tests.mjs', '--tests', join(__dirname, 'host.program.js')];
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, ATTRIBUTION_HOST_RESULTS: results } });
    return JSON.parse(await readFile(results, 'utf8')) as Activation;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
