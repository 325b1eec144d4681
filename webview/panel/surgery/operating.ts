import type { InterventionName } from '../../../src/model/interventions';
import type { ParameterSet } from '../../../src/model/parameterSet';
import type { ComparisonMetrics, OperationMetrics, SurgeryMessage } from '../../../src/model/surgeryProtocol';
import { Emitter } from '../../emitter';
import type { Host } from '../../host';
import type { Store } from '../store';

/** What is known of the operation on what is selected. */
export interface Operated {
  readonly operation: InterventionName;
  readonly metrics: OperationMetrics | null;
  /** Null while they are pending. */
  readonly comparisons: ComparisonMetrics | null;
  /** Why there are none. */
  readonly failure: string | null;
  /** Whether the metrics are of an earlier selection, until those of this one come. */
  readonly stale: boolean;
}

/**
 * Asks the host what breaks without the selection, as long as somebody looks: at most one request is without its metrics,
 * and the latest selection is asked for as soon as they have come.
 */
export class Operating {
  private looking = false;
  private chosen: InterventionName = 'reset';
  private frame = 0;
  private request = 0;
  /** What was asked for last. */
  private asked: { readonly runId: string; readonly operation: InterventionName; readonly set: ParameterSet } | null =
    null;
  private waiting = false;
  private known: Operated = nothing('reset');
  private readonly changed = new Emitter();
  /** Fired after every change of what is known. */
  readonly onChange = this.changed.on;

  constructor(
    private readonly host: Host,
    private readonly store: Store,
  ) {
    store.selection.onChange(() => this.schedule());
    store.onState(() => {
      this.asked = null;
      this.waiting = false;
      this.known = nothing(this.chosen);
      this.schedule();
    });
    store.onSurgery((message) => this.receive(message));
  }

  get operated(): Operated {
    return this.known;
  }

  /** @param looking whether the answers are in sight */
  look(looking: boolean): void {
    this.looking = looking;
    this.schedule();
  }

  choose(operation: InterventionName): void {
    this.chosen = operation;
    this.schedule();
  }

  /** At most once a frame, however often the pointer moves. */
  private schedule(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.ask());
  }

  private ask(): void {
    const { complete: run, selection } = this.store;
    const set = selection.shown;
    if (run === null || set.isEmpty) {
      this.asked = null;
      this.waiting = false;
      this.know(nothing(this.chosen));
      return;
    }
    if (!this.looking || this.waiting) return;
    const next = { runId: run.runId, operation: this.chosen, set };
    const { asked } = this;
    if (asked?.runId === next.runId && asked.operation === next.operation && asked.set.equals(set)) return;
    this.asked = next;
    this.waiting = true;
    const metrics = this.known.operation === next.operation ? this.known.metrics : null;
    this.know({ operation: next.operation, metrics, comparisons: null, failure: null, stale: true });
    const { runId, operation } = next;
    this.host.post({ type: 'operate', runId, request: ++this.request, operation, bits: set.bits });
  }

  private receive({ runId, request, answer }: SurgeryMessage): void {
    if (request !== this.request || runId !== this.asked?.runId) return;
    const { operation } = this.asked;
    switch (answer.kind) {
      case 'metrics':
        this.waiting = false;
        this.know({ ...this.known, metrics: answer.metrics, stale: false });
        break;
      case 'comparisons':
        this.know({ ...this.known, comparisons: answer.comparisons });
        break;
      case 'kept': {
        const { metrics, comparisons } = answer;
        this.know({ operation, metrics, comparisons, failure: null, stale: false });
        break;
      }
      case 'failed':
        this.waiting = false;
        this.know({
          ...(this.known.stale ? nothing(operation) : this.known),
          failure: answer.reason,
          stale: false,
        });
    }
    this.schedule();
  }

  private know(known: Operated): void {
    this.known = known;
    this.changed.fire();
  }
}

function nothing(operation: InterventionName): Operated {
  return { operation, metrics: null, comparisons: null, failure: null, stale: false };
}
