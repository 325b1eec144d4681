import * as l10n from '@vscode/l10n';
import { button, iconButton, setEnabled } from '../../ui/controls';
import { h } from '../../ui/dom';
import { type MenuEntry, type MenuGroup, type MenuKeys, menuButton } from '../../ui/menu';
import type { Context } from '../context';
import { showTab } from '../tabs';
import { KeepDialog } from './keepDialog';
import { KeptSelections } from './keptSelections';
import { listenToSelectionKeys, REDO_KEYS, UNDO_KEYS } from './selectionKeys';
import { SelectionWords } from './selectionWords';

/**
 * What is selected, in words and figures, and what can be done with it: one row, whose buttons stand where they stand
 * whatever is selected.
 */
export class SelectionBar {
  readonly element = h('section', { class: 'selection-bar', role: 'region', 'aria-label': l10n.t('Selection') });
  private readonly words: SelectionWords;
  private readonly kept: KeptSelections;
  private readonly dialog: KeepDialog;
  private readonly open: HTMLElement;
  private readonly operate: HTMLElement;
  private readonly clear: HTMLElement;
  private pending = 0;
  private said = '';

  constructor(private readonly context: Context) {
    const { openings, store } = context;
    const { selection } = store;
    this.words = new SelectionWords(store, (layer, neuron) => openings.open({ type: 'openBias', layer, neuron }));
    this.kept = new KeptSelections(context);
    this.open = button({
      label: l10n.t('Open'),
      description: l10n.t('The weights that are selected, as one document'),
      onPress: () => openings.open({ type: 'openSelection' }),
    });
    this.operate = button({
      label: l10n.t('What breaks?'),
      description: l10n.t('What becomes of accuracy, margin and AUC of every class without them'),
      onPress: () => showTab(store, 'surgery'),
    });
    const more = menuButton({ label: l10n.t('More of the selection'), icon: 'more', groups: () => this.groups() });
    this.clear = iconButton({
      label: l10n.t('Clear'),
      description: l10n.t('Selects nothing (Escape)'),
      icon: 'close',
      onPress: () => selection.clear(),
    });
    this.dialog = new KeepDialog(this.kept, more.querySelector('button') ?? more);
    this.element.append(
      this.words.element,
      h('div', { class: 'selection-actions' }, this.open, this.operate, more, this.clear, this.dialog.element),
    );
    selection.onChange(() => this.refresh());
    store.onView(() => this.refresh());
    store.onState(() => this.refresh());
    openings.onChange(() => this.refresh());
    listenToSelectionKeys(selection);
    this.update();
  }

  /** At most once a frame, however often the pointer moves. */
  private refresh(): void {
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.update());
  }

  private update(): void {
    const { openings, store, announcer } = this.context;
    const { run, complete, view, selection } = store;
    const { shown, current } = selection;
    // Its place is kept: before there is a run, and for what can only be done with something.
    this.element.classList.toggle('held', run === null);
    // They leave their room to the words; what stands to their right stays.
    this.open.hidden = shown.isEmpty;
    // It takes a run's config and its images.
    this.operate.hidden = shown.isEmpty || run?.title.source !== undefined;
    setEnabled(this.operate, complete !== null);
    this.clear.classList.toggle('held', shown.isEmpty);
    if (run === null || view === null) return;
    const announcement = this.words.update(run, view.layer, this.kept.current.at(-1) ?? null, openings.awaited);
    // That nothing is selected is no news before anything was.
    const isNews = announcement !== this.said && !(current.set.isEmpty && this.said === '');
    if (current.set !== shown || !isNews) return;
    announcer.say(announcement);
    this.said = announcement;
  }

  private groups(): readonly MenuGroup[] {
    const { host, store } = this.context;
    const { selection, choices, view } = store;
    const some = !selection.current.set.isEmpty;
    // It is kept with a run, and named by its file.
    const known = some && store.complete !== null;
    const act = (label: string, enabled: boolean, onPress: () => void, keys?: MenuKeys): MenuEntry => ({
      label,
      enabled,
      onPress,
      ...(keys === undefined ? {} : { keys }),
    });
    const invert = () => {
      if (view !== null) selection.invert(choices.layerWeights(view.layer));
    };
    const { current } = this.kept;
    return [
      {
        entries: [
          act(l10n.t('Keep…'), known, () => this.dialog.open()),
          act(l10n.t('Invert'), some, invert),
          act(l10n.t('Undo'), selection.canUndo, () => selection.undo(), UNDO_KEYS),
          act(l10n.t('Redo'), selection.canRedo, () => selection.redo(), REDO_KEYS),
        ],
      },
      {
        entries: [
          act(l10n.t('Export…'), known, () => host.post({ type: 'saveSelection' })),
          act(l10n.t('Copy Link'), known, () => host.post({ type: 'copyLink' })),
        ],
      },
      {
        label: l10n.t('Kept selections'),
        entries: this.kept.all.map(({ name }) => ({
          label: name,
          chosen: current.includes(name),
          onPress: () => this.kept.take(name),
        })),
      },
      {
        entries: current.map((name) => act(l10n.t('Forget “{0}”', name), true, () => this.kept.forget(name))),
      },
    ];
  }
}
