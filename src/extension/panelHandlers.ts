import type { FromPanel } from '../model/panelProtocol';
import type { CausalJobs } from './causal/causalJobs';
import { causalHandlers } from './causal/messages';
import { configHandlers } from './configs/handlers';
import type { DumpServices } from './dumps/commands';
import { dumpHandlers } from './dumps/handlers';
import { type ExperimentMessageServices, experimentHandlers } from './experiments/handlers';
import { exportHandlers } from './export/handlers';
import { linkHandlers } from './links/messages';
import type { SelectionLinks } from './links/selectionLinks';
import { type PageServices, pageHandlers } from './panel/handlers';
import type { Handlers } from './panel/router';
import type { ShownPanel } from './panel/shownPanel';
import { selectionHandlers, tellSelections } from './selections/messages';
import { type ReplicationServices, replicationHandlers } from './studies/handlers';
import type { LiveSurgery } from './surgery/liveSurgery';
import { surgeryHandlers } from './surgery/messages';

/** What the messages of the page of a run are answered with. */
export interface PanelServices extends PageServices, DumpServices, ExperimentMessageServices, ReplicationServices {
  readonly links: SelectionLinks;
  readonly surgery: LiveSurgery;
  readonly causalTests: CausalJobs;
}

/** What is done about each message of the page of a run. One that nobody sees to is a type error. */
export function panelHandlers(services: PanelServices): Handlers<FromPanel, ShownPanel> {
  const { causalTests, links, runs, surgery } = services;
  return {
    ready: async (panel) => {
      await tellSelections(panel, services);
      // What another system recorded holds neither config nor images: it cannot be tested.
      if (panel.run !== undefined && panel.run.title.configHash !== null) await causalTests.tellOf(panel.run.runId);
    },
    ...pageHandlers(services),
    ...experimentHandlers(services),
    ...configHandlers(runs),
    ...selectionHandlers(services),
    ...dumpHandlers(services),
    ...exportHandlers(services),
    ...linkHandlers(links),
    ...surgeryHandlers(surgery),
    ...causalHandlers(causalTests),
    ...replicationHandlers(services),
  };
}
