import * as l10n from '@vscode/l10n';
import type { NamedSelection } from '../../../src/model/panelProtocol';
import { ParameterSet } from '../../../src/model/parameterSet';
import type { Context } from '../context';

/**
 * The selections that are kept with the run, by name. What is kept or forgotten shows at once; where the host cannot do it,
 * it says so and sends the list as it is.
 */
export class KeptSelections {
  constructor(private readonly context: Context) {}

  get all(): readonly NamedSelection[] {
    return this.context.store.selection.named;
  }

  /** The names by which exactly what is selected is kept, the latest last. */
  get current(): readonly string[] {
    const { set } = this.context.store.selection.current;
    return this.all.filter((one) => this.setOf(one).equals(set)).map(({ name }) => name);
  }

  /** How many parameters are kept by a name; null where it is free. */
  sizeOf(name: string): number | null {
    const kept = this.named(name);
    return kept === undefined ? null : this.setOf(kept).size;
  }

  /** Keeps what is selected, in place of what has the name. */
  keep(name: string): void {
    const { host, store, announcer } = this.context;
    const { selection } = store;
    host.post({ type: 'keepSelection', name });
    selection.setNamed([...this.allBut(name), { name, bits: selection.current.set.bits }]);
    announcer.say(l10n.t('Kept as {0}.', name));
  }

  forget(name: string): void {
    const { host, store, announcer } = this.context;
    host.post({ type: 'forgetSelection', name });
    store.selection.setNamed(this.allBut(name));
    announcer.say(l10n.t('{0} is kept no more.', name));
  }

  /** Selects what is kept by a name. */
  take(name: string): void {
    const kept = this.named(name);
    if (kept === undefined) return;
    this.context.store.selection.apply(this.setOf(kept), 'replace', l10n.t('the name {0}', name), null);
  }

  private named(name: string): NamedSelection | undefined {
    return this.all.find((one) => one.name === name);
  }

  private allBut(name: string): NamedSelection[] {
    return this.all.filter((one) => one.name !== name);
  }

  private setOf({ bits }: NamedSelection): ParameterSet {
    return ParameterSet.fromBits(this.context.store.choices.order.count, bits);
  }
}
