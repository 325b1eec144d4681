import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeDigits } from './digits';
import { SMALL } from './editorWindow';
import { at, inWindow } from './suite';

const CONFIG = 'small.attribution.json';
const FOLDER = 'my-digits';

inWindow('a folder of IDX files', { [CONFIG]: SMALL }, () => {
  const headline = async () => (await at.window.metric('R² of layer 1’s weights')).value;
  let onDrawnDigits = '';

  it('is asked for by the panel of a run on drawn digits', async () => {
    await writeDigits(join(at.window.folder, FOLDER));
    await at.window.openFile(CONFIG);
    await at.window.startExperiment();
    await at.window.complete();
    onDrawnDigits = await headline();
    await at.window.runFromPanel('Use a Folder…');
    await at.window.chooseFolder('A folder of four IDX files', FOLDER, 'Run on This Folder');
    await at.window.panel.getByRole('heading', { name: `${FOLDER} 1, 7 | 6, 8` }).waitFor();
  });

  it('gives what the same digits gave before, and is not called drawn', async () => {
    await at.window.complete();
    assert.equal(await headline(), onDrawnDigits);
    assert.equal(await at.window.panel.getByText('These are drawn digits').isVisible(), false);
    const names = (await at.window.runs()).map(({ file }) => file.data.name);
    assert.deepEqual(new Set(names), new Set(['drawn digits', FOLDER]));
  });
});
