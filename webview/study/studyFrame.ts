import type { StudyState, StudyView } from '../../src/shared/studyProtocol';
import { h } from '../ui/dom';
import type { StudyContext } from './context';
import { ReplicationView } from './replicationView';
import { StudyHead } from './studyHead';
import { StudyStrip } from './studyStrip';
import { SweepView } from './sweepView';

/** What is shown of the cells. */
export interface StudyBody {
  readonly element: HTMLElement;
  /** The sentences that its figures give. */
  sentences(study: StudyView): readonly string[];
  update(study: StudyView): void;
  dispose(): void;
}

/** The page of one study: one frame from its first cell to its last, which fills as cells come in. */
export class StudyFrame {
  readonly element = h('div', { class: 'frame study' });
  private readonly head: StudyHead;
  private readonly strip: StudyStrip;
  private readonly body: StudyBody;
  private frame = 0;

  constructor(
    private readonly context: StudyContext,
    study: StudyView,
  ) {
    this.head = new StudyHead(context.host);
    this.strip = new StudyStrip(context.host);
    this.body = study.kind === 'replication' ? new ReplicationView(context) : new SweepView(context);
    this.element.append(this.head.element, this.strip.element, this.body.element);
    context.store.onCells(() => this.redrawSoon());
    context.store.onProgress(() => {
      const { state } = context.store;
      if (state?.kind === 'study' && state.status.kind === 'running') this.strip.progress(state.status.progress);
    });
    context.store.onView(() => this.redrawSoon());
  }

  update(state: Extract<StudyState, { kind: 'study' }>): void {
    this.head.update(state);
    this.strip.update(state.status, this.body.sentences(state.study));
    this.body.update(state.study);
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.body.dispose();
  }

  /** Once before the next frame, however many cells have come. */
  private redrawSoon(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      const { state } = this.context.store;
      if (state?.kind === 'study') this.update(state);
    });
  }
}
