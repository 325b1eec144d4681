import * as l10n from '@vscode/l10n';
import type { PanelViewState } from '../../src/model/panelProtocol';
import { h, uniqueId } from '../ui/dom';
import { DOCK } from './persisted';
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

/** Steps of the keys that move the dock's edge, in CSS pixels. */
const STEP = 20;

/**
 * The dock: tabs by the ARIA pattern, one tab stop, arrow keys choose; below them, while it is open, the panel of the chosen
 * one. Its edge can be moved; it never takes more than a third of the window, so that the plots stay in view.
 */
export class TabsView {
  readonly element: HTMLElement;
  private readonly tabs: readonly Shown[];
  private readonly edge = h('div', {
    class: 'dock-edge',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'horizontal',
    'aria-label': l10n.t('Height of the dock'),
    'aria-valuemin': String(DOCK.least),
  });
  private readonly opener = h('button', { class: 'dock-opener', type: 'button' });
  /** Those that there is something in, for now; null: all. */
  private filled: readonly TabName[] | null = null;
  /** Those that this run has nothing for. */
  private absent: readonly TabName[] = [];
  /** Before there is a run, nothing is kept of the view. */
  private openUnkept = false;

  constructor(
    private readonly store: Store,
    tabs: readonly Tab[],
  ) {
    this.tabs = tabs.map((tab) => shownTab(tab));
    const list = h('div', { class: 'tab-list', role: 'tablist', 'aria-label': l10n.t('More of this run') });
    for (const { handle, name } of this.tabs) {
      handle.addEventListener('click', () => this.press(name));
      handle.addEventListener('keydown', (event) => this.key(event));
      list.append(handle);
    }
    this.opener.addEventListener('click', () => this.setOpen(!this.open));
    const panels = h('div', { class: 'tab-panels' }, ...this.tabs.map(({ panel }) => panel));
    this.element = h(
      'section',
      { class: 'tabs', 'aria-label': l10n.t('Dock') },
      this.edge,
      h('div', { class: 'dock-head' }, list, this.opener),
      panels,
    );
    this.moveEdge();
    store.onView(() => this.update());
    window.addEventListener('resize', () => this.update());
    this.update();
  }

  /** What the tabs show, by their names. */
  get panels(): ReadonlyMap<TabName, HTMLElement> {
    return new Map(this.tabs.map(({ name, panel }) => [name, panel]));
  }

  /**
   * @param filled those that there is something in, for now, the first of which is shown where another was chosen; null: all
   * @param absent those that there is nothing for
   */
  hold(filled: readonly TabName[] | null, absent: readonly TabName[] = []): void {
    this.filled = filled;
    this.absent = absent;
    this.update();
  }

  private get chosen(): TabName {
    const asked = this.store.view?.tab ?? 'neurons';
    const chosen = this.isFilled(asked) ? asked : (this.filled?.[0] ?? asked);
    return this.absent.includes(chosen) ? 'neurons' : chosen;
  }

  private isFilled(tab: TabName): boolean {
    return this.filled === null || this.filled.includes(tab);
  }

  private get offered(): readonly Shown[] {
    return this.tabs.filter(({ name }) => this.isFilled(name) && !this.absent.includes(name));
  }

  private get open(): boolean {
    return this.store.view?.dock ?? this.openUnkept;
  }

  private setOpen(open: boolean): void {
    this.openUnkept = open;
    if (this.store.view === null) this.update();
    else this.store.setView({ dock: open });
  }

  /** Opens the dock with a tab; a press on the one that is open closes it. */
  private press(tab: TabName): void {
    if (!this.isFilled(tab)) return;
    const again = this.open && tab === this.chosen;
    this.choose(tab);
    this.setOpen(!again);
  }

  private choose(tab: TabName): void {
    // Before there is anything in the others, nothing is chosen.
    if (tab !== this.chosen) this.store.setView({ tab });
  }

  /** What there is room for, as a share of the window. */
  private get most(): number {
    return Math.max(DOCK.least, Math.floor(window.innerHeight / 3));
  }

  private get height(): number {
    return Math.min(this.most, this.store.view?.dockHeight ?? DOCK.usual);
  }

  private setHeight(height: number): void {
    this.store.setView({ dockHeight: Math.min(this.most, Math.max(DOCK.least, Math.round(height))) });
  }

  private moveEdge(): void {
    const { edge } = this;
    edge.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      edge.setPointerCapture(event.pointerId);
      const from = this.height + event.clientY;
      const move = ({ clientY }: PointerEvent) => this.setHeight(from - clientY);
      edge.addEventListener('pointermove', move);
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
    });
    edge.addEventListener('dblclick', () => this.setHeight(DOCK.usual));
    edge.addEventListener('keydown', (event) => {
      const height = {
        ArrowUp: this.height + STEP,
        ArrowDown: this.height - STEP,
        Home: DOCK.least,
        End: this.most,
      }[event.key];
      if (height === undefined) return;
      event.preventDefault();
      this.setHeight(height);
    });
  }

  private update(): void {
    const { open } = this;
    this.element.classList.toggle('open', open);
    this.edge.hidden = !open;
    this.edge.setAttribute('aria-valuenow', String(this.height));
    this.edge.setAttribute('aria-valuemax', String(this.most));
    this.element.style.setProperty('--dock', `${this.height}px`);
    const words = open ? l10n.t('Close the Dock') : l10n.t('Open the Dock');
    this.opener.setAttribute('aria-label', words);
    this.opener.setAttribute('aria-expanded', String(open));
    this.opener.title = words;
    for (const { name, handle, panel } of this.tabs) {
      const chosen = name === this.chosen;
      handle.hidden = this.absent.includes(name);
      handle.setAttribute('aria-selected', String(chosen));
      handle.setAttribute('aria-expanded', String(chosen && open));
      handle.setAttribute('aria-disabled', String(!this.isFilled(name)));
      handle.tabIndex = chosen ? 0 : -1;
      panel.classList.toggle('unchosen', !chosen || !open);
    }
  }

  private key(event: KeyboardEvent): void {
    const { key, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey) return;
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

/** Opens the dock with a tab. */
export function showTab(store: Store, tab: TabName): void {
  store.setView({ tab, dock: true });
}

function shownTab(tab: Tab): Shown {
  const [id, panelId] = [uniqueId(), uniqueId()];
  const handle = h('button', { class: 'tab', role: 'tab', type: 'button', id, 'aria-controls': panelId }, tab.title);
  const panel = h('div', { class: `tab-panel tab-${tab.name}`, role: 'tabpanel', id: panelId, 'aria-labelledby': id });
  panel.append(tab.content);
  return { ...tab, handle, panel };
}
