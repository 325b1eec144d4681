import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { encodeSafetensors, type StoredTensor } from '../../../src/engine/runs/safetensors';
import { PANEL_VIEW_TYPE } from '../../../src/extension/ids';
import { pageHandlers } from '../../../src/extension/panel/handlers';
import { dispatch } from '../../../src/extension/panel/router';
import { ShownPanel } from '../../../src/extension/panel/shownPanel';
import { parseFromPanel } from '../../../src/extension/panelMessages';
import { readRunView } from '../../../src/extension/views/runView';
import type { FromPanel, ToPanel } from '../../../src/model/panelProtocol';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { emptyWorkspace, eventually, extension, services } from '../support';

/** The second is too large to come unasked, and the third is damaged. */
const LAYERS = [
  { name: 'first', weight: [4, 3], bias: true },
  { name: 'large', weight: [700, 600], bias: false },
  { name: 'torn', weight: [600, 500], bias: false },
] as const;
const SETS = ['tally/a', 'tally/b', 'difference/c', 'difference/d'];

describe('what the page of a run asks for when it is looked at', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let folder: string;
  let panel: ShownPanel;
  let runId: string;
  let told: ToPanel[];

  before(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'attribution-layers-')), 'recorded');
    await mkdir(folder);
    const tensors = new Map<string, StoredTensor>();
    for (const [place, set] of SETS.entries())
      for (const { name, weight, bias } of LAYERS) {
        const values = Float64Array.from(
          { length: weight[0] * weight[1] },
          (_, at) => ((at * (7 + place)) % 101) / 101,
        );
        if (name === 'torn' && set === 'difference/d') values[5] = -1;
        tensors.set(`${set}/${name}.weight`, { shape: weight, values });
        if (bias) tensors.set(`${set}/${name}.bias`, { shape: [weight[0]], values: values.slice(0, weight[0]) });
      }
    await writeFile(join(folder, 'tensors.safetensors'), encodeSafetensors(tensors, {}));
    const said = {
      format: 'attribution-run',
      formatVersion: 1,
      source: { name: 'Elsewhere', version: '1' },
      layers: LAYERS,
    };
    await writeFile(join(folder, 'run.json'), JSON.stringify(said));
  });
  after(() => rm(join(folder, '..'), { recursive: true, force: true }));

  beforeEach(async () => {
    runId = await parts.runs.open(folder);
    const webviewPanel = vscode.window.createWebviewPanel(PANEL_VIEW_TYPE, 'Run', vscode.ViewColumn.One);
    panel = new ShownPanel(webviewPanel, extension().extensionUri, parts.log, parseFromPanel);
    panel.show({ kind: 'complete', run: await readRunView(runId, parts.runs) });
    told = [];
    // The page of the panel loads meanwhile, and is told the state when it asks.
    const send = (message: ToPanel) => message.type !== 'state' && told.push(message);
    Object.assign(panel.view, { send });
    workspace.atEnd(() => webviewPanel.dispose());
  });

  const ask = (intent: Extract<FromPanel, { type: 'layer' | 'figures' | 'meeting' }>) =>
    dispatch(pageHandlers(parts), panel, intent);

  it('is a layer with its numbers, and then its figures', async () => {
    const [, unread] = panel.run?.layers ?? [];
    ok(unread !== undefined && !unread.here && !unread.known && unread.weightX.length === 0);
    await ask({ type: 'layer', runId, layer: 2 });
    const [first, second, ...others] = told;
    deepEqual(others, []);
    ok(first?.type === 'layer' && 'here' in first.read && first.read.here);
    equal(first.read.weightX.length, 420_000);
    ok(second?.type === 'figures' && second.layer === 2);
    equal(second.figures.weights.n + second.figures.weights.leftOut.parameters, 420_000);
    // Nothing is said of another run.
    told = [];
    await ask({ type: 'layer', runId: 'another', layer: 2 });
    deepEqual(told, []);
  });

  it('is what is wrong with a layer, by its tensor, and of the others the figures', async () => {
    await ask({ type: 'layer', runId, layer: 3 });
    const [answer] = told;
    ok(answer?.type === 'layer' && 'fault' in answer.read);
    match(answer.read.fault, /-1 at 5 of "difference\/d\/torn\.weight"/);
    told = [];
    await ask({ type: 'figures', runId });
    await eventually('both layers', () => told.length === 2);
    deepEqual(
      told.map((message) => [message.type, 'layer' in message ? message.layer : null]),
      [
        ['figures', 2],
        ['layer', 3],
      ],
    );
  });

  it('is what meets a query in layers that are not in the page', async () => {
    const query = { x: null, y: null, neurons: [[699, 699]], inputs: [[0, 1]], rows: null, columns: null } as const;
    await ask({ type: 'meeting', runId, request: 7, query: { ...query, tensors: 'weights' }, layer: 2 });
    const order = new ParameterOrder(panel.run?.layers ?? []);
    const expected = [0, 1].map((input) => order.numberOf({ layer: 2, neuron: 699, input }));
    deepEqual(told, [{ type: 'meeting', runId, request: 7, found: ParameterSet.of(order.count, expected).bits }]);
    told = [];
    await ask({ type: 'meeting', runId, request: 8, query: { ...query, x: [0, 1], tensors: 'all' }, layer: 1 });
    const [answer] = told;
    ok(answer?.type === 'meeting' && 'fault' in answer.found);
    match(answer.found.fault, /torn\.weight/);
  });
});
