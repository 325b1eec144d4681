import * as l10n from '@vscode/l10n';
import type { PanelState } from '../../src/model/panelProtocol';
import type { Host } from '../host';
import { button } from '../ui/controls';
import { h } from '../ui/dom';

const POST = 'Knowledge Localization: Tentatively Positive Results on OCR';

/** No experiment yet: what this is, and one button. */
export function emptyPage(host: Host): HTMLElement {
  return h(
    'div',
    { class: 'page' },
    h('h1', {}, l10n.t('Do the sizes of a parameter’s updates tell where knowledge is kept?')),
    h(
      'p',
      {},
      l10n.t(
        'An experiment trains a small network on two groups of digits, adds up how far each group moves every parameter, then trains copies that each leave one digit out, and asks: do the parameters a group moved most come to differ most when its digits are left out?',
      ),
    ),
    h('div', { class: 'actions' }, start(host)),
    h('p', { class: 'source' }, `${l10n.t('After the research post')} `, h('cite', {}, POST), '.'),
  );
}

/** There is no run to show, or none any more. */
export function missingPage(
  host: Host,
  { runId, reason, deleted }: Extract<PanelState, { kind: 'missing' }>,
): HTMLElement {
  if (deleted !== undefined) return deletedPage(host, runId, reason, deleted);
  return h(
    'div',
    { class: 'page' },
    h('h1', {}, l10n.t('This run cannot be shown')),
    h('p', {}, reason),
    h(
      'p',
      {},
      l10n.t(
        'Put its folder back and open this panel again, or run the experiment anew: the same config and seed give the same run.',
      ),
    ),
    h('div', { class: 'actions' }, start(host)),
    h('p', { class: 'source' }, `${l10n.t('Run')} `, h('code', {}, runId)),
  );
}

/** The run that stood here was deleted. */
function deletedPage(
  host: Host,
  runId: string,
  reason: string,
  { name, hasConfig }: { readonly name: string; readonly hasConfig: boolean },
): HTMLElement {
  const again = button({ label: l10n.t('Run It Again'), main: true, onPress: () => host.post({ type: 'start' }) });
  return h(
    'div',
    { class: 'page' },
    h('h1', {}, l10n.t('{0} was deleted', name)),
    h('p', {}, reason),
    ...(hasConfig ? [h('p', {}, l10n.t('Run again, the same config and seed give the same run.'))] : []),
    h('div', { class: 'actions' }, hasConfig ? again : start(host)),
    h('p', { class: 'source' }, `${l10n.t('Run')} `, h('code', {}, runId)),
  );
}

function start(host: Host): HTMLElement {
  return button({ label: l10n.t('Start Experiment'), main: true, onPress: () => host.post({ type: 'start' }) });
}
