import './translation';
import * as l10n from '@vscode/l10n';
import type { PanelState } from '../src/model/panelProtocol';
import { decimal } from '../src/text/format';
import { verdict } from '../src/text/sentences';
import { showComparison } from './compare/main';
import { connectHost } from './host';
import { askForMissing } from './panel/askForMissing';
import { postReport } from './panel/export/pictures';
import { reportPlots } from './panel/export/reportPlots';
import { FrameView } from './panel/frame';
import { Openings } from './panel/openings';
import { emptyPage, missingPage } from './panel/pages';
import { parsePersisted } from './panel/persisted';
import { Store } from './panel/store';
import { showTab } from './panel/tabs';
import { showStudy } from './study/main';
import { readTheme, watchTheme } from './theme';
import { Announcer } from './ui/announcer';
import { keepFocus } from './ui/keepFocus';

/** The analysis panel: shows what the host sends, sends back small intents. */
function main(root: HTMLElement): void {
  const host = connectHost();
  const store = new Store(parsePersisted(host.getState()), (state) => host.setState(state));
  const announcer = new Announcer();
  let frame: FrameView | null = null;
  document.body.append(announcer.element);

  const show = (state: PanelState) => {
    if (state.kind === 'empty' || state.kind === 'missing') {
      const page = state.kind === 'empty' ? emptyPage(host) : missingPage(host, state);
      root.replaceChildren(page);
      return;
    }
    frame ??= new FrameView({ host, store, announcer, openings, theme: readTheme() });
    frame.update(state);
    if (frame.element.parentElement !== root) root.replaceChildren(frame.element);
  };

  const makeReport = () => {
    postReport(host, reportPlots(store.complete, frame?.exportables() ?? [])).catch((error: unknown) =>
      announcer.say(l10n.t('No report: {0}', String(error))),
    );
  };

  // The second frame begins when the first has been painted.
  const afterDrawing = (runId: string) =>
    requestAnimationFrame(() => requestAnimationFrame(() => host.post({ type: 'drawn', runId })));

  let announced = '';
  const announce = () => {
    const { state } = store;
    const words = state === null ? '' : announcement(state);
    if (words !== announced) announcer.say(words);
    announced = words;
  };

  store.onState(() => {
    if (store.state !== null) show(store.state);
    announce();
  });
  store.onProgress(announce);
  // Nobody else knows of a run that is not complete: what is selected of it is told when it is.
  let untold = false;
  const tellSelection = () => {
    const { complete, selection } = store;
    untold = complete === null && store.run !== null;
    if (complete === null) return;
    const { set, primary } = selection.current;
    host.post({ type: 'select', selection: { runId: complete.runId, bits: set.bits, primary } });
  };
  store.selection.onCommit(tellSelection);
  store.onState(() => {
    if (untold) tellSelection();
  });
  const openings = new Openings(host, store, announcer);
  let pointed: number | null = null;
  store.onHighlight(() => {
    const { complete, pointedParameter } = store;
    if (complete === null || pointedParameter === pointed) return;
    pointed = pointedParameter;
    host.post({ type: 'point', runId: complete.runId, parameter: pointed });
  });
  askForMissing(host, store);
  watchTheme((theme) => frame?.setTheme(theme));
  window.addEventListener('pagehide', () => frame?.dispose());
  host.onMessage((message) => {
    if (message.type === 'makeReport') makeReport();
    else if (message.type === 'showTab') showTab(store, message.tab);
    else store.receive(message);
    if (message.type === 'state' && message.answer && message.state.kind === 'complete')
      afterDrawing(message.state.run.runId);
  });
  host.post({ type: 'ready' });
}

/** A change of state in words; the same words mean that there is nothing new to say. */
function announcement(state: PanelState): string {
  switch (state.kind) {
    case 'empty':
      return l10n.t('No experiment yet.');
    case 'running':
      return l10n.t('Experiment running: {0}.', state.progress.stage);
    case 'complete':
      return `${l10n.t('Experiment complete. R² {0}.', decimal(state.run.layers[0]?.weights.r2 ?? null))} ${verdict(state.run)[0]}`;
    case 'cancelled':
      return l10n.t('Experiment cancelled.');
    case 'interrupted':
      return l10n.t('Experiment interrupted.');
    case 'failed':
      return l10n.t('Experiment failed. {0}', state.message);
    case 'missing':
      if (state.deleted !== undefined) return l10n.t('{0} was deleted', state.deleted.name);
      return l10n.t('This run cannot be shown. {0}', state.reason);
  }
}

keepFocus();
const root = document.getElementById('panel');
if (root?.dataset['page'] === 'study') showStudy(root);
else if (root?.dataset['page'] === 'compare') showComparison(root);
else if (root !== null) main(root);
