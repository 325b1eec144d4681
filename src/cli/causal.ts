import { join } from 'node:path';
import { type CausalFile, keepCausalTest, type SeedFinding } from '../engine/causal/causalFile';
import { type CausalEvent, causalOverSeeds } from '../engine/causal/overSeeds';
import { judgeRanking, selectivities } from '../engine/causal/selectivity';
import { Pool } from '../engine/worker/pool';
import { INTERVENTION_NAMES } from '../model/interventions';
import type { Performances } from '../model/performance';
import { interventionWords, judgementSentence, rankingTitle, verdictSentence } from '../text/causal';
import { percentDone } from '../text/format';
import { onRun, relocatedData } from './onRun';
import { print, printJson } from './streams';

export interface CausalOptions {
  readonly tensor: string;
  readonly seeds: number;
  readonly data?: string;
  readonly keep?: true;
  readonly json?: true;
}

/**
 * `attribution causal`: the causal test of a run that has been kept, and of the seeds that follow its own.
 * @throws ConfigError, DataError, DivergenceError, CancelledError
 */
export async function causalCommand(folder: string, { tensor, seeds, data, keep, json }: CausalOptions): Promise<void> {
  const pool = new Pool(join(__dirname, 'trainer.js'));
  try {
    const file = await onRun(folder, async function* (run, context) {
      const test = causalOverSeeds(run, { tensor, seeds, ...relocatedData(data) }, context, pool.executors);
      let next = await test.next();
      for (; !next.done; next = await test.next()) yield progressWords(next.value);
      if (keep === true) await keepCausalTest(run.folder, next.value);
      return next.value;
    });
    await (json === true ? printJson(reported(file)) : print(describeCausal(file)));
  } finally {
    await pool.dispose();
  }
}

function progressWords({ stage, index, seeds, share }: CausalEvent): string {
  const what = stage === 'training' ? 'Training' : 'Intervening';
  const of = seeds === 1 ? '' : `, seed ${index + 1} of ${seeds}`;
  return `${what}: ${percentDone(share)}${of}`;
}

/** The findings with what follows from them. */
function reported({ tensor, findings }: CausalFile) {
  const follows = (finding: SeedFinding) => {
    const byIntervention = <Value>(of: (name: (typeof INTERVENTION_NAMES)[number]) => Value) =>
      Object.fromEntries(INTERVENTION_NAMES.map((name) => [name, of(name)]));
    return {
      ...finding,
      selectivity: byIntervention((name) => selectivities(finding, name)),
      verdicts: byIntervention((name) => judgementSentence(judgeRanking(finding, name))),
    };
  };
  const [own, ...others] = findings.map(follows);
  return others.length === 0 ? own : { tensor, seeds: [own, ...others] };
}

/** The metrics in words, for a terminal. */
function describeCausal({ tensor, findings }: CausalFile): string {
  const own = findings[0] as SeedFinding;
  const over = findings.length === 1 ? '' : `, ${findings.length} seeds`;
  const lines = [
    `${tensor}, ${own.candidates} weights ranked${over}`,
    performance('phase 1', own.trained),
    performance('initial network', own.initial),
  ];
  const all = { curves: findings.flatMap(({ curves }) => curves) };
  for (const name of INTERVENTION_NAMES) {
    lines.push(
      '',
      `${name}: ${interventionWords(name)}; S is the effect on A's margin less that on B's, mean over the doses`,
    );
    for (const { ranking, mean, low, high, p, ties } of selectivities(all, name)) {
      const range = low === high ? '' : ` (${low.toFixed(3)} … ${high.toFixed(3)})`;
      const against = p === null ? '' : `, p of x ${p.toFixed(3)}`;
      const tied = ties === null ? '' : `, equals in other orders ${ties.low.toFixed(4)} … ${ties.high.toFixed(4)}`;
      lines.push(`  ${rankingTitle(ranking).padEnd(24)}S ${mean.toFixed(3)}${range}${against}${tied}`);
    }
    lines.push(`  ${verdictSentence(findings.map((finding) => judgeRanking(finding, name)))}`);
  }
  return `${lines.join('\n')}\n`;
}

function performance(name: string, { a, b }: Performances): string {
  const group = ({ margin, auc, accuracy }: Performances['a']) =>
    `margin ${margin.toFixed(3)}, AUC ${auc.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`;
  return `${name.padEnd(20)}A: ${group(a)}; B: ${group(b)}`;
}
