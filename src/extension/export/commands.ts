import { Command } from '../ids';
import { type RunServices, runGiven } from '../library/runActions';
import type { Panels } from '../panel/panels';
import type { ExportServices } from './handlers';
import { exportAll, saveSelection } from './saveParameters';

export interface ExportCommandServices extends ExportServices, RunServices {
  readonly panels: Panels;
}

export function exportCommands(services: ExportCommandServices) {
  const { panels, runs, selections } = services;
  return {
    [Command.saveSelection]: () => saveSelection(panels.withRun().finishedRun().runId, selections, runs),
    [Command.exportAll]: async (...given: unknown[]) => {
      const entry = await runGiven(given, services);
      await exportAll(entry?.id ?? panels.withRun().finishedRun().runId, runs);
    },
    [Command.exportReport]: async (...given: unknown[]) => {
      const entry = await runGiven(given, services);
      if (entry !== undefined) await panels.openRun(entry.id);
      const { view } = panels.withRun();
      // Only the page can make its pictures, and there is a page only while its tab is in front.
      view.panel.reveal(undefined, true);
      view.sendWhenReady({ type: 'makeReport' });
    },
  };
}
