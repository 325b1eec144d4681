/**
 * How long it takes to list many runs: from the index, from the folders alone, and after one of them has changed.
 *
 *     npm run bench -- runs [how many]
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { CancelFlag } from '../src/engine/cancellation';
import { parseConfig } from '../src/engine/config';
import { sealed } from '../src/engine/files/sealed';
import { runAndKeep } from '../src/engine/runAndKeep';
import { changeLabels } from '../src/engine/runs/labels';
import { RunIndex, runsInOrder } from '../src/engine/runs/runIndex';
import { findRuns } from '../src/engine/runs/runQuery';
import { readRunFile } from '../src/engine/runs/runStore';
import { thisThread } from '../src/engine/training/trainer';
import { IndexedRuns } from '../src/engine/worker/runList';
import { RunListThread } from '../src/engine/worker/runListThread';
import { count, decimal } from '../src/text/format';
import { writePart } from './results';

const GOAL_MS = 1000;
const ROUNDS = 5;
const QUERY = 'learningRate<0.001 activation=softplus r2>0';

async function main([wanted = '10000']: readonly string[]): Promise<void> {
  const runs = Number(wanted);
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-bench-runs-'));
  try {
    const folder = join(scratch, 'runs');
    const file = join(scratch, 'index.json');
    await generate(scratch, folder, runs);
    const rebuilt = new RunIndex(folder, file);
    const rebuild = await timed(() => rebuilt.refresh());
    const save = await timed(() => rebuilt.save());
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const thread = new RunListThread(join(__dirname, 'product/worker.js'));
      const listed = new IndexedRuns(thread, folder, file);
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      const list = await timed(async () => {
        await listed.load();
        runsInOrder([...listed.entries]);
      });
      delay.disable();
      await thread.end();
      if (listed.size !== runs) throw new Error(`${listed.size} runs in the index, not ${runs}.`);
      const index = new RunIndex(folder, file);
      await index.load();
      const scan = await timed(() => index.refresh());
      const search = await timed(async () => {
        if (findRuns(index.entries, QUERY).length === 0) throw new Error(`“${QUERY}” finds nothing.`);
      });
      const id = `run-${round}`;
      await changeLabels(join(folder, id), { note: `Round ${round}.` });
      const one = await timed(() => index.refresh([id]));
      await index.save();
      const command = await timed(() => defaultRun(join(scratch, `default-${round}`)));
      rounds.push({ list, block: delay.max / 1e6, scan, search, one, command });
    }
    const rows: [string, string][] = [
      [`**list from the index** (goal ${count(GOAL_MS)} ms)`, inWords(rounds.map(({ list }) => list))],
      [
        'longest time for which the editor’s thread does nothing else meanwhile',
        inWords(rounds.map(({ block }) => block)),
      ],
      ['look for what has changed in all folders, in the background', inWords(rounds.map(({ scan }) => scan))],
      [`search: \`${QUERY}\``, inWords(rounds.map(({ search }) => search))],
      ['take in one run that has changed', inWords(rounds.map(({ one }) => one))],
      ['make the index anew from all folders, in the background', ms(rebuild)],
      ['write the index', ms(save)],
      ['the whole command on the default run, beside each', inWords(rounds.map(({ command }) => command))],
      [
        'list from the index, as a share of that command',
        shareInWords(rounds.map(({ list, command }) => list / command)),
      ],
      ['size of the index', `${((await stat(file)).size / 1e6).toFixed(1)} MB`],
    ];
    const table = rows.map(([what, found]) => `| ${what} | ${found} |`).join('\n');
    const part = `## A list of ${count(runs)} runs\n\nMedian of ${ROUNDS}, shortest and longest in brackets; Node ${process.versions.node}.\n\n|  |  |\n| --- | --- |\n${table}`;
    console.log(part);
    writePart('runs', part);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Runs of which each has a seed and a time of its own; the tensors, which no list reads, are empty. */
async function generate(scratch: string, folder: string, runs: number): Promise<void> {
  const made = join(scratch, 'made');
  const config = parseConfig({ phase1: { rows: 600 }, forks: { untilRow: 1500 }, network: { hidden: [8] } });
  const keeping = { cacheFolder: scratch, runFolder: made, cancel: new CancelFlag(), executors: [thisThread] };
  for await (const _event of runAndKeep(config, keeping)) {
    // Only the run is wanted.
  }
  const file = await readRunFile(made);
  await writeFile(join(made, 'tensors.safetensors'), '');
  for (let run = 0; run < runs; run++) {
    const target = join(folder, `run-${run}`);
    await mkdir(target, { recursive: true });
    const started = new Date(Date.UTC(2026, 0, 1) + run * 60_000).toISOString();
    const own = { ...file, started, seed: run, config: { ...file.config, seed: run } };
    await writeFile(join(target, 'run.json'), JSON.stringify(sealed(own), undefined, 2));
    await cp(join(made, 'tensors.safetensors'), join(target, 'tensors.safetensors'));
  }
}

/** The command line on the default config, from its start to its end: what machines are compared by. */
async function defaultRun(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, [join(__dirname, 'product/cli.js'), 'run', '--out', folder]);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

function inWords(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  return `${ms(sorted[Math.floor(sorted.length / 2)] as number)} (${ms(sorted[0] as number)}–${ms(sorted.at(-1) as number)})`;
}

function shareInWords(shares: readonly number[]): string {
  return decimal(shares.toSorted((one, other) => one - other)[Math.floor(shares.length / 2)] as number, 2);
}

function ms(time: number): string {
  return `${count(time)} ms`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
