import * as vscode from 'vscode';
import type { ExperimentConfig } from '../../engine/config';
import { type ConfigValue, type FlatConfig, flatConfig, type RunEntry } from '../../engine/runs/runEntry';
import type { RunTitle } from '../../model/runView';
import { plain } from '../../text/format';
import type { NamesOfRuns } from '../panel/panels';
import { activationInWords, dataInWords } from '../views/runTitle';
import type { RunLibrary } from './library';
import { isDefault, joined, valueInWords, wordsOf } from './runWords';

/** Most words of a name that say what is other than in other runs. */
const MOST_DIFFERENCES = 3;
/** Said by every name. */
const ALWAYS_SAID = new Set(['seed', 'data']);
/** How the first of a run's differences are said; all others by the last word of their key. */
const WORDS: Readonly<Record<string, (value: ConfigValue) => string>> = {
  'network.activation': (value) => activationInWords(String(value)),
  'network.hidden': (value) => vscode.l10n.t('{0} hidden', valueInWords(value).replaceAll(', ', '–')),
  learningRate: (value) => `η ${plain(Number(value))}`,
};

/** Whether a value is what it is by itself, or by another one: the outputs have the activation of the hidden layers. */
function isUnsaid(key: string, value: ConfigValue | undefined, config: FlatConfig): boolean {
  const follows = key === 'network.outputActivation' && value === config['network.activation'];
  return follows || isDefault(key, value);
}

/** The keys whose values tell runs apart. */
export function keysThatDiffer(entries: readonly RunEntry[]): ReadonlySet<string> {
  const configs = entries.flatMap(({ config }) => (config === null ? [] : [config]));
  const found = new Map<string, { readonly text: string; runs: number; isOne: boolean }>();
  for (const config of configs) {
    for (const [key, value] of Object.entries(config)) {
      if (ALWAYS_SAID.has(key) || isUnsaid(key, value, config)) continue;
      const text = String(value);
      const known = found.get(key) ?? { text, runs: 0, isOne: true };
      known.runs++;
      if (known.text !== text) known.isOne = false;
      found.set(key, known);
    }
  }
  // Alike are those that all have one value, also where it is none of the defaults.
  return new Set([...found].flatMap(([key, { runs, isOne }]) => (isOne && runs === configs.length ? [] : [key])));
}

/**
 * What a run is called in a narrow list and on a tab: its data, what is other than by default where the runs are not all
 * alike in it, and its seed: "MNIST · ReLU · seed 2".
 */
export function labelOf(entry: RunEntry, differing: ReadonlySet<string>): string {
  const { labels, foreign, config, dataName } = entry;
  if (labels.name !== null) return labels.name;
  if (foreign !== null || config === null) {
    const seed = foreign?.seed ?? null;
    // As the panel calls it: what follows the comma is its activation.
    const network = foreign === null ? wordsOf(entry) : (foreign.network.split(',')[0] ?? '');
    return joined([network, seed === null ? '' : vscode.l10n.t('seed {0}', seed)]);
  }
  return ofConfig(config, dataName ?? dataInWords(String(config['data'])), differing);
}

function ofConfig(config: FlatConfig, data: string, differing: ReadonlySet<string>): string {
  const isSaid = (key: string) => differing.has(key) && !isUnsaid(key, config[key], config);
  const groups = (['groups.a', 'groups.b'] as const).some(isSaid)
    ? `${valueInWords(config['groups.a'] ?? '')} | ${valueInWords(config['groups.b'] ?? '')}`
    : '';
  const known = Object.keys(WORDS);
  const others = Object.keys(config).filter((key) => !known.includes(key) && !key.startsWith('groups.'));
  const said = [...known, ...others].flatMap((key) => {
    const value = config[key];
    if (value === undefined || !isSaid(key)) return [];
    return [WORDS[key]?.(value) ?? `${key.split('.').at(-1)} ${valueInWords(value)}`];
  });
  const more = said.length > MOST_DIFFERENCES ? '…' : '';
  const seed = vscode.l10n.t('seed {0}', String(config['seed']));
  return joined([data, groups, ...said.slice(0, MOST_DIFFERENCES), more, seed]);
}

/** What every run is called, kept as the list of runs changes. */
export class RunNames implements NamesOfRuns, vscode.Disposable {
  private entries: readonly RunEntry[] = [];
  private byId: ReadonlyMap<string, RunEntry> = new Map();
  private differing: ReadonlySet<string> = new Set();
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscription: vscode.Disposable;
  /** Runs may be called otherwise. */
  readonly onDidChange = this.changes.event;

  constructor(
    private readonly library: Pick<RunLibrary, 'entries' | 'onDidChange'>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = library.onDidChange(() => void this.follow());
  }

  async ready(): Promise<void> {
    const entries = await this.library.entries();
    if (entries === this.entries) return;
    this.entries = entries;
    this.byId = new Map(entries.map((entry) => [entry.id, entry]));
    this.differing = keysThatDiffer(entries);
  }

  nameOf(runId: string, title: RunTitle, config?: ExperimentConfig): string {
    const entry = this.byId.get(runId);
    if (entry !== undefined) return labelOf(entry, this.differing);
    if (config !== undefined) return ofConfig(flatConfig(config), dataInWords(config.data), this.differing);
    const seed = title.seed === null ? '' : vscode.l10n.t('seed {0}', title.seed);
    return joined([title.source === undefined ? title.data : title.network, seed]);
  }

  dispose(): void {
    this.subscription.dispose();
    this.changes.dispose();
  }

  private async follow(): Promise<void> {
    try {
      await this.ready();
      this.changes.fire();
    } catch (error) {
      this.log.warn(`Runs could not be named: ${error}`);
    }
  }
}
