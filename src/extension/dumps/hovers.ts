import * as vscode from 'vscode';
import { layersOf } from '../../engine/runs/foreignFormat';
import type { ParameterStanding, Standing } from '../../model/parameterColumns';
import { ParameterOrder, type ParameterPlace } from '../../model/parameterOrder';
import { count, countOf, percent } from '../../text/format';
import type { Runs } from '../runs';
import type { DumpColumn } from './columns';
import { addressOf } from './editors';
import type { DumpFileSystem } from './fileSystem';

/** Says what a column is, and of a number where it stands among those of its neuron and of its layer. */
export class DumpHovers implements vscode.HoverProvider {
  constructor(
    private readonly dumps: DumpFileSystem,
    private readonly runs: Runs,
  ) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const address = addressOf(document.uri);
    if (address === undefined) return undefined;
    const { columns, lines, numbersFrom, sections } = await this.dumps.dump(document.uri);
    const parameter = lines.parameterAt(position.line);
    const isHeading = sections.some(({ first, topic }) => first === position.line && topic.kind !== 'pictures');
    if (parameter === undefined && !isHeading) return undefined;
    const column = columns.at(position.character - numbersFrom);
    if (column === undefined) return undefined;
    const text = new vscode.MarkdownString(`**${column.title}** — ${meaningOf(column)}`);
    if (parameter !== undefined) {
      const { kind, name } = column;
      const standing = await this.runs.ask(address.runId, 'standing', { parameter, column: { kind, name } });
      const { file } = await this.runs.loadAny(address.runId);
      const place = new ParameterOrder(layersOf(file)).placeOf(parameter);
      for (const line of standingLines(standing, column, place)) text.appendMarkdown(`\n\n${line}`);
    }
    return new vscode.Hover(text, document.getWordRangeAtPosition(position, /[^\s]+/));
  }
}

/** @param place of the parameter */
function standingLines(
  { value, ofNeuron, ofLayer, identical }: ParameterStanding,
  { kind }: DumpColumn,
  { layer, neuron, input }: ParameterPlace,
): string[] {
  if (Number.isNaN(value)) return [vscode.l10n.t('Undefined: both parts of the sum are 0.')];
  if (input === null) return [`\`${value}\``, rankLine(ofLayer, vscode.l10n.t('the biases of layer {0}', layer))];
  const lines = [
    `\`${value}\``,
    rankLine(ofNeuron, vscode.l10n.t('the weights of neuron {0}', neuron)),
    rankLine(ofLayer, vscode.l10n.t('the weights of layer {0}', layer)),
  ];
  if (identical === 0 || (kind !== 'x' && kind !== 'y')) return lines;
  const points = countOf(identical, vscode.l10n.t('identical point'), vscode.l10n.t('identical points'));
  return [...lines, `+${points}`];
}

function rankLine(standing: Standing | null, among: string): string {
  if (standing === null) return '';
  const { rank, of, smaller } = standing;
  return vscode.l10n.t(
    'By size no. {0} of {1} among {2}; larger than {3} of them',
    count(rank),
    count(of),
    among,
    percent(smaller),
  );
}

function meaningOf({ kind }: DumpColumn): string {
  switch (kind) {
    case 'initial':
      return vscode.l10n.t('the parameter before training');
    case 'phase1':
      return vscode.l10n.t('the parameter after phase 1');
    case 'fork':
      return vscode.l10n.t('the parameter after the fork was trained on without one class');
    case 'a':
      return vscode.l10n.t('Σ|Δ|: how far the examples of group A moved the parameter, added up');
    case 'b':
      return vscode.l10n.t('Σ|Δ|: how far the examples of group B moved the parameter, added up');
    case 'c':
      return vscode.l10n.t('mean absolute difference between the forks that lack a class of group A');
    case 'd':
      return vscode.l10n.t('mean absolute difference between the forks that lack a class of group B');
    case 'x':
      return vscode.l10n.t('a / (a + b): the share of group A in how far the parameter was moved');
    case 'y':
      return vscode.l10n.t('c / (c + d): the share of A’s forks in how far the forks differ');
  }
}
