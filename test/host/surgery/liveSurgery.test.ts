import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { Panels } from '../../../src/extension/panel/panels';
import { ShownPanel } from '../../../src/extension/panel/shownPanel';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { hashOf } from '../../../src/extension/selections/selectionFile';
import { LiveSurgery } from '../../../src/extension/surgery/liveSurgery';
import { readResults, SURGERY_FILE } from '../../../src/extension/surgery/surgeryFile';
import { readRunView } from '../../../src/extension/views/runView';
import type { InterventionName } from '../../../src/model/interventions';
import type { ToPanel } from '../../../src/model/panelProtocol';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { SurgeryMessage } from '../../../src/model/surgeryProtocol';
import { at, emptyWorkspace, eventually, extension, services } from '../support';

const COUNT = 784 * 8 + 8 + 8 * 2 + 2;

describe('live surgery', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let folder: string;
  let panel: ShownPanel;
  let told: SurgeryMessage[];
  let lastRequest = 0;

  beforeEach(async () => {
    run = await workspace.makeRun();
    folder = join(workspace.runsFolder, run);
    panel = await shownPanel();
  });

  /** A panel that shows the run, and keeps what its page would be told. */
  async function shownPanel(): Promise<ShownPanel> {
    const { extensionUri } = extension();
    const panels = new Panels(extensionUri, parts.runs, parts.log, parseFromPanel);
    const webviewPanel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Run', vscode.ViewColumn.One);
    const shown = new ShownPanel(webviewPanel, extensionUri, parts.log, parseFromPanel);
    shown.show({ kind: 'complete', run: await readRunView(run, parts.runs) });
    told = [];
    Object.assign(shown.view, {
      send: (message: ToPanel) => {
        if (message.type === 'surgery') told.push(message);
      },
    });
    workspace.atEnd(() => {
      webviewPanel.dispose();
      panels.dispose();
    });
    return shown;
  }

  const some = ParameterSet.of(
    COUNT,
    Array.from({ length: 500 }, (_, index) => 12 * index),
  );

  async function operate(set: ParameterSet, operation: InterventionName = 'reset', surgery = parts.surgery) {
    const request = ++lastRequest;
    await surgery.operate(panel, { type: 'operate', runId: run, request, operation, bits: set.bits });
    return request;
  }

  const answersTo = (request: number) => told.filter((one) => one.request === request).map(({ answer }) => answer);
  /** Every answer to a request, the last of which has come. */
  const allAnswersTo = (request: number) =>
    eventually('the last answer', () => {
      const answers = answersTo(request);
      return answers.some(({ kind }) => kind === 'comparisons' || kind === 'failed') && answers;
    });

  it('tells the panel the figures, and then those of other sets of its size', async () => {
    const answers = await allAnswersTo(await operate(some));
    deepEqual(
      answers.map(({ kind }) => kind),
      ['metrics', 'comparisons'],
    );
    const [first, second] = answers;
    ok(first?.kind === 'metrics' && second?.kind === 'comparisons');
    deepEqual(Object.keys(first.metrics.before.byClass), ['1', '6', '7', '8']);
    notEqual(first.metrics.before.a.margin, first.metrics.after.a.margin);
    deepEqual(
      Object.values(second.comparisons).map((sets) => sets.length),
      [5, 1, 20],
    );
  });

  it('answers the last of many requests, whatever became of those before', async () => {
    const sets = Array.from({ length: 6 }, (_, index) => ParameterSet.of(COUNT, [index]));
    const requests = await Promise.all(sets.map((set) => operate(set)));
    const answers = await allAnswersTo(at(requests, 5));
    equal(answers.length, 2);
    ok(requests.slice(0, 5).every((request) => answersTo(request).every(({ kind }) => kind === 'metrics')));
  });

  it('keeps nothing of a selection without a name', async () => {
    await allAnswersTo(await operate(some));
    deepEqual(await readdir(folder), ['run.json', 'tensors.safetensors']);
  });

  it('keeps with the run what was done to a selection with a name, and shows it again', async () => {
    const untouched = await readFile(join(folder, 'run.json'));
    const answers = await allAnswersTo(await operate(some));
    await parts.store.keepNamed(run, 'every twelfth', some);
    await parts.surgery.followNames(run);
    const [kept, ...others] = await readResults(folder);
    deepEqual(others, []);
    ok(kept !== undefined && answers[0]?.kind === 'metrics' && answers[1]?.kind === 'comparisons');
    const { name, hash, operation, parameters, seed, before, after, comparisons } = kept;
    deepEqual(
      { name, hash, operation, parameters, seed },
      { name: 'every twelfth', hash: hashOf(some), operation: 'reset', parameters: 500, seed: 1 },
    );
    deepEqual({ before, after }, { before: answers[0].metrics.before, after: answers[0].metrics.after });
    deepEqual(comparisons, answers[1].comparisons);
    deepEqual(await readFile(join(folder, 'run.json')), untouched);

    // In another window, say.
    const surgery = new LiveSurgery({ runs: parts.runs, log: parts.log });
    panel = await shownPanel();
    await parts.runs.forget(run);
    const again = await allAnswersTo(await operate(some, 'reset', surgery));
    surgery.dispose();
    const [first] = again;
    ok(first?.kind === 'kept');
    deepEqual(first.metrics.after, after);
    deepEqual(first.metrics.sides.lost, { count: kept.lost, images: [] });
    deepEqual(again.slice(1), answers);
  });

  it('keeps what is done after the name was given, and forgets all of it with the name', async () => {
    await parts.store.keepNamed(run, 'every twelfth', some);
    for (const operation of ['zero', 'graft'] as const) {
      await allAnswersTo(await operate(some, operation));
      await eventually('a result', async () => (await readResults(folder)).some((one) => one.operation === operation));
    }
    equal((await readResults(folder)).length, 2);
    await parts.store.forgetNamed(run, 'every twelfth');
    await parts.surgery.followNames(run);
    deepEqual(await readResults(folder), []);
  });

  it('tells in the panel what is damaged, by its name', async () => {
    await writeFile(join(folder, SURGERY_FILE), '{ "results": 3 }');
    const [answer] = await allAnswersTo(await operate(some));
    ok(answer?.kind === 'failed');
    match(answer.reason, /surgery\.json/);
  });

  it('tells in the panel that the run cannot be opened any more', async () => {
    await rm(join(folder, 'tensors.safetensors'));
    // The thread that has read it is let go.
    await parts.runs.forget(run);
    const [answer] = await allAnswersTo(await operate(some));
    ok(answer?.kind === 'failed');
    match(answer.reason, /tensors\.safetensors/);
  });
});
