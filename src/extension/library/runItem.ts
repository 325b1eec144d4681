import * as vscode from 'vscode';
import type { RunStatus } from '../../engine/runs/pendingFile';
import { metricOf, type RunEntry } from '../../engine/runs/runEntry';
import { count, decimal, percent } from '../../text/format';
import { HEADLINE, SHUFFLED } from '../../text/studyMetrics';
import { Command } from '../ids';
import { labelOf } from './runNames';
import { changesOf, joined, nameOf, resultOf, stateInWords, whenInWords, wordsOf } from './runWords';

const ICONS: Readonly<Record<RunStatus, [icon: string, colour?: string]>> = {
  running: ['sync~spin'],
  complete: ['graph-scatter'],
  cancelled: ['circle-slash'],
  failed: ['error', 'list.errorForeground'],
  interrupted: ['debug-disconnect', 'list.warningForeground'],
  broken: ['warning', 'list.warningForeground'],
};

/** Said beside a line that was clicked: its run is to be looked at, where the menu's command opens it to stay. */
export const PREVIEW = 'preview';

/**
 * A run as a line of the view. Its context value says state, kind and whether it is pinned, each as a word.
 * @param differing the keys whose values tell the runs apart
 */
export function runItem(entry: RunEntry, differing: ReadonlySet<string>): vscode.TreeItem {
  const { id, state, foreign, labels, started } = entry;
  const item = new vscode.TreeItem(labelOf(entry, differing));
  const [icon, colour] = ICONS[state];
  const tags = labels.tags.map((tag) => `#${tag}`).join(' ');
  item.id = id;
  item.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  item.description = joined([resultOf(entry), whenInWords(started), tags]);
  item.contextValue = ['run', state, foreign === null ? 'own' : 'foreign', labels.pinned ? 'pinned' : 'loose'].join(
    ' ',
  );
  item.accessibilityInformation = {
    label: joined([
      nameOf(entry),
      stateInWords(state),
      resultOf(entry),
      tags,
      labels.pinned ? vscode.l10n.t('pinned') : '',
    ]),
  };
  if (state !== 'broken')
    item.command = {
      command: Command.openRun,
      title: vscode.l10n.t('Open Run'),
      arguments: [{ kind: 'run', entry }, PREVIEW],
    };
  return item;
}

/** What stands in the run's hover. Whatever a person or another system wrote goes in as text. */
export function runTooltip(entry: RunEntry): vscode.MarkdownString {
  const { id, state, problem, started, seconds, labels, metrics, unsealed } = entry;
  const hover = new vscode.MarkdownString();
  const line = (text: string) => hover.appendText(text).appendMarkdown('\n\n');
  hover.appendMarkdown('**').appendText(nameOf(entry)).appendMarkdown('**\n\n');
  if (labels.name !== null) line(wordsOf(entry));
  if (state !== 'complete') line(joined([stateInWords(state), problem ?? '']));
  else if (problem !== null) line(problem);
  if (unsealed) line(vscode.l10n.t('It was made before figures had checksums, and cannot be verified.'));
  const shown = (name: string, words: (value: string) => string, inWords = (value: number) => decimal(value)) => {
    const value = metricOf(metrics, name);
    return value === undefined ? '' : words(inWords(value));
  };
  const metricLine = joined([
    shown(HEADLINE, (r2) => vscode.l10n.t('R² {0}', r2)),
    shown(SHUFFLED, (r2) => vscode.l10n.t('with neurons shuffled {0}', r2)),
    shown('controls.inkAlone.r2', (r2) => vscode.l10n.t('ink alone {0}', r2)),
    shown('controls.residual.r', (r) => vscode.l10n.t('residual r {0}', r)),
    shown('phase1.heldOut.accuracy', (share) => vscode.l10n.t('{0} of test images right', share), percent),
  ]);
  if (metricLine !== '') line(metricLine);
  const changes = changesOf(entry);
  if (changes.length > 0) {
    line(vscode.l10n.t('Other than by default:'));
    for (const change of changes) hover.appendMarkdown('- ').appendText(change).appendMarkdown('\n');
    hover.appendMarkdown('\n');
  }
  if (labels.tags.length > 0) line(labels.tags.map((tag) => `#${tag}`).join(' '));
  if (labels.note !== '') line(labels.note);
  line(
    joined([
      started === null ? '' : new Date(started).toLocaleString(vscode.env.language),
      seconds === null ? '' : vscode.l10n.t('{0} s', count(seconds)),
      id,
    ]),
  );
  return hover;
}
