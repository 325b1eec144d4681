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

/** Says that the test which the page showed is to be made anew. */
export const AGAIN = 'again';

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

/** What stands in its place when the folder is gone. */
export function deletedPage(): string {
  const title = vscode.l10n.t('This page of claims was deleted');
  return pageHtml(
    { title, language: languageOf(), sections: [] },
    {
      nonce: nonce(),
      actions: [[vscode.l10n.t('Test the Claims Again'), link(Command.testClaims, AGAIN)]],
      status: vscode.l10n.t('Its folder is gone. If it lies in the trash, put it back, and it is shown here again.'),
    },
  );
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
