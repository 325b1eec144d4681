import { config } from '@vscode/l10n';

/**
 * Texts of the editor's language, which the host puts into the page. This is the first thing the page imports: words are
 * made as soon as other modules are run.
 */
const { l10n } = document.documentElement.dataset;
if (l10n !== undefined) config({ contents: l10n });
