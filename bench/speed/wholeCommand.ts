import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { python } from './candidates';
import { waitForIdle } from './idle';
import { otherNodes } from './nodes';
import { median } from './numbers';

/** A run of the command line, in seconds by the clock. */
export interface CommandParts {
  /** Process start to exit. */
  readonly whole: number;
  /** From the first network's start to the last one's end, held-out judging included. */
  readonly training: number;
  /** Start of node, decoding, active-pixel lists. */
  readonly before: number;
  /** Comparing, all metrics, writing, exit. */
  readonly after: number;
}

export interface WholeCommand {
  readonly ours: readonly CommandParts[];
  /** The same on other versions of Node. */
  readonly others: readonly { readonly title: string; readonly parts: readonly CommandParts[] }[];
  /** Start of node and nothing else. */
  readonly nodeStart: readonly number[];
  /** Name of each control → seconds, run after run. */
  readonly controls: readonly Readonly<Record<string, number>>[];
  readonly scripts: readonly {
    readonly title: string;
    readonly seconds: readonly number[];
    readonly missing?: string;
  }[];
  /** Share of idle processor time before each round. */
  readonly idle: readonly number[];
}

const SCRIPTS = [
  { title: 'PyTorch autograd + SGD', args: [] },
  { title: 'PyTorch no-grad by hand', args: ['--by-hand'] },
];

/** Our command line against the script, in turn. The metrics that both report must be the same ones. */
export async function measureWholeCommand(
  folder: string,
  scratch: string,
  rounds: number,
  say: (line: string) => void,
): Promise<WholeCommand> {
  const ours: CommandParts[] = [];
  const others = otherNodes().map(({ title, program }) => ({ title, program, parts: [] as CommandParts[] }));
  const nodeStart: number[] = [];
  const controls: Record<string, number>[] = [];
  const idle: number[] = [];
  const scripts: { title: string; seconds: number[]; missing?: string }[] = SCRIPTS.map(({ title }) => ({
    title,
    seconds: [],
  }));
  const kept = join(scratch, 'run');
  await runOurs(process.execPath, folder, kept);
  for (let round = 0; round < rounds; round++) {
    idle.push(await waitForIdle(20));
    nodeStart.push(await timed([process.execPath, '-e', '0']));
    const out = join(scratch, `run-${round}`);
    for (const { program, parts } of [{ program: process.execPath, parts: ours }, ...others]) {
      parts.push(await runOurs(program, folder, out));
      rmSync(out, { recursive: true });
    }
    controls.push(JSON.parse(await outputOf([process.execPath, join(__dirname, 'controls.program.js'), folder, kept])));
    for (const [index, { args }] of SCRIPTS.entries()) {
      const script = scripts[index] as (typeof scripts)[number];
      if (script.missing !== undefined) continue;
      const folderOfScript = join(scratch, `script-${index}-${round}`);
      const initial = join(kept, 'tensors.safetensors');
      const options = ['--data', folder, '--out', folderOfScript, '--initial', initial, ...args];
      try {
        script.seconds.push(await timed([...python('experiment.py'), ...options]));
        if (round === 0) refuseOtherMetrics(kept, folderOfScript);
        rmSync(folderOfScript, { recursive: true });
      } catch (error) {
        script.missing =
          String(error instanceof Error ? error.message : error)
            .trim()
            .split('\n')
            .pop() ?? '';
      }
    }
    say(`whole command, round ${round + 1} of ${rounds}: ${(ours[round] as CommandParts).whole.toFixed(2)} s`);
  }
  return { ours, others: others.map(({ title, parts }) => ({ title, parts })), nodeStart, controls, scripts, idle };
}

/** Medians of each part over the rounds. */
export function medianParts(parts: readonly CommandParts[]): CommandParts {
  const of = (key: keyof CommandParts) => median(parts.map((part) => part[key]));
  return { whole: of('whole'), training: of('training'), before: of('before'), after: of('after') };
}

async function runOurs(node: string, folder: string, out: string): Promise<CommandParts> {
  let [training, comparing] = [Number.NaN, Number.NaN];
  const from = performance.now();
  const whole = await timed(
    [node, join(__dirname, 'product/cli.js'), 'run', '--data', folder, '--out', out],
    (line) => {
      if (line.startsWith('Training') && Number.isNaN(training)) training = (performance.now() - from) / 1000;
      if (line.startsWith('Comparing')) comparing = (performance.now() - from) / 1000;
    },
  );
  return { whole, before: training, training: comparing - training, after: whole - comparing };
}

/** @param seen called with each line of standard error as it comes */
async function timed(command: readonly string[], seen: (line: string) => void = () => {}): Promise<number> {
  const from = performance.now();
  await run(command, seen, () => {});
  return (performance.now() - from) / 1000;
}

async function outputOf(command: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await run(
    command,
    () => {},
    (line) => lines.push(line),
  );
  return lines.join('\n');
}

function run(
  [program, ...args]: readonly string[],
  onError: (line: string) => void,
  onOutput: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program as string, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const complaints: string[] = [];
    createInterface({ input: child.stdout }).on('line', onOutput);
    createInterface({ input: child.stderr }).on('line', (line) => {
      complaints.push(line);
      onError(line);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(complaints.join('\n') || `ended with ${code}`)),
    );
  });
}

/** Metrics in both run files that must agree: where they stand in ours and in the script's. */
const METRICS: readonly (readonly string[])[] = [
  ['metrics', 'layer1.weight', 'r2'],
  ['metrics', 'layer1.bias', 'r2'],
  ['metrics', 'layer2.weight', 'r2'],
  ['metrics', 'pixelCorrelation', 'mean'],
  ['metrics', 'identity', 'constantInputs'],
  ['metrics', 'clusters', 'distinctPoints'],
  ['metrics', 'controls', 'inkAlone', 'r2'],
  ['metrics', 'layer1.weight', 'spearman'],
  ['metrics', 'layer1.weight', 'band', 'slopeVariance'],
  ['metrics', 'pixelCorrelation', 'holding', 'negative'],
  ['metrics', 'pixelCorrelation', 'holding', 'positive'],
  ['metrics', 'controls', 'decomposition', 'pixel', 'contribution'],
  ['metrics', 'controls', 'decomposition', 'residual', 'r'],
  ['metrics', 'controls', 'withoutConstant', 'r2'],
  ['metrics', 'controls', 'logRatios', 'r2'],
  ['metrics', 'controls', 'wholeTally', 'r2'],
  ['metrics', 'controls', 'clusterPurity', 'all', 'clusters'],
  ['metrics', 'controls', 'clusterPurity', 'all', 'noise'],
  ['metrics', 'controls', 'clusterPurity', 'all', 'adjustedRand'],
  ['metrics', 'controls', 'clusterPurity', 'varying', 'clusters'],
  ['metrics', 'controls', 'clusterPurity', 'varying', 'adjustedRand'],
  ['metrics', 'measures', 'root-fisher', 'r2'],
  ['metrics', 'measures', 'synaptic-intelligence', 'r2'],
  ['metrics', 'measures', 'synaptic-intelligence', 'spearman'],
  ['metrics', 'measures', 'weight', 'r2'],
  ['metrics', 'measures', 'weight-change', 'spearman'],
];

/** @throws Error where the script ran another experiment */
function refuseOtherMetrics(ours: string, theirs: string): void {
  const [our, their] = [ours, theirs].map((folder): unknown =>
    JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')),
  );
  for (const path of METRICS) {
    const [one, other] = [numberAt(our, path), numberAt(their, path)];
    if (!(Math.abs(one - other) <= 1e-6)) throw new Error(`${path.join('.')} is ${other}, not ${one}`);
  }
}

function numberAt(value: unknown, path: readonly string[]): number {
  return Number(path.reduce((at: unknown, key) => (at as Record<string, unknown>)[key], value));
}
