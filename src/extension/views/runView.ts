import { CancelFlag, TimeSlicer } from '../../engine/cancellation';
import { type Compared, setsOf } from '../../engine/compared';
import { layerNumbersOf } from '../../engine/opened/runNumbers';
import { type AnyRunFile, imageOf, isForeign } from '../../engine/runs/foreignFormat';
import { fullyConnected } from '../../engine/runs/runFormat';
import { PHASE_1 } from '../../model/networkNames';
import type { CompleteRun, RunNumbers, RunView, TrainingView } from '../../model/runView';
import type { Runs } from '../runs';
import { titleOf } from './runTitle';

/**
 * A run as it is sent to the panel.
 * @throws DataError when there is no such run, or it is damaged
 */
export async function readRunView(runId: string, runs: Pick<Runs, 'loadAny' | 'ask'>): Promise<CompleteRun> {
  const { file } = await runs.loadAny(runId);
  return runViewOf(runId, file, await runs.ask(runId, 'numbers', {}));
}

/** What a run's file says, with what was made of its tensors. */
export function runViewOf(
  runId: string,
  file: AnyRunFile,
  numbers: RunNumbers | (Pick<RunView, keyof RunNumbers> & Pick<CompleteRun, 'metrics'>),
): CompleteRun {
  return {
    ...{ runId, title: titleOf(file), training: trainingOf(file), image: imageOf(file) },
    ...{ groupOutputs: isForeign(file) ? file.groupOutputs : true, awaited: [] },
    ...numbers,
  };
}

/** A run as far as it is known when its forks have been compared, by the same functions. */
export async function earlyViewOf(
  { runId, title, measures }: Pick<RunView, 'runId' | 'title' | 'measures'>,
  compared: Compared,
): Promise<RunView> {
  const { image, networks, tallyFrom, constant, inputs, metrics, awaited } = compared;
  const { x, y, initial, phase1, a, b, c, d } = setsOf(compared);
  const sets = { x, y, initial, phase1, tally: { a, b }, difference: { c, d } };
  const slicer = new TimeSlicer(new CancelFlag());
  return {
    ...{ runId, title, training: { networks, tallyFrom }, image, groupOutputs: true, inputStatistics: inputs },
    ...{ constantInput: constant, metrics, awaited, measures },
    ...(await layerNumbersOf(sets, fullyConnected(x.sizes), { metrics, constantInput: constant }, slicer)),
  };
}

/** As far as other systems tell it. */
interface HeldOut {
  readonly accuracy: number | null;
  readonly accuracyByClass?: Readonly<Record<string, number>>;
}

function trainingOf({ phase1, forks }: AnyRunFile): TrainingView {
  const networks = phase1 === null ? [] : [{ ...phase1, name: PHASE_1 }, ...forks];
  return {
    tallyFrom: phase1?.tallyFrom ?? 0,
    networks: networks.map(({ name, examples, history, heldOut }) => {
      const { accuracy, accuracyByClass }: HeldOut = heldOut;
      return {
        ...{ name, examples, points: history, heldOutAccuracy: accuracy },
        ...(accuracyByClass === undefined ? {} : { heldOutByClass: Object.values(accuracyByClass) }),
      };
    }),
  };
}
