import type { PanelHandlers } from '../panel/messages';
import type { Runs } from '../runs';
import type { Selections } from '../selections/selections';
import type { exportShapes } from './messages';
import { exportAll, saveSelection } from './saveParameters';
import { savePicture } from './savePicture';
import { saveReport } from './saveReport';

export interface ExportServices {
  readonly runs: Runs;
  readonly selections: Selections;
}

export function exportHandlers({ runs, selections }: ExportServices): PanelHandlers<keyof typeof exportShapes> {
  return {
    saveSelection: (panel) => saveSelection(panel.finishedRun().runId, selections, runs),
    exportAll: (panel) => exportAll(panel.finishedRun().runId, runs),
    savePicture: (panel, picture) => savePicture(panel.finishedRun().runId, picture),
    exportReport: (panel, { pictures }) => saveReport(panel.finishedRun(), pictures, runs),
  };
}
