import { join } from 'node:path';
import { CELLS_CSV } from '../engine/sweep/cellFile';
import { asText } from '../engine/sweep/grid';
import { axesOf } from '../engine/sweep/sweepInput';
import type { StoredSweep } from '../engine/sweep/sweepStore';
import { ANSWER_NAMES, answersOf } from '../engine/sweep/tables';
import { type DetectionLimit, isMatched, MATCHED, type MatchedLoss } from '../model/sweep';
import {
  detectedLabel,
  detectedWords,
  detectionQuestion,
  detectionSentences,
  limitTitle,
  limitWords,
  oneRunWords,
  sharesTitle,
  shareWords,
} from '../text/detectionLimit';
import { print, printJson } from './streams';
import { short, table } from './table';

/** Metrics that a terminal has room for; `cells.csv` has them all. */
const SHOWN = ['layer1.weight.r2', 'layer1.bias.r2', 'controls.neuronPermutation.meanR2', 'phase1.heldOut.loss'];

export function printSweep(stored: StoredSweep, json: boolean): Promise<void> {
  return json ? printJson(asJson(stored)) : print(describeSweep(stored));
}

function asJson(stored: StoredSweep): object {
  const { file, cells, folder } = stored;
  const { hash, shard } = file;
  const keys = axesOf(stored.sweep).map(({ key }) => key);
  const answers = answersOf(stored);
  return {
    hash,
    shard,
    folder,
    cells: cells.map(({ cell, values, status, figures: metrics }) => ({
      cell,
      axes: Object.fromEntries(keys.map((key, index) => [key, values[index]])),
      status,
      figures: metrics,
    })),
    ...Object.fromEntries(ANSWER_NAMES.flatMap((name) => (answers[name] === null ? [] : [[name, answers[name]]]))),
  };
}

function describeSweep(stored: StoredSweep): string {
  const { sweep, cells, folder } = stored;
  const header = [...axesOf(sweep).map(({ key }) => key), ...SHOWN];
  const rows = cells.map(({ values, status, figures: metrics }) => [
    ...values.map(asText),
    ...SHOWN.map((name) => (status === 'diverged' ? status : short(metrics[name]))),
  ]);
  const { matchedLoss, detectionLimit } = answersOf(stored);
  const matched = matchedLoss === null ? '' : `\n${describeMatchedLoss(matchedLoss)}`;
  const detected = detectionLimit === null ? '' : `\n${describeDetectionLimit(detectionLimit)}`;
  return `${table([header, ...rows])}${matched}${detected}\n${join(folder, CELLS_CSV)}\n`;
}

function describeMatchedLoss({ reference, activations }: MatchedLoss): string {
  const { activation, learningRate, heldOutLoss } = reference;
  const header = ['activation', 'learningRate', 'held-out loss', 'matched', 'would match at', ...SHOWN.slice(0, 3)];
  const rows = activations.map((row) => [
    row.activation,
    short(row.learningRate),
    short(row.heldOutLoss),
    isMatched(row.heldOutLoss, heldOutLoss) ? 'yes' : 'no',
    short(row.between),
    ...SHOWN.slice(0, 3).map((name) => short(row.figures[name]?.mean)),
  ]);
  const title = `At the held-out loss of phase 1 nearest to that of ${activation} at ${learningRate} (${short(heldOutLoss)}), matched within ${100 * MATCHED} %, means over the seeds:\n`;
  return `${title}${table([header, ...rows])}`;
}

/** An asterisk stands where the figure is told from none. */
function describeDetectionLimit(limit: DetectionLimit): string {
  const { shares, figures } = limit;
  const rows = shares.map((share, index) => [
    shareWords(share),
    ...figures.flatMap(({ at, without }) => {
      const shown = at[index];
      return shown === undefined ? [] : [`${detectedWords(shown.value, without)}${shown.told === true ? '*' : ' '}`];
    }),
  ]);
  const header = [sharesTitle(limit), ...figures.map(({ figure }) => `${detectedLabel(figure)} `)];
  const limits = [
    [limitTitle(limit), ...figures.map(({ limit }) => `${limitWords(limit)} `)],
    ['in one run', ...figures.map((figure) => `${oneRunWords(figure)} `)],
  ];
  return `${detectionQuestion(limit)}\n${table([header, ...rows, ...limits])}${detectionSentences(limit).join('\n')}\n`;
}
