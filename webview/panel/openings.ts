import * as l10n from '@vscode/l10n';
import type { FromPanel } from '../../src/model/panelProtocol';
import { Emitter } from '../emitter';
import type { Host } from '../host';
import type { Announcer } from '../ui/announcer';
import type { Store } from './store';

/** What shows weights beside the panel. */
export type OpenIntent = Extract<FromPanel, { type: 'openWeight' | 'openBias' | 'openInput' | 'openSelection' }>;

/** Opens weights beside the panel: at once where the run is complete; of one that is not, the last press is kept until it is. */
export class Openings {
  private kept: OpenIntent | null = null;
  private readonly changed = new Emitter();
  /** Whether a press is kept may be another. */
  readonly onChange = this.changed.on;

  constructor(
    private readonly host: Host,
    private readonly store: Store,
    private readonly announcer: Announcer,
  ) {
    store.onState(() => this.look());
    store.selection.onCommit(() => {
      if (store.selection.current.set.isEmpty) this.keep(null);
    });
  }

  /** Whether something will open by itself. */
  get awaited(): boolean {
    return this.kept !== null;
  }

  open(intent: OpenIntent): void {
    if (this.store.complete !== null) this.host.post(intent);
    else if (this.store.run !== null) {
      this.keep(intent);
      this.announcer.say(l10n.t('Opens when the run is complete.'));
    }
  }

  private look(): void {
    const { kept } = this;
    if (kept === null) return;
    if (this.store.complete !== null) this.host.post(kept);
    // Of a run that came to nothing there is nothing to be opened.
    if (this.store.complete !== null || this.store.run === null) this.keep(null);
  }

  private keep(intent: OpenIntent | null): void {
    if (intent === this.kept) return;
    this.kept = intent;
    this.changed.fire();
  }
}
