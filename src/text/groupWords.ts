import * as l10n from '@vscode/l10n';
import type { RunTitle } from '../model/runView';

/** The words for the two groups of classes, from "MNIST 1, 7 | 6, 8". */
export interface GroupWords {
  readonly data: string;
  /** "1s and 7s" */
  readonly a: string;
  readonly b: string;
  /** "1s or 7s" */
  readonly eitherOfA: string;
  readonly eitherOfB: string;
  readonly classesOfA: readonly string[];
  readonly classesOfB: readonly string[];
}

export function groupWords({ data, groups }: Pick<RunTitle, 'data' | 'groups'>): GroupWords {
  if (groups !== undefined) return wordsOf(data, groups.a, groups.b);
  const match = /^(.*?)\s*(\d+(?:, \d+)*) \| (\d+(?:, \d+)*)$/.exec(data);
  if (match === null) {
    const [groupA, groupB] = [l10n.t('group A'), l10n.t('group B')];
    return { data, a: groupA, b: groupB, eitherOfA: groupA, eitherOfB: groupB, classesOfA: [], classesOfB: [] };
  }
  const [, name, a, b] = match as unknown as [string, string, string, string];
  return wordsOf(name, a.split(', '), b.split(', '));
}

function wordsOf(data: string, classesOfA: readonly string[], classesOfB: readonly string[]): GroupWords {
  return {
    data,
    a: listOf(classesOfA, 'and'),
    b: listOf(classesOfB, 'and'),
    eitherOfA: listOf(classesOfA, 'or'),
    eitherOfB: listOf(classesOfB, 'or'),
    classesOfA,
    classesOfB,
  };
}

function listOf(classes: readonly string[], last: 'and' | 'or'): string {
  // Names are not made plural: nobody knows of what language they are.
  const plural = classes.map((name) => (/^\d+$/.test(name) ? l10n.t('{0}s', name) : name));
  const [first, end] = [plural.slice(0, -1).join(', '), plural.at(-1) ?? ''];
  if (plural.length < 2) return end;
  return last === 'and' ? l10n.t('{0} and {1}', first, end) : l10n.t('{0} or {1}', first, end);
}
