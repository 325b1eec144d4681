import type { FromPanel } from '../model/panelProtocol';
import { causalShapes } from './causal/messages';
import { configShapes } from './configs/messages';
import { dumpShapes } from './dumps/messages';
import { experimentShapes } from './experiments/messages';
import { exportShapes } from './export/messages';
import { linkShapes } from './links/messages';
import { pageShapes } from './panel/messages';
import { parserOf } from './panel/router';
import { selectionShapes } from './selections/messages';
import { replicationShapes } from './studies/messages';
import { surgeryShapes } from './surgery/messages';

/** All that the page of a run may say. A message that nobody brings is a type error. */
export const parseFromPanel = parserOf<FromPanel>({
  ...pageShapes,
  ...experimentShapes,
  ...configShapes,
  ...selectionShapes,
  ...dumpShapes,
  ...exportShapes,
  ...linkShapes,
  ...surgeryShapes,
  ...causalShapes,
  ...replicationShapes,
});
