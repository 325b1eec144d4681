import * as l10n from '@vscode/l10n';
import type { FromStudy, PersistedStudy, StudyState, ToStudy } from '../../src/model/studyProtocol';
import { decimal } from '../../src/text/format';
import { HEADLINE } from '../../src/text/studyMetrics';
import { connectHost } from '../host';
import { Announcer } from '../ui/announcer';
import { h } from '../ui/dom';
import { seedMeans } from './overSeeds';
import { StudyFrame } from './studyFrame';
import { parsePersistedStudy, StudyStore } from './studyStore';

/** The page of a replication or a sweep: shows what the host sends, sends back small intents. */
export function showStudy(root: HTMLElement): void {
  const host = connectHost<FromStudy, ToStudy, PersistedStudy>();
  const store = new StudyStore(parsePersistedStudy(host.getState()), (state) => host.setState(state));
  const announcer = new Announcer();
  document.body.append(announcer.element);
  let frame: StudyFrame | null = null;
  let announced = '';

  store.onState(() => {
    const { state } = store;
    if (state === null) return;
    const words = announcement(state);
    if (words !== announced) announcer.say(words);
    announced = words;
    if (state.kind === 'missing') {
      root.replaceChildren(missingPage(state));
      return;
    }
    frame ??= new StudyFrame({ host, store, announcer }, state.study);
    frame.update(state);
    if (frame.element.parentElement !== root) root.replaceChildren(frame.element);
  });
  window.addEventListener('pagehide', () => frame?.dispose());
  host.onMessage((message) => store.receive(message));
  host.post({ type: 'ready' });
}

/** The page has no folder, or none any more. */
function missingPage({ studyId, reason, deleted }: Extract<StudyState, { kind: 'missing' }>): HTMLElement {
  return h(
    'div',
    { class: 'page' },
    h('h1', {}, deleted === undefined ? l10n.t('These runs cannot be shown') : l10n.t('{0} was deleted', deleted)),
    h('p', {}, reason),
    h('p', {}, l10n.t('Put the folder back and open it again, or run it anew: the same sweep gives the same cells.')),
    h('p', { class: 'source' }, `${l10n.t('Folder')} `, h('code', {}, studyId)),
  );
}

/** A change of state in words; the same words mean that there is nothing new to say. */
function announcement(state: StudyState): string {
  if (state.kind === 'missing' && state.deleted !== undefined) return l10n.t('{0} was deleted', state.deleted);
  if (state.kind === 'missing') return l10n.t('These runs cannot be shown. {0}', state.reason);
  const { study, status } = state;
  switch (status.kind) {
    case 'running':
      return l10n.t('Running: {0}.', status.progress.stage);
    case 'complete':
      return study.kind === 'replication'
        ? l10n.t('Replication complete. R² {0} on average.', decimal(seedMeans(study, HEADLINE).mean))
        : l10n.t('Sweep complete.');
    case 'cancelled':
    case 'interrupted':
      return l10n.t('Not finished: {0} of {1} are there.', study.there.length, study.cells);
    case 'failed':
      return l10n.t('The runs ended with an error. {0}', status.message);
  }
}
