/** A parsed filter, of runs and of rows of tables alike. Which keys exist is the caller’s. */

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

/** `key operator value`, or a word, or several within quotes, to be looked for. */
export type FilterTerm =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'comparison';
      /** Empty where nothing stands before the operator; so may the value be. */
      readonly key: string;
      readonly operator: Operator;
      readonly value: string;
      /** The operator as it is written: `≤` for `<=`, `:` for `=`. */
      readonly written: string;
    };

/** Longest first, so that `<=` is not taken for `<`. */
const OPERATOR = '!=|<=|>=|=|<|>|~|:|≤|≥|≠';
const SYNONYMS: Readonly<Record<string, Operator>> = { ':': '=', '≤': '<=', '≥': '>=', '≠': '!=' };

const QUOTED_OR_OPERATOR = new RegExp(`"[^"]*"?|\\s*(${OPERATOR})\\s*`, 'g');
const QUOTED_OR_NOT = '(?:[^\\s"]|"[^"]*"?)';

/**
 * The terms of a filter, all of which are to hold. Spaces part them, but none within quotes or around an operator.
 * @param names keys of several words, which need no quotes: `bias x>0.5`
 */
export function parseFilter(text: string, names: readonly string[] = []): FilterTerm[] {
  const joined = text.replace(QUOTED_OR_OPERATOR, (found: string, operator: string | undefined) => operator ?? found);
  const keys = ['"[^"]*"', ...names.map(wordsOf)].join('|');
  const token = new RegExp(`(?:${keys})(?:${OPERATOR})${QUOTED_OR_NOT}*|${QUOTED_OR_NOT}+`, 'gi');
  const comparison = new RegExp(`^(${keys}|[^\\s"=!<>~:≤≥≠]*)(${OPERATOR})(.*)$`, 'is');
  return (joined.match(token) ?? []).map((found) => {
    const [, key = '', written = '', rest = ''] = comparison.exec(found) ?? [];
    if (written === '') return { kind: 'text', text: found.replaceAll('"', '') };
    const operator = SYNONYMS[written] ?? (written as Operator);
    const value = rest.replaceAll('"', '').trim();
    return { kind: 'comparison', key: key.replaceAll('"', ''), operator, value, written };
  });
}

/** The pattern of some words, however far apart they are written. */
function wordsOf(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll(/\s+/g, '\\s+');
}

export function isOrder(operator: Operator): operator is '<' | '<=' | '>' | '>=' {
  return operator !== '=' && operator !== '!=' && operator !== '~';
}

/** Whether two values are in an order; nothing that is NaN is in any. */
export function inOrder<Value extends number | string>(
  one: Value,
  operator: '<' | '<=' | '>' | '>=',
  other: Value,
): boolean {
  switch (operator) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
  }
}
