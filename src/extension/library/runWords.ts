import * as vscode from 'vscode';
import { parseConfig } from '../../engine/config';
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

/** What distinguishes a run from its neighbours in a narrow list: the data, mostly the same, comes last. */
export function shortNameOf(entry: RunEntry): { readonly name: string; readonly data: string } {
  const { network, data, seed } = partsOf(entry);
  return { name: entry.labels.name ?? joined([network, seed]), data };
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
  const r2 = vscode.l10n.t('R² {0}', decimal(metricOf(metrics, HEADLINE) ?? null, 2));
  return joined([r2, vscode.l10n.t('shuffled {0}', decimal(metricOf(metrics, SHUFFLED) ?? null, 2))]);
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

/** Keys of a config that are not as they are by themselves, each as `key = value`. */
export function changesOf({ config }: RunEntry): string[] {
  const defaults = flatConfig(parseConfig({}));
  return Object.entries(config ?? {})
    .filter(([key, value]) => key !== 'seed' && String(defaults[key] ?? '') !== String(value))
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
