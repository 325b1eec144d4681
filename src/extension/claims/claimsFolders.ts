import * as vscode from 'vscode';
import { CLAIMS_FILE, type Evidence, parseEvidence } from '../../engine/claims/evidence';
import { inside, named, namesIn } from '../../engine/files/door';
import { readStoredText } from '../../engine/sweep/folder';
import { count } from '../../text/format';
import { Command } from '../ids';
import { joined } from '../library/runWords';
import { subfolders } from '../runs';
import { runsFolders } from '../settings';
import { dataInWords } from '../views/runTitle';

/** A claims page that was made once. */
export interface FoundClaims {
  readonly id: string;
  readonly folder: string;
  readonly evidence: Evidence;
}

/** The claims pages beside the runs on disk. */
export class ClaimsFolders {
  /** @param storage the extension's own storage */
  constructor(private readonly storage: vscode.Uri) {}

  async list(): Promise<FoundClaims[]> {
    const folders = await Promise.all(runsFolders(this.storage).map(subfolders));
    const found = await Promise.all(folders.flat().map(({ id, folder }) => claimsIn(id, folder)));
    return found.flatMap((claims) => claims ?? []).sort((one, other) => one.id.localeCompare(other.id));
  }
}

/** A claims page as a line of the view of runs. */
export function claimsItem(claims: FoundClaims): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Claims of the Post'));
  item.id = `claims ${claims.id}`;
  item.description = claimsDescription(claims);
  item.tooltip = claims.id;
  item.iconPath = new vscode.ThemeIcon('checklist');
  item.contextValue = 'claims';
  item.command = { command: Command.openClaims, title: vscode.l10n.t('Open Claims Page'), arguments: [claims.id] };
  return item;
}

export function claimsDescription({ evidence: { config, seeds } }: FoundClaims): string {
  return joined([dataInWords(config.data), vscode.l10n.t('{0} seeds', count(seeds.length))]);
}

/** @returns undefined for a folder that holds none, or one that cannot be read */
export async function claimsIn(id: string, folder: string): Promise<FoundClaims | undefined> {
  if (!(await namesIn(named(folder)).catch((): string[] => [])).includes(CLAIMS_FILE)) return undefined;
  const place = inside(folder, CLAIMS_FILE);
  const evidence = await readStoredText(place)
    .then((text) => parseEvidence(text, place.path))
    .catch(() => undefined);
  return evidence === undefined ? undefined : { id, folder, evidence };
}
