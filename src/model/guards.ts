/** Whether a value from outside is an object whose keys can be asked for; a list is one, too. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
