import type { StudyState, StudyView } from '../../src/model/studyProtocol';
import { h } from '../ui/dom';
import type { StudyBody, StudyContext } from './context';
import { ReplicationView } from './replicationView';
import { StudyHead } from './studyHead';
import { StudyStrip } from './studyStrip';
import { SweepView } from './sweepView';

const REDRAW_MS = 150;

/** The page of one study: one frame from its first cell to its last, which fills as cells come in. */
export class StudyFrame {
  readonly element = h('div', { class: 'frame study' });
  private readonly head: StudyHead;
  private readonly strip: StudyStrip;
  private readonly body: StudyBody;
  private due: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly context: StudyContext,
    study: StudyView,
  ) {
    this.head = new StudyHead(context.host);
    this.strip = new StudyStrip(context.host);
    this.body = study.kind === 'replication' ? new ReplicationView(context, study) : new SweepView(context);
    this.element.append(this.head.element, this.strip.element, this.body.element);
    context.store.onCells(() => this.redrawSoon());
    context.store.onProgress(() => {
      const { state } = context.store;
      if (state?.kind === 'study' && state.status.kind === 'running') this.strip.progress(state.status.progress);
    });
    context.store.onView(() => this.redraw());
  }

  update(state: Extract<StudyState, { kind: 'study' }>): void {
    this.head.update(state);
    this.strip.update(state.status, this.body.sentences(state.study));
    this.body.update(state.study);
  }

  dispose(): void {
    clearTimeout(this.due);
    this.body.dispose();
  }

  /** A few times a second, however many cells come. */
  private redrawSoon(): void {
    this.due ??= setTimeout(() => this.redraw(), REDRAW_MS);
  }

  private redraw(): void {
    clearTimeout(this.due);
    this.due = undefined;
    const { state } = this.context.store;
    if (state?.kind === 'study') this.update(state);
  }
}
