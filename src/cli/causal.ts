import { type CausalFinding, causalTest } from '../engine/causal/causalTest';
import { INTERVENTION_NAMES, INTERVENTIONS } from '../engine/causal/interventions';
import type { Performances } from '../engine/causal/margins';
import { causalVerdict, selectivities } from '../engine/causal/selectivity';
import { causalInputOf } from '../engine/causal/storedRun';
import { onRun } from './onRun';

export interface CausalOptions {
  readonly tensor: string;
  readonly json?: true;
}

/**
 * `attribution causal`: the causal test of a run that has been kept.
 * @throws ConfigError, DataError, CancelledError
 */
export async function causalCommand(folder: string, { tensor, json }: CausalOptions): Promise<void> {
  const finding = await onRun(folder, async function* (run, context) {
    const test = causalTest(await causalInputOf(run, tensor, context), context.cancel);
    let next = await test.next();
    for (; !next.done; next = await test.next())
      yield `Intervening: ${next.value.done} of ${next.value.curves} dose curves`;
    return next.value;
  });
  process.stdout.write(json === true ? `${JSON.stringify(reported(finding))}\n` : describeCausal(finding));
}

/** The finding with what follows from it. */
function reported(finding: CausalFinding) {
  const byIntervention = <Value>(of: (name: (typeof INTERVENTION_NAMES)[number]) => Value) =>
    Object.fromEntries(INTERVENTION_NAMES.map((name) => [name, of(name)]));
  return {
    ...finding,
    selectivity: byIntervention((name) => selectivities(finding, name)),
    verdicts: byIntervention((name) => causalVerdict(finding, name)),
  };
}

/** The figures in words, for a terminal. */
function describeCausal(finding: CausalFinding): string {
  const { tensor, candidates, trained, initial } = finding;
  const lines = [
    `${tensor}, ${candidates} weights ranked`,
    performance('phase 1', trained),
    performance('initial network', initial),
  ];
  for (const name of INTERVENTION_NAMES) {
    lines.push(
      '',
      `${name}: ${INTERVENTIONS[name]}; S is the effect on A's margin less that on B's, mean over the doses`,
    );
    for (const { title, mean, low, high } of selectivities(finding, name)) {
      const range = low === high ? '' : ` (${low.toFixed(3)} … ${high.toFixed(3)})`;
      lines.push(`  ${title.padEnd(24)}S ${mean.toFixed(3)}${range}`);
    }
    lines.push(`  ${causalVerdict(finding, name)}`);
  }
  return `${lines.join('\n')}\n`;
}

function performance(name: string, { a, b }: Performances): string {
  const group = ({ margin, auc, accuracy }: Performances['a']) =>
    `margin ${margin.toFixed(3)}, AUC ${auc.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`;
  return `${name.padEnd(20)}A: ${group(a)}; B: ${group(b)}`;
}
