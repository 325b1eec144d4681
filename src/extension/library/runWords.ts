import * as vscode from 'vscode';
import { parseConfig } from '../../engine/config';
import { COUNT } from '../../engine/data/drawn';
import type { RunStatus } from '../../engine/runs/pendingFile';
import { type ConfigValue, flatConfig, metricOf, type RunEntry } from '../../engine/runs/runEntry';
import { decimal } from '../../text/format';
import { HEADLINE, SHUFFLED } from '../../text/studyMetrics';
import { dataInWords, networkInWords } from '../views/runTitle';

/** What a run is called: what a person has called it, else network, data and seed. */
export function nameOf(entry: RunEntry): string {
  return entry.labels.name ?? wordsOf(entry);
}

/** Network, data and seed of a run, as far as they are known. */
export function wordsOf(entry: RunEntry): string {
  const { network, data, seed } = partsOf(entry);
  return joined([network, data, seed]);
}

function partsOf({ id, config, sizes, dataName, foreign }: RunEntry) {
  if (foreign !== null) {
    const { network, groups, seed } = foreign;
    const classes = groups === null ? '' : `${groups.a.join(', ')} | ${groups.b.join(', ')}`;
    const data = [dataName ?? '', classes].filter((part) => part !== '').join(' ');
    return { network, data, seed: seed === null ? '' : vscode.l10n.t('seed {0}', seed) };
  }
  if (config === null) return { network: id, data: '', seed: '' };
  const network = networkInWords(textOf(config['network.activation']), sizes ?? listOf(config['network.hidden']));
  const groups = `${listOf(config['groups.a']).join(', ')} | ${listOf(config['groups.b']).join(', ')}`;
  const data = `${dataName ?? dataInWords(textOf(config['data']))} ${groups}`;
  return { network, data, seed: vscode.l10n.t('seed {0}', textOf(config['seed'])) };
}

/** What came out, never without what it is to be held against; else how the run stands. */
export function resultOf({ state, problem, foreign, metrics }: RunEntry): string {
  if (state !== 'complete') return joined([stateInWords(state), problem ?? '']);
  if (foreign !== null) return vscode.l10n.t('recorded by {0}', foreign.source);
  const [r2, shuffled] = [HEADLINE, SHUFFLED].map((name) => decimal(metricOf(metrics, name) ?? null, 2));
  return vscode.l10n.t('R² {0} / shuffled {1}', r2 ?? '', shuffled ?? '');
}

/** How long ago something was, as short as can be: "16 min ago", from a week on the day. */
export function whenInWords(started: string | null, now = Date.now()): string {
  if (started === null) return '';
  const then = new Date(started);
  const minutes = Math.floor((now - then.getTime()) / 60_000);
  if (!Number.isFinite(minutes)) return '';
  if (minutes < 1) return vscode.l10n.t('just now');
  if (minutes < 60) return vscode.l10n.t('{0} min ago', minutes);
  if (minutes < 24 * 60) return vscode.l10n.t('{0} h ago', Math.floor(minutes / 60));
  if (minutes < 7 * 24 * 60) return vscode.l10n.t('{0} d ago', Math.floor(minutes / (24 * 60)));
  return then.toLocaleDateString(vscode.env.language);
}

export function stateInWords(state: RunStatus): string {
  switch (state) {
    case 'running':
      return vscode.l10n.t('running');
    case 'complete':
      return vscode.l10n.t('complete');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
    case 'broken':
      return vscode.l10n.t('cannot be read');
  }
}

const DEFAULTS = flatConfig(parseConfig({ forks: { untilRow: COUNT.training } }));

/** Whether a value of a config is what it is by itself: forks that read to the end of the file do so unasked. */
export function isDefault(key: string, value: ConfigValue | undefined): boolean {
  return value === undefined || String(DEFAULTS[key] ?? '') === String(value);
}

/** Keys of a config that are not as they are by themselves, each as `key = value`. */
export function changesOf({ config }: RunEntry): string[] {
  return Object.entries(config ?? {})
    .filter(([key, value]) => key !== 'seed' && !isDefault(key, value))
    .map(([key, value]) => `${key} = ${valueInWords(value)}`);
}

export function valueInWords(value: ConfigValue): string {
  return typeof value === 'object' ? value.join(', ') : String(value);
}

export function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

function textOf(value: ConfigValue | undefined): string {
  return value === undefined ? '' : String(value);
}

function listOf(value: ConfigValue | undefined): readonly (string | number)[] {
  return typeof value === 'object' ? value : [];
}
