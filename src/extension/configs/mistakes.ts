import type * as vscode from 'vscode';
import { ConfigError, type Mistake } from '../../engine/errors';
import { parseSweep } from '../../engine/sweep/sweep';
import { isRecord } from '../../model/guards';
import { CONFIG_SUFFIX, SWEEP_SUFFIX } from '../ids';
import { sweepOf } from '../studies/sweepFile';
import { configOf } from './configFile';

/** Cells of a sweep that are looked at while it is written: of a larger one its own thread says what is wrong, when it is run. */
const MOST_CHECKED = 1000;

/** What is wrong with a config or a sweep file, as its text stands in the editor; undefined for any other document. */
export function mistakesIn(document: vscode.TextDocument): readonly Mistake[] | undefined {
  const { path } = document.uri;
  if (path.endsWith(CONFIG_SUFFIX)) return mistakesOf(() => configOf(document));
  if (!path.endsWith(SWEEP_SUFFIX)) return undefined;
  return mistakesOf(() => {
    const input = sweepOf(document);
    return cellsIn(input) > MOST_CHECKED ? input : parseSweep(input);
  });
}

function mistakesOf(parse: () => unknown): readonly Mistake[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/** As many as the lists of the axes make, whatever stands in them. */
function cellsIn(input: unknown): number {
  const axes = isRecord(input) && isRecord(input['axes']) ? Object.values(input['axes']) : [];
  return axes.reduce<number>((product, values) => product * (Array.isArray(values) ? values.length : 1), 1);
}
