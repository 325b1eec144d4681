import type { FromStudy, PersistedStudy, ToStudy } from '../../src/model/studyProtocol';
import type { Host } from '../host';
import type { Announcer } from '../ui/announcer';
import type { StudyStore } from './studyStore';

/** What every view of a study is given. */
export interface StudyContext {
  readonly host: Host<FromStudy, ToStudy, PersistedStudy>;
  readonly store: StudyStore;
  readonly announcer: Announcer;
}
