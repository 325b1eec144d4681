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
const TOKEN = /(?:[^\s"]|"[^"]*"?)+/g;
const COMPARISON = new RegExp(`^([^\\s"=!<>~:≤≥≠]*)(${OPERATOR})(.*)$`, 's');

/** The terms of a filter, all of which are to hold. Spaces part them, but none within quotes or around an operator. */
export function parseFilter(text: string): FilterTerm[] {
  const joined = text.replace(QUOTED_OR_OPERATOR, (found: string, operator: string | undefined) => operator ?? found);
  return (joined.match(TOKEN) ?? []).map((token) => {
    const [, key = '', written = '', rest = ''] = COMPARISON.exec(token) ?? [];
    if (written === '') return { kind: 'text', text: token.replaceAll('"', '') };
    const operator = SYNONYMS[written] ?? (written as Operator);
    return { kind: 'comparison', key, operator, value: rest.replaceAll('"', '').trim(), written };
  });
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
