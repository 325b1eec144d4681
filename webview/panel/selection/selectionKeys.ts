import * as l10n from '@vscode/l10n';
import type { MenuKeys } from '../../ui/menu';
import type { SelectionStore } from './selectionStore';

/** Fields that keep these keys for what is written in them. */
const WRITTEN_IN = 'textarea, [contenteditable], input:not([type=radio], [type=checkbox], [type=range])';

/**
 * The keys of the selection, wherever the focus is on the page: Escape clears it, unless it has closed or ended something;
 * Ctrl+Z and Ctrl+Y, or Ctrl+Shift+Z, undo and redo, with Cmd on a Mac.
 */
export function listenToSelectionKeys(selection: SelectionStore): void {
  document.addEventListener('keydown', (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
    if (event.defaultPrevented || altKey || (target instanceof Element && target.matches(WRITTEN_IN))) return;
    const command = ctrlKey || metaKey;
    const letter = key.toLowerCase();
    const act = !command
      ? key === 'Escape' && !selection.current.set.isEmpty && (() => selection.clear())
      : letter === 'z' && !shiftKey
        ? () => selection.undo()
        : (letter === 'y' || letter === 'z') && (() => selection.redo());
    if (act === false) return;
    act();
    // The editor would undo something of its own.
    event.preventDefault();
    event.stopPropagation();
  });
}

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** How the keys are called here. */
export const UNDO_KEYS: MenuKeys = MAC
  ? { words: '⌘Z', aria: 'Meta+Z' }
  : { words: l10n.t('Ctrl+{0}', 'Z'), aria: 'Control+Z' };
export const REDO_KEYS: MenuKeys = MAC
  ? { words: '⇧⌘Z', aria: 'Shift+Meta+Z' }
  : { words: l10n.t('Ctrl+{0}', 'Y'), aria: 'Control+Y' };
