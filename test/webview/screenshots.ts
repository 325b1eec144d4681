// Not a test: `node out/screenshots.js [folder of a run]` saves the panel's states × themes × widths to /tmp/shots.

import { mkdir } from 'node:fs/promises';
import { readAnyRun } from '../../src/engine/runs/runStore';
import type { PanelState } from '../../src/model/panelProtocol';
import type { CompleteRun } from '../../src/model/runView';
import { launch, Panel, PanelServer } from './panelPage';
import { runningEarly, runningState, tinyRun, viewOfStored } from './runs';
import { THEMES, type ThemeName } from './themes';

const WIDTHS = [400, 800, 1400];

async function main(): Promise<void> {
  const [folder = '/tmp/run-mnist', only = ''] = process.argv.slice(2);
  await mkdir('/tmp/shots', { recursive: true });
  const mnist = await viewOfStored('mnist', await readAnyRun(folder));
  const tiny = await tinyRun();
  const browser = await launch();
  const server = await PanelServer.start('dist');
  for (const [name, state] of states(mnist, tiny)) {
    for (const theme of Object.keys(THEMES) as ThemeName[]) {
      for (const width of WIDTHS) {
        const shot = `${name}-${theme}-${width}`;
        if (only !== '' && !new RegExp(only).test(shot)) continue;
        const panel = await Panel.open(browser, server, { theme, width });
        await panel.send({ type: 'state', state });
        await panel.page.screenshot({ path: `/tmp/shots/${shot}.png`, fullPage: true });
        for (const fault of await panel.faultsFound()) console.error(`${shot}: ${fault}`);
        await panel.close();
      }
    }
  }
  await server.stop();
  await browser.close();
}

function* states(mnist: CompleteRun, tiny: CompleteRun): Generator<[string, PanelState]> {
  const { title } = mnist;
  const networks = mnist.training.networks.map((network, index) => ({
    ...network,
    points: network.points.slice(0, index < 2 ? [100, 60][index] : 0),
    heldOutAccuracy: null,
  }));
  const training = { ...mnist.training, networks };
  const progress = {
    stage: 'Training without 7',
    detail: '8,893 of 14,825 · loss 0.1142',
    share: 0.34,
    secondsLeft: 41,
  };
  yield ['empty', { kind: 'empty' }];
  yield ['running', { kind: 'running', runId: 'r', title, training, run: null, progress }];
  yield ['beginning', { ...runningState(tiny), training: { networks: [], tallyFrom: 0 } }];
  yield ['early', runningEarly(mnist)];
  yield ['complete', { kind: 'complete', run: mnist }];
  yield ['drawn', { kind: 'complete', run: tiny }];
  yield ['cancelled', { kind: 'cancelled', runId: 'r', title, training }];
  yield ['interrupted', { kind: 'interrupted', runId: 'r', title, training, reason: null }];
  const message =
    'data: found no file train-images-idx3-ubyte in /home/ada/mnist; expected a folder of IDX files. Choose another folder, or set data to "mnist".';
  yield ['failed', { kind: 'failed', title, training, message, inLog: true, runId: null }];
  yield [
    'missing',
    { kind: 'missing', runId: '2026-11-23T09-51-07-a3f2', reason: 'Its folder is no longer in the runs folder.' },
  ];
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
