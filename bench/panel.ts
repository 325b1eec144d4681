/**
 * How fast the panel's scatter answers, beside ECharts' own brush over the same points. Prints the table and writes it to
 * bench/RESULTS.md; see bench/README.md.
 *
 *     npm run bench -- panel [--subjects scatter,large,single,panel] [--hidden 100,1276] [--rounds 3]
 */
import { parseArgs } from 'node:util';
import { launch } from '../test/webview/panelPage';
import { tinyRun } from '../test/webview/runs';
import { type Measured, measure } from './panel/measure';
import { type Found, report } from './panel/report';
import { SUBJECTS, type Subject } from './panel/subjects';
import { writePart } from './results';

const ALL = { subjects: Object.keys(SUBJECTS).join(','), hidden: '100,1276' } as const;

const { values } = parseArgs({
  options: {
    subjects: { type: 'string', default: ALL.subjects },
    // 784 inputs: 78,400 and 1,000,384 weights in layer 1.
    hidden: { type: 'string', default: ALL.hidden },
    rounds: { type: 'string', default: '3' },
  },
});

async function main(): Promise<void> {
  const browser = await launch();
  const found: Found[] = [];
  try {
    for (const hidden of values.hidden.split(',').map(Number)) {
      const run = await tinyRun([hidden]);
      const points = 784 * hidden;
      const subjects = values.subjects.split(',').map(subjectNamed);
      const rounds = new Map<Subject, Measured[]>();
      // Each in turn, so that what the machine does besides comes over all of them. The first round only warms up.
      for (let round = 0; round <= Number(values.rounds); round++) {
        for (const subject of subjects.filter(({ most }) => points <= most)) {
          console.error(`${points} points, round ${round}: ${subject.title}`);
          const measured = await measure(subject, browser, run);
          if (round > 0) rounds.set(subject, [...(rounds.get(subject) ?? []), measured]);
        }
      }
      for (const [subject, measured] of rounds) found.push({ points, subject, rounds: measured });
    }
    const text = report(found, browser.version());
    console.log(text);
    // Some of it alone is looked at, not kept.
    if (values.subjects === ALL.subjects && values.hidden === ALL.hidden) writePart('panel', text);
  } finally {
    await browser.close();
  }
}

function subjectNamed(name: string): Subject {
  const found = Object.entries(SUBJECTS).find(([key]) => key === name);
  if (found === undefined) throw new RangeError(`There is no subject "${name}"; there is ${ALL.subjects}.`);
  return found[1];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
