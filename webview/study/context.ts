import type { FromStudy, PersistedStudy, StudyView, ToStudy } from '../../src/model/studyProtocol';
import type { Host } from '../host';
import type { Announcer } from '../ui/announcer';
import type { StudyStore } from './studyStore';

/** What every view of a study is given. */
export interface StudyContext {
  readonly host: Host<FromStudy, ToStudy, PersistedStudy>;
  readonly store: StudyStore;
  readonly announcer: Announcer;
}

/** What is shown of the cells. */
export interface StudyBody {
  readonly element: HTMLElement;
  /** The sentences that its metrics give. */
  sentences(study: StudyView): readonly string[];
  update(study: StudyView): void;
  dispose(): void;
}
