import { deepEqual, equal } from 'node:assert/strict';
import { parseFromStudy } from '../../../src/extension/studies/messages';
import type { FromStudy } from '../../../src/model/studyProtocol';

/** One intent of each type; a type that is missing here does not compile. */
const intents: { [Type in FromStudy['type']]: Extract<FromStudy, { type: Type }> } = {
  ready: { type: 'ready' },
  cancel: { type: 'cancel' },
  resume: { type: 'resume' },
  openCell: { type: 'openCell', cell: 144 },
  exportCsv: { type: 'exportCsv' },
  openSweep: { type: 'openSweep' },
  showLog: { type: 'showLog' },
};

describe('messages of the page of many runs', () => {
  it('are understood, each of them', () => {
    for (const intent of Object.values(intents)) deepEqual(parseFromStudy(intent), intent);
  });

  for (const message of [
    undefined,
    null,
    'ready',
    {},
    { type: 'start' },
    { type: 'openCell' },
    { type: 'openCell', cell: 0 },
    { type: 'openCell', cell: 1.5 },
  ])
    it(`are refused when they are ${JSON.stringify(message)}`, () => equal(parseFromStudy(message), undefined));
});
