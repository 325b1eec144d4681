import * as l10n from '@vscode/l10n';
import type { StudyState, StudyView } from '../../src/model/studyProtocol';
import { count, countOf, plain } from '../../src/text/format';
import { button } from '../ui/controls';
import { h, setText } from '../ui/dom';
import type { StudyContext } from './context';

/** What is run how often, and what can be done with it. */
export class StudyHead {
  readonly element = h('header', { class: 'head' });
  private readonly title = h('h1');
  private readonly settings = h('span');
  private readonly hash = h('span', { class: 'hash' });
  private readonly save: HTMLElement;

  constructor(host: StudyContext['host']) {
    this.save = button({
      label: l10n.t('Export cells.csv…'),
      description: l10n.t('One row a cell: the values of the axes, how it ended, all of its figures'),
      onPress: () => host.post({ type: 'exportCsv' }),
    });
    const open = button({
      label: l10n.t('Open Sweep File'),
      description: l10n.t('What is run here, as a file that can be changed and run'),
      onPress: () => host.post({ type: 'openSweep' }),
    });
    this.hash.title = l10n.t('The same hash means the same cells in the same order');
    this.element.append(
      h(
        'div',
        { class: 'head-line' },
        h('div', { class: 'head-words' }, this.title, h('p', { class: 'details' }, this.settings, this.hash)),
        h('div', { class: 'actions' }, open, this.save),
      ),
    );
  }

  update({ study, status }: Extract<StudyState, { kind: 'study' }>): void {
    setText(this.title, titleOf(study));
    setText(this.settings, `${detailsOf(study).join(' · ')} · `);
    setText(this.hash, study.title.hash);
    // Unseen rather than absent: when all cells are complete, nothing moves.
    this.save.classList.toggle('held', status.kind !== 'complete');
  }
}

function titleOf({ kind, title, axes }: StudyView): string {
  if (kind === 'replication') return `${title.network} · ${title.data}`;
  return l10n.t('Sweep over {0}', axes.map(({ key }) => key).join(' × '));
}

function detailsOf({ kind, title, axes, cells, orders, part }: StudyView): string[] {
  const [seeds] = axes;
  const besides = orders === null ? [] : [l10n.t('each in {0} shuffled orders too', count(orders))];
  if (kind === 'replication' && seeds !== undefined) {
    const { labels } = seeds;
    return [
      l10n.t('{0} seeds, {1} to {2}', count(labels.length), labels[0] ?? '', labels.at(-1) ?? ''),
      ...besides,
      `η ${plain(title.learningRate)}`,
    ];
  }
  const lengths = axes.map(({ labels }) => count(labels.length)).join(' × ');
  const all = countOf(cells, l10n.t('cell'), l10n.t('cells'));
  return [
    axes.length > 1 ? `${lengths} = ${all}` : all,
    ...besides,
    title.data,
    ...(part === null ? [] : [l10n.t('part {0} of {1}', part.index, part.count)]),
  ];
}
