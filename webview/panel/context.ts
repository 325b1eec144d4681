import type { Exportable } from '../charts/export/exportable';
import type { Host } from '../host';
import type { Theme } from '../theme';
import type { Announcer } from '../ui/announcer';
import type { Openings } from './openings';
import type { Store } from './store';

/** What every view is given. */
export interface Context {
  readonly host: Host;
  readonly store: Store;
  readonly announcer: Announcer;
  readonly openings: Openings;
  readonly theme: Theme;
}

/** A view with charts in it. */
export interface View {
  readonly element: HTMLElement;
  setTheme(theme: Theme): void;
  dispose(): void;
  /** Its plots as they are now, for pictures. */
  exportables?(): readonly Exportable[];
}
