import type { RunTitle } from './panelProtocol';

/** What stands under everything that leaves the panel, so that it can be made again: config, seed, data and version. */
export function runCaption({ configHash, seed, data, engine }: RunTitle): string {
  return `config ${configHash} · seed ${seed} · ${data} · Attribution ${engine}`;
}
