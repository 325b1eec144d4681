import * as l10n from '@vscode/l10n';

/** How a filter is written, wherever one is: what `parseFilter` reads. */
export function filterWords(example: string): string {
  return l10n.t(
    'For example: {0} · words, "words together", and comparisons by =, !=, <, <=, >, >= and ~ for a part of the text; all must hold',
    example,
  );
}
