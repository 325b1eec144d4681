import type { PanelHandlers, PanelShapes } from '../panel/messages';
import type { SelectionLinks } from './selectionLinks';

export const linkShapes: PanelShapes<'copyLink'> = { copyLink: {} };

export function linkHandlers(links: SelectionLinks): PanelHandlers<keyof typeof linkShapes> {
  return { copyLink: (panel) => links.copy(panel.finishedRun().runId) };
}
