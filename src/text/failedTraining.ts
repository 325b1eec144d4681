import * as l10n from '@vscode/l10n';
import type { RunTitle, RunView } from '../model/runView';
import type { StudyView } from '../model/studyProtocol';
import { percent, plain } from './format';
import { groupWords } from './groupWords';
import { metricReader } from './studyMetrics';

/** Whether training came to anything, by rule: without that none of the other metrics is about knowledge. */

/** The metric that it is judged by where there is no more than metrics. */
export const ACCURACY = 'phase1.heldOut.accuracy';
/** As far above chance is no more than chance: the classes of a group need not have equally many images. */
const MARGIN = 0.03;
/** The post's. A rate up to it is hardly too large. */
const USUAL_RATE = 0.0001;

/** What always naming the larger group has right, if all classes are equally frequent. */
export function chanceOf(title: Pick<RunTitle, 'data' | 'groups'>): number {
  const { classesOfA, classesOfB } = groupWords(title);
  const all = classesOfA.length + classesOfB.length;
  return all === 0 ? 0.5 : Math.max(classesOfA.length, classesOfB.length) / all;
}

export function isAtChance(accuracy: number, chance: number): boolean {
  return accuracy <= chance + MARGIN;
}

/** That phase 1 has learned nothing, and what may help; null where it has learned something, or nobody knows. */
export function trainingFailedSentence({ training, title }: Pick<RunView, 'training' | 'title'>): string | null {
  const [phase1] = training.networks;
  const accuracy = phase1?.heldOutAccuracy ?? null;
  if (phase1 === undefined || accuracy === null) return null;
  const chance = chanceOf(title);
  const isConstant = namesOneGroup(phase1.heldOutByClass ?? []);
  if (!isConstant && !isAtChance(accuracy, chance)) return null;
  const found = isConstant
    ? l10n.t(
        'Training failed: {0} right on held-out images, and the same answer for each of them; chance is {1}.',
        percent(accuracy),
        percent(chance, 0),
      )
    : l10n.t('Training failed: {0} right on held-out images, chance is {1}.', percent(accuracy), percent(chance, 0));
  return `${found} ${remedy(title)}`;
}

/** Cells of a study whose training came to an end, and to nothing, by number. */
export function failedCells({ there, metrics, title }: Pick<StudyView, 'there' | 'metrics' | 'title'>): number[] {
  const [read, chance] = [metricReader({ metrics }, ACCURACY), chanceOf(title)];
  return there.filter((cell) => cell.status === 'done' && isAtChance(read(cell), chance)).map(({ cell }) => cell);
}

function remedy({ learningRate, labelNoise }: RunTitle): string {
  if (labelNoise !== undefined) return l10n.t('That may be what noisy labels did.');
  if (learningRate === null) return l10n.t('What x and y say of it is not about knowledge.');
  return learningRate > USUAL_RATE
    ? l10n.t('Try a smaller learning rate than {0}.', plain(learningRate))
    : l10n.t('Try more examples or another learning rate.');
}

/** Whether all images of a class are told rightly, or none, as by a network that has one answer. */
function namesOneGroup(byClass: readonly number[]): boolean {
  return byClass.every((share) => share === 0 || share === 1) && byClass.includes(0) && byClass.includes(1);
}
