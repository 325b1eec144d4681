/** How what is newly chosen goes together with what is selected: plain, with Shift, with Alt, with both. */
export type CombineMode = 'replace' | 'add' | 'subtract' | 'intersect';

/** Shift adds, Alt takes away, both together keep what was selected before as well. */
export function modeOf({ shiftKey, altKey }: Pick<MouseEvent, 'shiftKey' | 'altKey'>): CombineMode {
  if (shiftKey) return altKey ? 'intersect' : 'add';
  return altKey ? 'subtract' : 'replace';
}
