import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAUSAL_FILE } from '../../../src/engine/causal/causalFile';
import type { CausalJobs } from '../../../src/extension/causal/causalJobs';
import type { ToPanel } from '../../../src/model/panelProtocol';
import { verdictSentence } from '../../../src/text/causal';
import { causalTestsOf, emptyWorkspace, eventually, services } from '../support';

type Told = Extract<ToPanel, { type: 'causal' }>;

describe('the causal test of a run', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let told: ToPanel[];
  let tests: CausalJobs;

  beforeEach(async () => {
    run = await workspace.makeRun({ network: { hidden: [3] }, phase1: { rows: 300 }, forks: { untilRow: 800 } });
    told = [];
    tests = causalTestsOf(parts, (_runId, message) => told.push(message));
    workspace.atEnd(() => tests.dispose());
  });

  const file = () => join(workspace.runsFolder, run, CAUSAL_FILE);
  const results = () => told.filter((message): message is Told => message.type === 'causal');
  const result = () => eventually('the end of the causal test', () => results().at(-1));
  const shares = () =>
    told.flatMap((message) => (message.type === 'causalProgress' ? [message.progress?.share ?? null] : []));

  it('is made in the worker, told while it goes on, and kept: a run that is opened again has it at once', async () => {
    await tests.start(run, 2);
    // Asked for once more while it runs, it is not begun again.
    await tests.start(run, 1);
    const { runId, result: found, fault } = await result();
    deepEqual([runId, fault], [run, null]);
    deepEqual(found?.seeds, [1, 2]);
    deepEqual(found?.doses, [1, 2, 5, 10, 20, 30, 50]);
    equal(found?.tensor, 'layer1.weight');
    for (const { rankings, judgements } of found?.interventions ?? []) {
      equal(judgements.length, 2);
      equal(rankings.length, 11);
      match(
        verdictSentence(judgements),
        /^Weights that x puts first, .* this run’s seed; the verdict is the same for (all 2|1 of 2) seeds\.$/,
      );
      for (const { selectivity, curves } of rankings) {
        ok(selectivity.low <= selectivity.mean && selectivity.mean <= selectivity.high);
        for (const { mean, low, high } of curves.b.accuracy) ok(0 <= low && low <= mean && mean <= high && high <= 1);
      }
    }
    const known = shares().filter((share) => share !== null);
    ok(known.length > 10);
    deepEqual(
      known,
      known.toSorted((one, other) => one - other),
    );
    equal(shares().at(-1), null);
    ok(existsSync(file()));

    const again: ToPanel[] = [];
    await causalTestsOf(parts, (_runId, message) => again.push(message)).tellOf(run);
    deepEqual(again, [{ type: 'causal', runId: run, result: found, fault: null }]);
  });

  it('can be cancelled: nothing is kept, and it says so', async () => {
    await tests.start(run, 1);
    await eventually('some progress', () => shares().some((share) => share !== null));
    tests.cancel(run);
    const { result: found, fault } = await result();
    deepEqual([found, fault], [null, 'The causal test was cancelled.']);
    equal(existsSync(file()), false);
    equal(shares().at(-1), null);
  });

  it('is not heard of any more when the window is closed in its midst', async () => {
    await tests.start(run, 1);
    await eventually('some progress', () => shares().some((share) => share !== null));
    tests.dispose();
    const before = told.length;
    await eventually('the end of its thread', () => parts.engine.threadId === undefined);
    equal(told.length, before);
  });

  it('that is damaged is not shown; why is said', async () => {
    await tests.tellOf(run);
    await writeFile(file(), '{}');
    await tests.tellOf(run);
    const [before, after] = results();
    deepEqual([before?.result, before?.fault], [null, null]);
    equal(after?.result, null);
    match(after?.fault ?? '', /causal\.json.*expected a causal test of format version 2 or an earlier one/s);
  });
});
