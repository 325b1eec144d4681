import * as l10n from '@vscode/l10n';
import type { PanelViewState } from '../../src/model/panelProtocol';
import { h, uniqueId } from '../ui/dom';
import type { Store } from './store';

export type TabName = PanelViewState['tab'];

export interface Tab {
  readonly name: TabName;
  readonly title: string;
  readonly content: HTMLElement;
}

interface Shown extends Tab {
  readonly handle: HTMLElement;
  readonly panel: HTMLElement;
}

/**
 * Tabs by the ARIA pattern: one tab stop, arrow keys choose. All panels lie in one place and are as high as the highest, so
 * that nothing below moves.
 */
export class TabsView {
  readonly element: HTMLElement;
  private readonly tabs: readonly Shown[];
  /** The only one there is anything in, for now. */
  private held: TabName | null = null;
  /** Those that this run has nothing for. */
  private absent: readonly TabName[] = [];

  constructor(
    private readonly store: Store,
    tabs: readonly Tab[],
  ) {
    this.tabs = tabs.map((tab) => shownTab(tab));
    const list = h('div', { class: 'tab-list', role: 'tablist', 'aria-label': l10n.t('More of this run') });
    for (const { handle, name } of this.tabs) {
      handle.addEventListener('click', () => this.choose(name));
      handle.addEventListener('keydown', (event) => this.key(event));
      list.append(handle);
    }
    const panels = h('div', { class: 'tab-panels' }, ...this.tabs.map(({ panel }) => panel));
    this.element = h('div', { class: 'tabs' }, list, panels);
    store.onView(() => this.update());
    this.update();
  }

  /**
   * @param name the tab that is shown whatever was chosen; null: the one that was chosen
   * @param absent those that there is nothing for
   */
  hold(name: TabName | null, absent: readonly TabName[] = []): void {
    this.held = name;
    this.absent = absent;
    this.update();
  }

  private get chosen(): TabName {
    const chosen = this.held ?? this.store.view?.tab ?? 'neurons';
    return this.absent.includes(chosen) ? 'neurons' : chosen;
  }

  private get offered(): readonly Shown[] {
    return this.tabs.filter(({ name }) => !this.absent.includes(name));
  }

  private choose(tab: TabName): void {
    if (this.held === null) this.store.setView({ tab });
  }

  private update(): void {
    for (const { name, handle, panel } of this.tabs) {
      const chosen = name === this.chosen;
      handle.hidden = this.absent.includes(name);
      handle.setAttribute('aria-selected', String(chosen));
      handle.setAttribute('aria-disabled', String(this.held !== null && !chosen));
      handle.tabIndex = chosen ? 0 : -1;
      panel.classList.toggle('unchosen', !chosen);
    }
  }

  private key(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (this.held !== null || altKey || ctrlKey || metaKey) return;
    const { offered } = this;
    const at = offered.findIndex(({ name }) => name === this.chosen);
    const last = offered.length - 1;
    const to = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[key];
    const tab = to === undefined ? undefined : offered[to];
    if (tab === undefined) return;
    event.preventDefault();
    this.choose(tab.name);
    tab.handle.focus();
  }
}

/** Chooses a tab and brings it into sight. */
export function showTab(store: Store, tab: TabName): void {
  store.setView({ tab });
  document.querySelector('.tabs')?.scrollIntoView({ block: 'nearest' });
}

function shownTab(tab: Tab): Shown {
  const [id, panelId] = [uniqueId(), uniqueId()];
  const handle = h('button', { class: 'tab', role: 'tab', type: 'button', id, 'aria-controls': panelId }, tab.title);
  const panel = h('div', { class: `tab-panel tab-${tab.name}`, role: 'tabpanel', id: panelId, 'aria-labelledby': id });
  panel.append(tab.content);
  return { ...tab, handle, panel };
}
