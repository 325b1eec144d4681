import * as l10n from '@vscode/l10n';
import type { RunTitle } from './panelProtocol';

/** What stands under everything that leaves the panel, so that it can be made again: config, seed, data and version. */
export function runCaption({ configHash, seed, data, engine }: RunTitle): string {
  return l10n.t('config {0} · seed {1} · {2} · Attribution {3}', configHash, seed, data, engine);
}
