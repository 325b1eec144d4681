/**
 * How long `attribution show` takes over runs of other systems, and the most memory that it takes. Makes its own files, prints
 * a table and writes it to RESULTS.md; see bench/README.md.
 *
 *     npm run bench -- show [rounds] [folder for the files, about 2.2 GB; they stay there]
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writePart } from './results';
import { gpt2, type MadeNetwork, parametersOf, resnet18, writeMade } from './show/made';
import { waitForIdle } from './speed/idle';
import { median, metric } from './speed/numbers';

/** What is to be reached: as a multiple of the whole command's time on the machine that the goals are meant for, 1.1 s. */
const GOALS = { default: 1 / 1.1, resnet18: 10 / 1.1, gpt2: 100 / 1.1, peakMiB: 1536 } as const;

interface Took {
  readonly seconds: number;
  readonly peakMiB: number;
}

interface Row {
  readonly title: string;
  readonly goal: number;
  readonly rounds: readonly { readonly show: Took; readonly command: number }[];
}

async function main([wanted = '3', kept]: readonly string[]): Promise<void> {
  const scratch = kept === undefined ? await mkdtemp(join(tmpdir(), 'attribution-bench-show-')) : resolve(kept);
  try {
    const made = await Promise.all([resnet18(), gpt2()].map((network) => madeIn(network, scratch)));
    const idle = await waitForIdle(20);
    const rows: Row[] = [];
    const subjects = [
      ['default run, 79,510 parameters', undefined, GOALS.default],
      [made[0]?.title ?? '', made[0]?.folder, GOALS.resnet18],
      [made[1]?.title ?? '', made[1]?.folder, GOALS.gpt2],
    ] as const;
    for (const [title, folder, goal] of subjects) {
      const rounds: { show: Took; command: number }[] = [];
      while (rounds.length < Number(wanted)) {
        // In the same minute: what machines are compared by.
        const own = join(scratch, `run-${rows.length}-${rounds.length}-${process.pid}`);
        const command = await commandLine(['run', '--out', own]);
        rounds.push({ show: await commandLine(['show', folder ?? own, '--json']), command: command.seconds });
        await rm(own, { recursive: true });
        console.error(`${title}, round ${rounds.length}: ${JSON.stringify(rounds.at(-1))}`);
      }
      rows.push({ title, goal, rounds });
    }
    const part = report(rows, Number(wanted), idle);
    console.log(part);
    writePart('show', part);
  } finally {
    if (kept === undefined) await rm(scratch, { recursive: true, force: true });
  }
}

async function madeIn(network: MadeNetwork, scratch: string): Promise<{ title: string; folder: string }> {
  const folder = join(scratch, network.title.replaceAll(' ', '-'));
  if (!existsSync(join(folder, 'run.json'))) await writeMade(network, folder);
  const count = (parametersOf(network) / 1e6).toFixed(1);
  const files = network.shards === 1 ? 'one file' : `${network.shards} files`;
  return { title: `${network.title}’s shapes, ${count} million in ${network.layers.length} layers, ${files}`, folder };
}

async function commandLine(args: readonly string[]): Promise<Took> {
  const start = performance.now();
  const { stderr } = await promisify(execFile)(process.execPath, [join(__dirname, 'peak.program.js'), ...args], {
    maxBuffer: 2 ** 28,
  });
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1]);
  return { seconds: (performance.now() - start) / 1000, peakMiB: peak / 1024 };
}

function report(rows: readonly Row[], rounds: number, idle: number): string {
  const lines = rows.map(({ title, goal, rounds: took }) => {
    const seconds = took.map(({ show }) => show.seconds);
    const share = median(took.map(({ show, command }) => show.seconds / command));
    const peak = Math.max(...took.map(({ show }) => show.peakMiB));
    const met = share <= goal && peak <= GOALS.peakMiB ? 'met' : '**missed**';
    return `| ${title} | ${metric(median(seconds))} s | ${metric(share)} | ≤ ${metric(goal)} | ${Math.round(peak)} MiB | ≤ ${GOALS.peakMiB} MiB | ${met} |`;
  });
  return `## The figures of any run

\`attribution show <run> --json\`, from the start of the process to its end: how y goes with x in every layer, with Spearman’s ρ.
Beside it the share of the whole command, \`attribution run\` on the default config, in the same minute; the goals are seconds on
a machine where that takes 1.1 s (1, 10 and 100). Runs of other systems are of made numbers, float32. Medians of ${rounds} rounds,
the most memory of all of them; one thread, Node ${process.versions.node}, ${Math.round(100 * idle)} % of the processors idle before.

| run | time | of the command | goal | most memory | goal |  |
| --- | --- | --- | --- | --- | --- | --- |
${lines.join('\n')}`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
