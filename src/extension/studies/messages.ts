import * as z from 'zod';
import type { FromStudy } from '../../model/studyProtocol';
import type { PanelShapes } from '../panel/messages';
import { parserOf } from '../panel/router';

/** Of the page of a run. */
export const replicationShapes: PanelShapes<'replicate'> = { replicate: {} };

/** What the page of a study may say. */
export const parseFromStudy = parserOf<FromStudy>({
  openCell: { cell: z.int().min(1) },
  ready: {},
  cancel: {},
  resume: {},
  exportCsv: {},
  openSweep: {},
  showLog: {},
});
