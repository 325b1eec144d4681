/**
 * What the default controls of a run take, in a fresh process as in a run, on a run that is read back: prints one JSON
 * line, seconds by the clock.
 *
 *     node controls.program.js <MNIST folder> <run folder>
 */
import { CancelFlag, Pace } from '../../src/engine/cancellation';
import { inkAlone } from '../../src/engine/controls/inkAlone';
import { neuronPermutationNull } from '../../src/engine/controls/neuronPermutation';
import { residualCorrelation } from '../../src/engine/controls/residual';
import { readExamples } from '../../src/engine/data/examples';
import { openIdxFolder } from '../../src/engine/data/idxFolder';
import type { Layer } from '../../src/engine/network/parameters';
import { readRun } from '../../src/engine/runs/runStore';
import { INPUTS } from './setting';

const [folder = '', runFolder = ''] = process.argv.slice(2);

async function measure(): Promise<void> {
  const { file, parameters } = await readRun(runFolder);
  const { groups, forks, phase1, seed } = file.config;
  const cancel = new CancelFlag();
  const untilRow = forks.untilRow ?? 60_000;
  const { training } = await openIdxFolder(folder);
  const store = await readExamples(training, INPUTS, groups, untilRow, cancel, () => {});
  const [x, y] = [parameters.x.layers[0] as Layer, parameters.y.layers[0] as Layer];
  const seconds: Record<string, number> = {};
  const time = async (name: string, action: () => unknown) => {
    const from = performance.now();
    await action();
    seconds[name] = (performance.now() - from) / 1000;
  };
  await time('neuron permutation', () => neuronPermutationNull(x, y, seed, new Pace(cancel)));
  await time('ink alone', () => inkAlone(x, y, store, groups, phase1.rows, untilRow));
  await time('residual r', () => residualCorrelation(x, y, new Pace(cancel)));
  console.log(JSON.stringify(seconds));
}

measure().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
