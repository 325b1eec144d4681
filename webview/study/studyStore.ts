import { isRecord } from '../../src/model/guards';
import type { Progress } from '../../src/model/job';
import type { PersistedStudy, StudyState, StudyView, StudyViewState, ToStudy } from '../../src/model/studyProtocol';
import { HEADLINE } from '../../src/text/studyMetrics';
import { Emitter } from '../emitter';
import { defaultAxes } from './grid';

/** What the page shows: the host's state, how it is looked at, and which cell is pointed at. */
export class StudyStore {
  state: StudyState | null = null;
  view: StudyViewState = { figure: HEADLINE, across: null, down: null, fixed: {} };
  pointed: number | null = null;
  private readonly stateChanged = new Emitter();
  private readonly cellsCame = new Emitter();
  private readonly progressed = new Emitter();
  private readonly viewChanged = new Emitter();
  private readonly pointedAt = new Emitter<boolean>();
  readonly onState = this.stateChanged.on;
  /** After cells have come in. */
  readonly onCells = this.cellsCame.on;
  readonly onProgress = this.progressed.on;
  readonly onView = this.viewChanged.on;
  /** Fired with whether it was pointed at by the keys. */
  readonly onPoint = this.pointedAt.on;

  /** @param persist keeps the view in the editor's state */
  constructor(
    private restored: PersistedStudy | null,
    private readonly persist: (state: PersistedStudy) => void,
  ) {}

  get study(): StudyView | null {
    return this.state?.kind === 'study' ? this.state.study : null;
  }

  receive(message: ToStudy): void {
    switch (message.type) {
      case 'state':
        this.receiveState(message.state);
        break;
      case 'progress':
        this.receiveProgress(message.progress);
        break;
      case 'cells': {
        if (this.state?.kind !== 'study') return;
        const { metrics, cells, published } = message;
        const { study } = this.state;
        this.state = { ...this.state, study: { ...study, metrics, published, there: [...study.there, ...cells] } };
        this.cellsCame.fire();
      }
    }
  }

  setView(change: Partial<StudyViewState>): void {
    this.view = { ...this.view, ...change };
    this.keep();
    this.viewChanged.fire();
  }

  point(cell: number | null, byKey: boolean): void {
    if (cell === this.pointed) return;
    this.pointed = cell;
    this.pointedAt.fire(byKey);
  }

  private receiveState(state: StudyState): void {
    const before = this.study?.studyId;
    this.state = state;
    if (state.kind === 'study' && state.study.studyId !== before) {
      const { restored } = this;
      this.restored = null;
      this.view =
        restored?.studyId === state.study.studyId
          ? restored.view
          : { figure: HEADLINE, ...defaultAxes(state.study.axes), fixed: {} };
      this.keep();
    }
    this.stateChanged.fire();
  }

  private receiveProgress(progress: Progress): void {
    if (this.state?.kind !== 'study' || this.state.status.kind !== 'running') return;
    this.state = { ...this.state, status: { kind: 'running', progress } };
    this.progressed.fire();
  }

  private keep(): void {
    const { study } = this;
    if (study !== null) this.persist({ version: 1, studyId: study.studyId, view: this.view });
  }
}

/** What the editor kept of a page, or null where it is of no known shape. */
export function parsePersistedStudy(value: unknown): PersistedStudy | null {
  if (!isRecord(value) || value['version'] !== 1 || typeof value['studyId'] !== 'string') return null;
  const { studyId, view } = value;
  if (!isRecord(view) || typeof view['figure'] !== 'string' || !isRecord(view['fixed'])) return null;
  const { figure: metric, across, down, fixed } = view;
  if (!isKey(across) || !isKey(down)) return null;
  const held = Object.entries(fixed).filter((entry): entry is [string, number] => Number.isInteger(entry[1]));
  return { version: 1, studyId, view: { figure: metric, across, down, fixed: Object.fromEntries(held) } };
}

function isKey(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
