/**
 * How long the default experiment takes in the window of a real VS Code, from the press in the palette to what is seen; prints
 * one table, and writes it to its part of RESULTS.md.
 *
 *     npm run build -- --release && npm run bench -- editor [rounds]
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endProduct, product } from '../test/e2e/product';
import { closeEditors, openWatched, type Times, timeStart } from './editor/start';
import type { State } from './editor/watch';
import { writePart } from './results';
import { waitForIdle } from './speed/idle';
import { median, metric } from './speed/numbers';

const IDLE = 0.85;

const TITLES: Readonly<Record<State, string>> = {
  frames: 'the panel’s frames stand',
  curve: 'the first point of the training is drawn',
  weights: 'the weights are drawn, by x and y',
  complete: 'everything is there, with its controls',
  dump: 'from a click on a point: its weights are open, the cursor at it',
};

interface Round {
  readonly idle: number;
  readonly cold: Times;
  readonly warm: Times;
  /** Seconds of the whole command. */
  readonly command: number;
}

async function main([wanted = '5']: readonly string[]): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-bench-editor-'));
  try {
    const rounds: Round[] = [];
    while (rounds.length < Number(wanted)) {
      const round = await measure(join(scratch, `run-${rounds.length}`));
      rounds.push(round);
      console.error(`round ${rounds.length} of ${wanted}: ${JSON.stringify(round)}`);
    }
    const part = report(rounds);
    console.log(part);
    writePart('editor', part);
  } finally {
    await endProduct();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One window: the first start in it, the whole command, the second start. */
async function measure(folder: string): Promise<Round> {
  const window = await openWatched(await product());
  try {
    const idle = await waitForIdle(20);
    const cold = await timeStart(window);
    const command = await wholeCommand(folder);
    await closeEditors(window);
    const warm = await timeStart(window);
    return { idle, cold, warm, command };
  } finally {
    await window.close();
  }
}

/** The command line on the default config, from its start to its end: what machines are compared by. */
async function wholeCommand(folder: string): Promise<number> {
  const start = performance.now();
  await promisify(execFile)(process.execPath, [join(__dirname, 'product/cli.js'), 'run', '--out', folder]);
  return (performance.now() - start) / 1000;
}

function report(rounds: readonly Round[]): string {
  const states = Object.keys(TITLES) as State[];
  const rows = states.map((state) => {
    const cells = (['cold', 'warm'] as const).flatMap((kind) => cellsOf(rounds, kind, state));
    return `| ${[TITLES[state], ...cells].join(' | ')} |`;
  });
  const idle = rounds.filter((round) => round.idle >= IDLE).length;
  const busy = idle === rounds.length ? '' : ', the others while it did other work: shares then mean more than seconds';
  const command = rounds.map((round) => round.command);
  return `## In the editor

The default experiment in a real VS Code of 1440 × 900 (Chromium, headless, without a GPU), from the press on “Attribution: ▶ Start
Experiment” in the palette to the end of the frame that shows it. *First*: the first start in a fresh window; *second*: once
more in the same window, after everything in it was closed. Beside each the share of the whole command, \`attribution run\` on
the default config, between the two: ${inWords(command)}. Medians of ${rounds.length} windows, shortest and longest in brackets;
Node ${process.versions.node}. ${idle} of ${rounds.length} rounds began on an idle machine${busy}.

| from the palette to | first | of the command | second | of the command |
| --- | --- | --- | --- | --- |
${rows.join('\n')}`;
}

/** Seconds and share of the command. What is over before it can be seen is in no round, or in some alone. */
function cellsOf(rounds: readonly Round[], kind: 'cold' | 'warm', state: State): [string, string] {
  const found = rounds.flatMap(({ [kind]: times, command }) => {
    const seconds = times[state];
    return seconds === undefined ? [] : [{ seconds, share: seconds / command }];
  });
  if (found.length === 0) return ['not seen', ''];
  const some = found.length === rounds.length ? '' : `, seen in ${found.length}`;
  return [`${inWords(found.map(({ seconds }) => seconds))}${some}`, metric(median(found.map(({ share }) => share)))];
}

function inWords(seconds: readonly number[]): string {
  const [low, high] = [Math.min(...seconds), Math.max(...seconds)];
  return `${metric(median(seconds))} s (${metric(low)}–${metric(high)})`;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
