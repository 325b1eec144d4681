import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancelFlag } from '../../src/engine/cancellation';
import type { ConfigInput } from '../../src/engine/config';
import { CellRunner } from '../../src/engine/sweep/cellExecutor';
import { runSweep } from '../../src/engine/sweep/runSweep';
import { parseSweep } from '../../src/engine/sweep/sweep';
import { answersOf } from '../../src/engine/sweep/tables';
import { StudyCells } from '../../src/extension/studies/studyCells';
import type { JobState, Progress } from '../../src/model/job';
import type { StudyState, StudyView } from '../../src/model/studyProtocol';

/** Small enough that a dozen are run in a second or two. */
export const BASE = {
  phase1: { rows: 600 },
  forks: { untilRow: 1600 },
  network: { hidden: [8] },
} satisfies ConfigInput;

/** A real study on the drawn digits, made by the engine and told as the host does. */
export async function studyOf(input: unknown): Promise<StudyView> {
  const folder = await mkdtemp(join(tmpdir(), 'attribution-study-'));
  try {
    const sweep = parseSweep(input);
    const keeping = { cacheFolder: folder, folder: join(folder, 'sweep'), cancel: new CancelFlag() };
    const events = runSweep(sweep, { ...keeping, executors: [new CellRunner()] });
    let next = await events.next();
    while (!next.done) next = await events.next();
    const { cells: made } = next.value;
    const there = made.map(({ cell, status, figures: metrics, data }) => ({
      cell,
      status,
      figures: metrics,
      dataName: data.name,
    }));
    const [first] = sweep.cells;
    if (first === undefined) throw new Error('A sweep without cells.');
    const shard = { index: 1, count: 1 };
    const cells = new StudyCells({ type: 'sweep', sweep, shard, cells: made.length, config: first.config, there });
    cells.setAnswers(answersOf(next.value));
    return cells.view('study-1');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const replicationStudy = () => studyOf({ base: BASE, axes: { seed: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] } });

/** Two seeds, each in two shuffled orders too. */
export const orderedStudy = () => studyOf({ base: BASE, axes: { seed: [1, 2] }, orders: 2 });

/** With cells that diverge. */
export const sweepStudy = () =>
  studyOf({
    base: BASE,
    axes: {
      'network.activation': ['softplus', 'relu', 'tanh'],
      learningRate: [0.0001, 0.001, 0.01, 1e300],
      seed: [1, 2],
    },
  });

export const matchedStudy = () =>
  studyOf({
    preset: 'activations-at-matched-loss',
    base: { ...BASE, data: 'drawn' },
    axes: { 'network.activation': ['softplus', 'relu', 'sigmoid'], learningRate: [0.0001, 0.001], seed: [1, 2, 3] },
  });

export const plantedStudy = () =>
  studyOf({
    preset: 'detection-limit',
    base: { ...BASE, data: 'drawn', network: { hidden: [12] } },
    axes: { 'routing.share': [0, 0.34, 1], seed: [1, 2, 3] },
  });

export const noisyStudy = () =>
  studyOf({
    preset: 'label-noise',
    base: { ...BASE, data: 'drawn', network: { hidden: [12] }, learningRate: 0.002 },
    axes: { labelNoise: [0, 0.3, 0.5], seed: [1, 2, 3] },
  });

export function shown(study: StudyView, status: JobState = { kind: 'complete' }): StudyState {
  return { kind: 'study', study, status };
}

/** The same study when only its first cells were there. */
export function begun(study: StudyView, cells: number): StudyView {
  return { ...study, there: study.there.slice(0, cells), published: [], matchedLoss: null, detectionLimit: null };
}

export const atFive: Progress = { stage: 'Running the cells', detail: '5 of 24', share: 5 / 24, secondsLeft: 41 };
export const running: JobState = { kind: 'running', progress: atFive };
