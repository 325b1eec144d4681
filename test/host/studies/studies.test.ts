import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CancelFlag } from '../../../src/engine/cancellation';
import { parseConfig } from '../../../src/engine/config';
import { CancelledError } from '../../../src/engine/errors';
import { FolderLock } from '../../../src/engine/runs/lock';
import { readRunFile } from '../../../src/engine/runs/runStore';
import { replicationInput } from '../../../src/engine/sweep/replication';
import type { SweepThreadEvent } from '../../../src/engine/worker/contracts';
import { Experiments } from '../../../src/extension/experiments/experiments';
import { STUDY_VIEW_TYPE } from '../../../src/extension/ids';
import { onOwnThread } from '../../../src/extension/jobs/ownThread';
import { Panels } from '../../../src/extension/panel/panels';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { openCell } from '../../../src/extension/studies/openCell';
import { Studies } from '../../../src/extension/studies/studies';
import { Study } from '../../../src/extension/studies/study';
import { StudyFolders } from '../../../src/extension/studies/studyFolders';
import { StudyPanels } from '../../../src/extension/studies/studyPanels';
import type { FromStudy, PersistedStudy, StudyState } from '../../../src/model/studyProtocol';
import { emptyWorkspace, eventually, extension, services, small, workerFile } from '../support';

const SWEEP = { base: small, axes: { learningRate: [0.0001, 0.001], seed: [1, 2, 3] } };

describe('many runs', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let folders: StudyFolders;
  let panels: StudyPanels;
  let studies: Studies;

  beforeEach(() => {
    folders = new StudyFolders(vscode.Uri.file(parts.dataFolder));
    panels = new StudyPanels(extension().extensionUri, parts.log);
    studies = new Studies(studyServices, folders, panels, parts.statusBar, parts.log);
  });
  afterEach(() => {
    studies.dispose();
    panels.dispose();
  });

  const studyServices = () => ({ log: parts.log, workerFile: workerFile(), dataFolder: parts.dataFolder });

  function studyIn(id: string): Study {
    const study = new Study(id, join(workspace.runsFolder, id), studyServices());
    workspace.atEnd(() => study.dispose());
    return study;
  }

  function over(study: Study): Promise<void> {
    return new Promise((resolve) => {
      study.onState(() => {
        if (!study.running) resolve();
      });
    });
  }

  const csvOf = (id: string) => readFile(join(workspace.runsFolder, id, 'cells.csv'), 'utf8');

  /** The study that a page which is made next comes to show. */
  function nextShown(): Promise<Study> {
    return new Promise((resolve) => {
      panels.onIntent(({ study, intent }) => {
        if (intent.type === 'ready') resolve(study);
      });
    });
  }

  const studyTabs = () =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(STUDY_VIEW_TYPE));

  it('tell each cell as it comes in, and all figures when they are over', async () => {
    const study = studyIn('sweep-one');
    const told: number[] = [];
    study.onCells((message) => {
      if (message.type === 'cells') told.push(...message.cells.map(({ cell }) => cell));
    });
    const ended = over(study);
    await study.begin(SWEEP);
    equal(study.running, true);
    await ended;
    deepEqual(new Set(told), new Set([1, 2, 3, 4, 5, 6]));
    const { study: view, status } = study.state;
    equal(status.kind, 'complete');
    deepEqual(
      view.axes.map(({ key, labels }) => [key, labels]),
      [
        ['learningRate', ['0.0001', '0.001']],
        ['seed', ['1', '2', '3']],
      ],
    );
    // The panel's metrics are those of the table.
    const [header = '', first = ''] = (await csvOf('sweep-one')).split('\n');
    const column = header.split(',').indexOf('layer1.weight.r2');
    const cell = view.there.find((one) => one.cell === 1);
    equal(String(cell?.metrics[view.metrics.indexOf('layer1.weight.r2')]), first.split(',')[column]);
  });

  it('a thread that is ended in the midst of it lets go of its folder', async () => {
    const folder = join(workspace.runsFolder, 'sweep-ended');
    const run = { cacheFolder: parts.dataFolder };
    await new Promise<void>((resolve, reject) => {
      const onEvent = ({ type }: SweepThreadEvent) => {
        if (type === 'cell') work.giveUp().then(resolve, reject);
      };
      const work = onOwnThread(workerFile(), 'sweep', { folder, input: SWEEP, run }, { onEvent }, () => [folder]);
      // Ended from here.
      work.result.catch((error: unknown) => {
        if (!(error instanceof CancelledError)) reject(error);
      });
    });
    deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.lock')),
      [],
    );
    const study = studyIn('sweep-ended');
    const resumed = over(study);
    await study.resume();
    await resumed;
    equal(study.state.status.kind, 'complete');
  });

  it('is refused where somebody else is at work on it, by name', async () => {
    const folder = join(workspace.runsFolder, 'sweep-owned');
    await mkdir(folder, { recursive: true });
    const lock = await FolderLock.acquire(folder, 'sweep', new CancelFlag());
    const study = studyIn('sweep-owned');
    const ended = over(study);
    await study.begin(SWEEP);
    await ended;
    const { status } = study.state;
    ok(status.kind === 'failed' && status.message.includes(`a sweep that process ${process.pid} on`), status.kind);
    equal(status.inLog, false);
    await lock.release();
    const again = over(study);
    await study.begin(SWEEP);
    await again;
    equal(study.state.status.kind, 'complete');
  });

  it('can be cancelled and gone on with, to the same bytes', async () => {
    const [cut, whole] = [studyIn('sweep-cut'), studyIn('sweep-whole')];
    cut.onCells(() => cut.cancel());
    const cancelled = over(cut);
    await cut.begin(SWEEP);
    await cancelled;
    equal(cut.state.status.kind, 'cancelled');
    const there = cut.state.study.there.length;
    ok(there > 0 && there < 6, String(there));

    // After a reload: nothing but the folder is left.
    const again = studyIn('sweep-cut');
    await again.read();
    equal(again.state.study.there.length, there);
    equal(again.state.status.kind, 'interrupted');
    const resumed = over(again);
    await again.resume();
    await resumed;
    equal(again.state.status.kind, 'complete');
    const ended = over(whole);
    await whole.begin(SWEEP);
    await ended;
    equal(await csvOf('sweep-cut'), await csvOf('sweep-whole'));
  });

  it('are refused with the cell that is wrong, and leave nothing', async () => {
    const study = studyIn('sweep-wrong');
    const refused = study.begin({ base: small, axes: { seed: [1, -1] } });
    await refused.then(
      () => ok(false),
      (error: Error) => match(error.message, /^cell 2 \(seed -1\): seed: found -1/),
    );
    equal(study.running, false);
    deepEqual(await workspace.inRunsFolder(), []);
  });

  it('are shown, found again by the name of their folder, and come back after a reload', async () => {
    const shown = nextShown();
    await studies.start('replication', replicationInput(parseConfig(small), 2));
    const study = await shown;
    await eventually('the end', () => !study.running);
    const { study: view } = study.state;
    equal(view.kind, 'replication');
    equal(view.published.length, 2);
    const [found] = await folders.list();
    deepEqual([found?.id, found?.cellsThere, found?.cellsDue], [study.studyId, 2, 2]);
    ok(study.studyId.startsWith('replication-'), study.studyId);
    await eventually('the page', () => studyTabs().length === 1);

    const state = await restored({
      version: 1,
      studyId: study.studyId,
      view: { figure: '', across: null, down: null, fixed: {} },
    });
    ok(state.kind === 'study', state.kind);
    deepEqual(state.status, { kind: 'complete' });
    equal(state.study.there.length, 2);
  });

  for (const persisted of [undefined, { studyId: 'sweep-none' }, { studyId: '../..' }])
    it(`come back saying so from ${JSON.stringify(persisted)}`, async () => {
      const webview = vscode.window.createWebviewPanel(STUDY_VIEW_TYPE, 'Restored', vscode.ViewColumn.One);
      let missing = '';
      Object.assign(panels, {
        showMissing: (_panel: vscode.WebviewPanel, _id: string, reason: string) => {
          missing = reason;
        },
      });
      await studies.restore(webview, persisted);
      match(missing, /found no sweep of this name/);
      webview.dispose();
    });

  /** What a page shows that the editor brings back into a window that knows nothing of it yet. */
  async function restored(persisted: PersistedStudy): Promise<StudyState> {
    const others = new StudyPanels(extension().extensionUri, parts.log);
    const fresh = new Studies(studyServices, folders, others, parts.statusBar, parts.log);
    workspace.atEnd(() => {
      fresh.dispose();
      others.dispose();
    });
    const ready = new Promise<{ study: Study; intent: FromStudy }>((resolve) => {
      others.onIntent(resolve);
    });
    const webview = vscode.window.createWebviewPanel(STUDY_VIEW_TYPE, 'Restored', vscode.ViewColumn.One);
    await fresh.restore(webview, persisted);
    const { study, intent } = await ready;
    equal(intent.type, 'ready');
    const { state } = study;
    webview.dispose();
    return state;
  }

  /** Begins a sweep of experiments that take a while, as a person does, and waits for its page. */
  async function begunSlowly(): Promise<Study> {
    await studies.start('sweep', { base: { ...small, network: { hidden: [300] } }, axes: { seed: [1, 2] } });
    const study = panels.all[0]?.study;
    ok(study?.running);
    return study;
  }

  it('go on when that is asked for while they are being cancelled', async () => {
    const study = await begunSlowly();
    studies.cancel();
    ok(study.stopping);
    await studies.resume(study);
    equal(study.running, true);
    await study.finished;
    equal(study.status.kind, 'complete');
    equal(study.state.study.there.length, 2);
  });

  it('have a page that says so when they are deleted, and shows them when they are back', async () => {
    const study = await begunSlowly();
    studies.cancel();
    await study.finished;
    const { folder, studyId } = study;
    await studies.lookAgain();
    equal(panels.studyOf(studyId), study, 'it is there');
    await rename(folder, `${folder}-elsewhere`);
    await studies.lookAgain();
    equal(panels.studyOf(studyId), undefined);
    deepEqual(
      panels.all.map(({ id }) => id),
      [studyId],
      'the page is open still',
    );
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await eventually('its name on the tab', () => labels().includes('Softplus · 2 seeds'));
    await rename(`${folder}-elsewhere`, folder);
    await studies.lookAgain();
    equal(panels.studyOf(studyId)?.status.kind, 'interrupted');
  });

  it('have cells that are shown as full runs: made again to the same figures, or the run that was kept', async () => {
    const study = studyIn('sweep-open');
    const ended = over(study);
    await study.begin({ base: small, axes: { seed: [4] } });
    await ended;
    const runPanels = new Panels(extension().extensionUri, parts.runs, parts.log, parseFromPanel);
    const experiments = new Experiments(() => parts, runPanels, parts.statusBar, parts.log);
    workspace.atEnd(() => {
      experiments.dispose();
      runPanels.dispose();
    });
    await openCell(study, 1, { library: parts.library, panels: runPanels, experiments });
    const { current } = experiments;
    ok(current !== undefined);
    await current.finished;
    const made = await readRunFile(join(workspace.runsFolder, current.runId));
    const view = study.state.study;
    const metric = view.there[0]?.metrics[view.metrics.indexOf('layer1.weight.r2')];
    equal(made.metrics['layer1.weight']?.r2, metric);
    equal(made.config.seed, 4);

    await openCell(study, 1, { library: parts.library, panels: runPanels, experiments });
    equal(experiments.current, current);
    ok(runPanels.runIds.includes(current.runId));
  });
});
