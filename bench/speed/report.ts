import type { Goal } from './candidates';
import { METHOD } from './method';
import { median, metric } from './numbers';
import type { ForksFinding, ProgressFinding, ScalingFinding, StretchesFinding } from './programs';
import type { Finding, Measured, Speed } from './rounds';
import { type CommandParts, medianParts, type WholeCommand } from './wholeCommand';

export const PARTS = ['steps', 'forks', 'scaling', 'stretches', 'progress', 'command'] as const;

/** Everything that was measured. */
export interface Findings {
  readonly machine: readonly [string, string][];
  readonly steps: { readonly fast: Measured; readonly findings: readonly Finding[] };
  readonly forks: ForksFinding;
  readonly scaling: ScalingFinding;
  readonly stretches: readonly StretchesFinding[];
  readonly progress: readonly ProgressFinding[];
  readonly command: WholeCommand;
}

/** What a title says about the direction of its ratio, which means nothing beside a time. */
const OURS_OVER_ITS = / \((time of )?ours \/ its\)$/;

/** The results as Markdown, for its part of RESULTS.md. Parts that were not measured are left out. */
export function report(findings: Partial<Findings>): string {
  const { machine, steps, forks, scaling, stretches, progress, command } = findings;
  return [
    ...(machine === undefined ? [] : ['## The machine', table(['', ''], machine)]),
    ...(steps === undefined ? [] : stepSections(steps)),
    ...(forks === undefined ? [] : forkSections(forks)),
    ...(scaling === undefined ? [] : scalingSections(scaling)),
    ...(stretches === undefined ? [] : stretchSections(stretches)),
    ...(progress === undefined ? [] : progressSections(progress)),
    ...(command === undefined ? [] : commandSections(command)),
    METHOD,
  ].join('\n\n');
}

function stepSections({ fast, findings }: Findings['steps']): string[] {
  const rows = findings.map((finding) => {
    const { title, goal, oursOverIts = false } = finding.candidate;
    if ('missing' in finding) return [title, ...goalCells(goal), '**missing**', '', `\`${finding.candidate.install}\``];
    if ('wrong' in finding) return [title, ...goalCells(goal), `**wrong**: ${finding.wrong}`, '', 'not timed'];
    const { plain, tally } = finding.measured;
    return [
      title,
      ...goalCells(goal),
      ratio(plain, oursOverIts),
      ratio(tally, oursOverIts),
      verdict(goal, plain, tally),
    ];
  });
  const times = [
    ['fast kernel (WebAssembly, f64x2, sparse)', fast.version, '20000', ...speedCells(fast)],
    ...findings.flatMap((finding) => {
      const { title, steps } = finding.candidate;
      return 'measured' in finding
        ? [[title.replace(OURS_OVER_ITS, ''), finding.measured.version, String(steps), ...speedCells(finding.measured)]]
        : [];
    }),
  ];
  return [
    '## One training step against what else there is',
    'The same work for all: MNIST, digits 1, 7 | 6, 8, 784–100–2, softplus, ½ Σ (y − t)², η 0.0001, one example a step, ' +
      'float64 unless a row says otherwise, one thread. Ratios of times, the other divided by ours; in the rows of C, ours ' +
      'divided by the other. Medians over the rounds, smallest and largest in brackets.',
    table(['against', 'goal, step', 'goal, with tally', 'step', 'with tally', ''], rows),
    'The times behind it, medians. *Off by*: relative L2 distance of parameters and tallies from the reference kernel’s ' +
      'after that many steps with tally, the worst of the three.',
    table(['', 'version', 'steps checked', 'off by', 'µs a step', 'µs with tally'], times),
  ];
}

function speedCells({ deviation, plain, tally }: Measured): string[] {
  return [deviation === 0 ? '0' : deviation.toExponential(0), metric(plain.microseconds), metric(tally.microseconds)];
}

function goalCells(goal: Goal): string[] {
  if (goal.kind === 'none') return ['–', '–'];
  const sign = goal.kind === 'at least' ? '≥' : '≤';
  return [`${sign} ${goal.plain} ×`, `${sign} ${goal.tally} ×`];
}

/** Median, smallest, largest. */
function ratio({ ratio: value, spread: [low, high] }: Speed, oursOverIts: boolean): string {
  const [middle, least, most] = (oursOverIts ? [1 / value, 1 / high, 1 / low] : [value, low, high]).map(metric);
  return `${middle} × (${least}–${most})`;
}

function verdict(goal: Goal, plain: Speed, tally: Speed): string {
  if (goal.kind === 'none') return 'no goal';
  const met = (speed: Speed, limit: number) =>
    goal.kind === 'at least' ? speed.ratio >= limit : 1 / speed.ratio <= limit;
  return outcome(met(plain, goal.plain), met(tally, goal.tally));
}

function outcome(...met: readonly boolean[]): string {
  if (met.every(Boolean)) return 'met';
  return met.some(Boolean) ? (met[0] === true ? '**missed with tally**' : '**missed without tally**') : '**missed**';
}

const FORKS_GOAL = 1.7;

function forkSections({ threads, taken }: ForksFinding): string[] {
  const ratios = taken.map(({ one, all }) => one / all);
  const quiet = taken.filter(({ idle }) => idle >= 0.85).map(({ one, all }) => one / all);
  const row = (name: string, values: readonly number[], judged: string) => [
    name,
    `≥ ${FORKS_GOAL} ×`,
    `${metric(median(values))} × (${metric(Math.min(...values))}–${metric(Math.max(...values))})`,
    String(values.length),
    judged,
  ];
  return [
    '## Four forks, warm threads',
    `Four networks of 15,000 steps: on one thread, then on ${threads}, by the clock. ${quiet.length} of ${taken.length} ` +
      'rounds began on an idle machine (85 % or more of its processor time idle just before); they alone decide.',
    table(
      ['', 'goal', `${threads} threads against one`, 'rounds', ''],
      quiet.length === 0
        ? [row('all rounds', ratios, '**not decided**: the machine was busy')]
        : [
            row('rounds that began on an idle machine', quiet, outcome(median(quiet) >= FORKS_GOAL)),
            row('all rounds', ratios, ''),
          ],
    ),
  ];
}

function scalingSections({ widths, lengths, seeds }: ScalingFinding): string[] {
  const mebi = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const first = widths[0] as (typeof widths)[number];
  return [
    '## How the cost grows',
    'In width. *A network* is what one thread needs for parameters, both tallies and the state of a step; *in all* is the ' +
      'kernel’s memory of the default experiment: a network a core, and the active pixels of all images.',
    table(
      ['hidden neurons', 'µs a step', 'µs with tally', 'against H = 100', 'a network', 'in all'],
      widths.map(({ width, plain, tally, networkBytes, allBytes }) => [
        String(width),
        metric(plain),
        metric(tally),
        `${metric(plain / first.plain)} × (tally ${metric(tally / first.tally)} ×) for ${width / first.width} × the width`,
        mebi(networkBytes),
        mebi(allBytes),
      ]),
    ),
    'In examples, and in seeds (networks one after the other on one thread, with all that a job takes besides its steps):',
    table(
      ['examples', 'µs a step'],
      lengths.map(({ steps, plain }) => [String(steps), metric(plain)]),
    ),
    table(
      ['seeds', 'µs a step of one network'],
      seeds.map(({ count, plain }) => [String(count), metric(plain)]),
    ),
  ];
}

const STRETCH_GOAL_MS = 100;

function stretchSections(findings: Findings['stretches']): string[] {
  return [
    '## How soon it can be cancelled',
    'The longest stretch of a whole run, from reading MNIST to writing the run, between two looks at the cancel flag; all on ' +
      'one thread, by the clock or by processor time, whichever is less. Memory: the whole process at its fullest. Wide ' +
      'networks are trained on few rows, which decides how long a run takes and not how long a stretch is.',
    table(
      ['hidden neurons', 'longest stretch', 'goal', '', 'memory'],
      findings.map(({ title, longest, peakBytes }) => [
        title,
        `${metric(longest)} ms`,
        `≤ ${STRETCH_GOAL_MS} ms`,
        outcome(longest <= STRETCH_GOAL_MS),
        `${(peakBytes / 2 ** 20).toFixed(0)} MiB`,
      ]),
    ),
  ];
}

const PROGRESS_GOAL_MS = 100;

function progressSections(findings: Findings['progress']): string[] {
  return [
    '## How often progress is told',
    'From one progress of a network to its next, as the panel and the command line are told of it, by the clock; the ' +
      'default experiment on full MNIST, on all cores.',
    table(
      ['hidden neurons', 'intervals', 'median', 'longest', 'goal, median', ''],
      findings.map(({ width, events, median: middle, longest }) => [
        String(width),
        String(events),
        `${metric(middle)} ms`,
        `${metric(longest)} ms`,
        `≤ ${PROGRESS_GOAL_MS} ms`,
        outcome(middle <= PROGRESS_GOAL_MS),
      ]),
    ),
  ];
}

const SCRIPT_GOAL = 15;
const REST_GOAL = 0.65;

function commandSections(found: WholeCommand): string[] {
  const { ours, others, nodeStart, controls, scripts, idle } = found;
  const parts = medianParts(ours);
  const start = median(nodeStart);
  const names = Object.keys(controls[0] ?? {});
  const ofControl = (name: string) => median(controls.map((control) => control[name] as number));
  const ofAll = median(controls.map((control) => names.reduce((sum, name) => sum + (control[name] as number), 0)));
  const seconds = (value: number) => `${value.toFixed(3)} s`;
  const share = (value: number) => `${((100 * value) / parts.whole).toFixed(0)} %`;
  const restOf = (runs: readonly CommandParts[]) => median(runs.map(({ whole, training }) => 1 - training / whole));
  const rest = restOf(ours);
  const against = (runs: readonly CommandParts[], taken: readonly number[]) => {
    const ratios = taken.map((value, round) => value / (runs[round] as CommandParts).whole);
    return {
      middle: median(ratios),
      text: `${metric(median(ratios))} × (${metric(Math.min(...ratios))}–${metric(Math.max(...ratios))})`,
    };
  };
  const [autograd] = scripts;
  const rows: [string, number][] = [
    ['start of node alone', start],
    ['from there to the first step: modules, decoding, checksums, lists of active pixels', parts.before - start],
    ['training: phase 1, four forks, held-out accuracy', parts.training],
    ['from there on: the default controls on all cores, other figures, writing to disk, exit', parts.after],
    ['the default controls, one after another in a fresh process of their own', ofAll],
  ];
  return [
    '## The whole command',
    'From process start to the run folder on disk, by the clock: `attribution run --data <MNIST> --out <folder>`, default ' +
      'config, against a PyTorch script that does the same experiment and reports the same figures ' +
      '(`bench/peers/experiment.py`, from the same initial parameters; its R² of three tensors, ρ, the variance of the ' +
      'slope, mean per-pixel r and how many hold, constant inputs, distinct points, ink alone, the parts of r, R² without ' +
      'constant inputs, on log-ratio axes, from all of phase 1 and of the other measures in x’s place, and the clusters by ' +
      'density with their adjusted Rand index agree with ours to 10⁻⁶). ' +
      `${idle.filter((one) => one >= 0.85).length} of ${idle.length} rounds began on an idle machine.`,
    table(
      ['', 'seconds', 'goal', 'against ours', ''],
      [
        ['attribution run', metric(parts.whole), '', '', ''],
        ...scripts.map(({ title, seconds: taken, missing }, index) => {
          if (missing !== undefined) return [title, '**missing**', '', missing, ''];
          const { middle, text } = against(ours, taken);
          const goal = index === 0 ? [`≥ ${SCRIPT_GOAL} ×`, outcome(middle >= SCRIPT_GOAL)] : ['–', 'no goal'];
          return [title, metric(median(taken)), goal[0] as string, text, goal[1] as string];
        }),
      ],
    ),
    others.length === 0
      ? 'No other version of Node is installed here; `npm test` brings those that it needs.'
      : 'The same command on other versions of Node, in the same rounds:',
    table(
      ['attribution run on', 'seconds', 'PyTorch autograd + SGD against it', 'not training'],
      others.map(({ title, parts: runs }) => [
        title,
        metric(median(runs.map(({ whole }) => whole))),
        autograd === undefined || autograd.missing !== undefined ? '**missing**' : against(runs, autograd.seconds).text,
        `${(100 * restOf(runs)).toFixed(0)} %`,
      ]),
    ),
    `Share of time not spent training: **${(100 * rest).toFixed(0)} %**, goal ≤ ${100 * REST_GOAL} %, ${outcome(rest <= REST_GOAL)}. ` +
      'Of the controls: ' +
      `${names.map((name) => `${name} ${seconds(ofControl(name))}`).join(', ')}; *inputs* goes through the images, which is ` +
      'done while phase 1 is trained.',
    table(
      ['part of the command', 'time', 'share'],
      rows.map(([name, value]) => [name, seconds(value), share(value)]),
    ),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
