import { type Held, type NegativeControlFinding, negativeControl } from '../engine/controls/negativeControl';
import { openRunData } from '../engine/runs/runData';
import { onRun, relocatedData } from './onRun';
import { print, printJson } from './streams';

export interface NegativeControlOptions {
  readonly tallies: number;
  readonly data?: string;
  readonly json?: true;
}

/**
 * `attribution negative-control`: what a kept run's y has to do with x of shuffled labels, and of other networks.
 * @throws DataError, DivergenceError, CancelledError
 */
export async function negativeControlCommand(folder: string, options: NegativeControlOptions): Promise<void> {
  const { tallies, json } = options;
  const finding = await onRun(folder, async function* (run, context) {
    const { config } = run.file;
    const { initial, x, y } = run.parameters;
    const { data, training, test } = await openRunData(run, context, relocatedData(options.data).data);
    const control = negativeControl(
      { config, data, examples: { training, test }, initial, x, y, tallies },
      context.cancel,
    );
    let next = await control.next();
    for (; !next.done; next = await control.next()) yield `Negative control: ${next.value.done} of ${next.value.of}`;
    return next.value;
  });
  await (json === true ? printJson(finding) : print(describe(finding)));
}

function describe({ level, own, shuffledLabels, otherNetworks }: NegativeControlFinding): string {
  const line = (name: string, { r2, meanR2, p }: Held) =>
    `${name.padEnd(25)}R² ${digits(r2)}; neurons shuffled R² ${digits(meanR2)}, p ${digits(p)}`;
  const count = ({ below, tallies }: { readonly below: number; readonly tallies: readonly Held[] }) =>
    `  ${below} of ${tallies.length} with p below ${level}`;
  return [
    line('x of the run', own),
    ...shuffledLabels.tallies.map((one, index) => line(`shuffled labels ${index + 1}`, one)),
    `${count(shuffledLabels)}; R² of the run's x against theirs: p ${digits(shuffledLabels.p)}`,
    ...otherNetworks.tallies.map((one, index) => line(`another network ${index + 1}`, one)),
    count(otherNetworks),
    '',
  ].join('\n');
}

function digits(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}
