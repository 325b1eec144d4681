/**
 * How soon live surgery answers, beside running the whole changed network anew. Prints the table and writes it to
 * bench/RESULTS.md; see bench/README.md.
 *
 *     ATTRIBUTION_MNIST_DIR=<folder of MNIST's four files> npm run bench -- surgery [--rounds 15]
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CancelFlag } from '../src/engine/cancellation';
import { performances } from '../src/engine/causal/margins';
import { parseConfig } from '../src/engine/config';
import { runAndKeep } from '../src/engine/runAndKeep';
import { readRun } from '../src/engine/runs/runStore';
import type { SurgeryInput } from '../src/engine/surgery/surgery';
import { surgeryInputOf } from '../src/engine/surgery/surgeryInput';
import { ForwardPass } from '../src/engine/training/forward';
import { thisThread } from '../src/engine/training/trainer';
import type { OpenedRunContract } from '../src/engine/worker/contracts';
import type { Role } from '../src/engine/worker/protocol';
import { Thread } from '../src/engine/worker/thread';
import { writePart } from './results';
import { waitForIdle } from './speed/idle';
import { median, metric } from './speed/numbers';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });

const WEIGHTS = 78_400;
const spread = (size: number) => Uint32Array.from({ length: size }, (_, at) => Math.floor((at * WEIGHTS) / size));

const SELECTIONS: readonly (readonly [string, Uint32Array])[] = [
  ['412 weights, of all neurons', spread(412)],
  [
    'one neuron, 784 weights and its bias',
    Uint32Array.from({ length: 785 }, (_, at) => (at < 784 ? 784 * 42 + at : WEIGHTS + 42)),
  ],
  ['10 %, 7,840 weights, of all neurons', spread(7840)],
  ['half, 39,200 weights', spread(39_200)],
  ['all 78,400 weights of layer 1', spread(WEIGHTS)],
];

/** Milliseconds by the clock, and of processor time of all of this process. */
interface Time {
  readonly clock: number;
  readonly processor: number;
}

function stopwatch(): () => Time {
  const [start, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { clock: performance.now() - start, processor: (user + system) / 1000 };
  };
}

/** The worker, as the extension's host has it: asked by a message, answered by messages. */
class Asked {
  private readonly thread = new Thread<OpenedRunContract>(join(__dirname, 'product/worker.js'), {
    workerData: () => ({ role: 'run' }) satisfies Role,
  });

  constructor(private readonly runFolder: string) {}

  /** From the question to the metrics, and to the comparisons. */
  async ask(members: Uint32Array): Promise<{ readonly figures: Time; readonly comparisons: Time }> {
    const since = stopwatch();
    let metrics = since();
    const onEvent = () => {
      metrics = since();
    };
    const run = { runFolder: this.runFolder, mayWrite: false, cacheFolder: tmpdir() };
    await this.thread.start('operate', { run, operation: 'reset', members }, { onEvent }).result;
    return { figures: metrics, comparisons: since() };
  }

  end(): Promise<void> {
    return this.thread.dispose();
  }
}

/** The same metrics by running every held-out image through the changed network. */
function anew({ initial, phase1, rule, test }: SurgeryInput, members: Uint32Array): Time {
  const since = stopwatch();
  const network = phase1.copy();
  for (const member of members) network.values[member] = initial.values[member] as number;
  const { sizes } = network;
  const pass = new ForwardPass({ sizes, activation: rule.activation, outputActivation: 'identity' }, network);
  const lead = Float64Array.from(test.rows, (_, n) => {
    pass.run(test.pixels, n * test.inputs);
    return (pass.output[0] as number) - (pass.output[1] as number);
  });
  performances(lead, test);
  return since();
}

async function main(mnist: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'attribution-bench-'));
  try {
    const runFolder = join(scratch, 'run');
    const config = parseConfig({ data: resolve(mnist) });
    const keeping = { cacheFolder: tmpdir(), runFolder, cancel: new CancelFlag(), executors: [thisThread] };
    for await (const _event of runAndKeep(config, keeping)) {
      // Only the run is wanted.
    }
    const context = { cacheFolder: tmpdir(), cancel: new CancelFlag(), progress: () => {} };
    const input = await surgeryInputOf(await readRun(runFolder), context);
    const idle = await waitForIdle(20);
    const asked = new Asked(runFolder);
    const opened = (await asked.ask(Uint32Array.of(0))).figures.processor;
    const rows: string[] = [];
    for (const [name, members] of SELECTIONS) {
      const rounds: { figures: Time; comparisons: Time; naive: Time }[] = [];
      // In turn, so that what the machine does besides comes over both. The first round only warms up.
      for (let round = 0; round <= Number(values.rounds); round++) {
        const measured = { ...(await asked.ask(members)), naive: anew(input, members) };
        if (round > 0) rounds.push(measured);
      }
      const of = (key: 'figures' | 'comparisons' | 'naive') => {
        const times = rounds.map((round) => round[key]);
        const processor = median(times.map((time) => time.processor));
        return `${metric(processor)} ms (${metric(Math.min(...times.map(({ clock }) => clock)))})`;
      };
      rows.push(`| ${name} | ${of('figures')} | ${of('comparisons')} | ${of('naive')} |`);
      console.error(rows.at(-1));
    }
    await asked.end();
    const text = report(rows, { images: input.test.rows.length, opened, idle });
    console.log(text);
    writePart('surgery', text);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function report(
  rows: readonly string[],
  { images, opened, idle }: { images: number; opened: number; idle: number },
): string {
  return `## Live surgery

The default run on MNIST (784–100–2), ${images} held-out images; the selection put back to its initial values. From the message
that asks to the message that answers, worker thread and messages included: processor time, median of ${values.rounds} (by the
clock, shortest); Node ${process.versions.node}, ${Math.round(100 * idle)} % of the processors idle before. *Twins*: the figures of 5 sets with shuffled neurons, one by
pixel means and 20 random ones besides. *Anew*: every image through the whole changed network
(\`src/engine/training/forward.ts\`), for the selection alone. Opening the run with its images takes ${(opened / 1000).toFixed(1)} s, once.

| selection | figures | and twins | anew, the figures alone |
| --- | --- | --- | --- |
${rows.join('\n')}

Wanted: figures within 50 ms for what a brush selects (412 to 8,000 weights), twins and random sets within 500 ms.`;
}

const mnist = process.env['ATTRIBUTION_MNIST_DIR'];
if (mnist === undefined || !existsSync(mnist)) {
  console.error('ATTRIBUTION_MNIST_DIR has to name the folder of MNIST’s four files.');
  process.exitCode = 2;
} else {
  main(mnist).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
