import * as vscode from 'vscode';
import { claimsViewOf } from '../../engine/claims/claimsView';
import type { JobState } from '../../model/job';
import { claimsPage } from '../../text/claims/claimsPage';
import type { Page } from '../../text/page/blocks';
import { pageHtml } from '../../text/page/html';
import { Command } from '../ids';
import { nonce } from '../nonce';
import type { ClaimsRun } from './claimsRun';

/** Says to "Test the Post's Claims" that it is to go on with what the page shows. */
export const RESUME = 'resume';

type Action = readonly [words: string, href: string];

/** What the page may ask for, by links alone: it runs no script. */
export const CLAIMS_COMMANDS = [Command.testClaims, Command.cancelClaims, Command.saveClaims, Command.openClaimsSeed];

export function languageOf(): string {
  return vscode.l10n.bundle === undefined ? 'en' : vscode.env.language;
}

/** The page of a test as the editor shows it. */
export function editorPage({ evidence, status, request }: ClaimsRun): string {
  const page: Page =
    evidence === undefined
      ? { title: vscode.l10n.t('The claims of the post, tested'), language: languageOf(), sections: [] }
      : claimsPage(claimsViewOf(evidence), languageOf());
  const seeds = Array.from({ length: request.seeds }, (_, index) => request.config.seed + index);
  const open = seeds.map((seed): Action => [vscode.l10n.t('Open seed {0}', seed), link(Command.openClaimsSeed, seed)]);
  return pageHtml(page, {
    nonce: nonce(),
    actions: actionsOf(status),
    sectionActions: { provenance: open },
    ...statusWords(status),
  });
}

function statusWords(status: JobState): { readonly status?: string } {
  switch (status.kind) {
    case 'complete':
      return {};
    case 'running':
      return { status: vscode.l10n.t('Running. Each line is filled in as soon as what it needs is there.') };
    case 'cancelled':
    case 'interrupted':
      return { status: vscode.l10n.t('Stopped before the end. What was finished is kept.') };
    case 'failed':
      return { status: vscode.l10n.t('The test failed. {0}', status.message) };
  }
}

function actionsOf({ kind }: JobState): Action[] {
  if (kind === 'complete') return [[vscode.l10n.t('Save as HTML or Markdown'), link(Command.saveClaims)]];
  if (kind === 'running') return [[vscode.l10n.t('Cancel'), link(Command.cancelClaims)]];
  return [[vscode.l10n.t('Resume'), link(Command.testClaims, RESUME)]];
}

function link(command: string, ...given: readonly unknown[]): string {
  return `command:${command}${given.length === 0 ? '' : `?${encodeURIComponent(JSON.stringify(given))}`}`;
}
