/**
 * How fast the training kernel and the whole command are, beside what else there is for the same work. Prints the
 * tables and writes them to bench/RESULTS.md; see bench/README.md.
 *
 *     ATTRIBUTION_MNIST_DIR=<folder of MNIST's four files> npm run bench -- speed [--rounds 9] [--only reference,c,…]
 *                                                                    [--parts steps,forks,scaling,stretches,progress,command]
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CancelFlag } from '../src/engine/cancellation';
import { readExamples } from '../src/engine/data/examples';
import { openIdxFolder } from '../src/engine/data/idxFolder';
import { initialParameters } from '../src/engine/network/initialisation';
import { writePart } from './results';
import { describeMachine } from './speed/machine';
import {
  type ForksFinding,
  measuredBy,
  measureProgress,
  measureStretches,
  type ScalingFinding,
} from './speed/programs';
import { type Findings, PARTS, report } from './speed/report';
import { measureAll } from './speed/rounds';
import { DEFAULT_CONFIG, DEFAULT_RULE, INPUTS } from './speed/setting';
import { measureWholeCommand } from './speed/wholeCommand';
import { writeWork } from './speed/workFile';

/** What earlier measurements found, so that a part can be measured again alone. */
const KEPT = join(__dirname, 'speed.json');

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    parts: { type: 'string', default: PARTS.join(',') },
  },
});

async function main(folder: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'attribution-bench-'));
  const say = (line: string) => console.error(line);
  const asked = (part: (typeof PARTS)[number]) => values.parts.split(',').includes(part);
  try {
    const work = join(scratch, 'work');
    const { training } = await openIdxFolder(folder);
    const store = await readExamples(
      training,
      INPUTS,
      DEFAULT_CONFIG.groups,
      training.count,
      new CancelFlag(),
      () => {},
    );
    writeWork(work, { store, initial: initialParameters(DEFAULT_RULE.sizes, DEFAULT_CONFIG.seed) });

    const only = values.only === '' ? [] : values.only.split(',');
    const findings: Partial<Findings> = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
    const keep = (found: Partial<Findings>) => {
      Object.assign(findings, { ...found, machine: describeMachine() });
      // Some candidates alone are looked at, not kept.
      if (only.length === 0) writeFileSync(KEPT, JSON.stringify(findings, undefined, 2));
    };
    if (asked('steps')) keep({ steps: await measureAll(work, scratch, Number(values.rounds), only, say) });
    if (asked('forks')) keep({ forks: await measuredBy<ForksFinding>('forks', work, values.rounds) });
    if (asked('scaling')) keep({ scaling: await measuredBy<ScalingFinding>('scaling', work, values.rounds) });
    if (asked('stretches')) keep({ stretches: await measureStretches(folder) });
    if (asked('progress')) keep({ progress: await measureProgress(folder) });
    if (asked('command')) keep({ command: await measureWholeCommand(folder, scratch, Number(values.rounds), say) });
    const text = report(findings);
    console.log(text);
    if (only.length === 0) writePart('speed', text);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const folder = process.env['ATTRIBUTION_MNIST_DIR'];
if (folder === undefined || !existsSync(folder)) {
  const found = folder === undefined ? 'it is not set' : `found "${folder}", which does not exist`;
  console.error(`ATTRIBUTION_MNIST_DIR has to name the folder of MNIST's IDX files, and ${found}.`);
  process.exitCode = 2;
} else {
  main(folder).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
