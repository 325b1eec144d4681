import assert from 'node:assert/strict';
import { readRun } from '../../src/engine/runs/runStore';
import { lineOpened } from '../../test/e2e/dump';
import { EditorWindow } from '../../test/e2e/editorWindow';
import { eventually } from '../../test/e2e/eventually';
import { clickAt, clusters, placeIn } from '../../test/e2e/plots';
import type { Product } from '../../test/e2e/product';
import { type Seen, STATES, type State, watchStates } from './watch';

/** Seconds until each state was in sight: of the dump since the click, of all others since the press in the palette. */
export type Times = Readonly<Partial<Record<State, number>>>;

const NOTES = 'notes.txt';

/** As large as a laptop's screen. */
const WINDOW = { width: 1440, height: 900 } as const;

/** A fresh window on a workspace without a config, in which what is seen is noted. */
export async function openWatched(product: Product): Promise<EditorWindow> {
  return EditorWindow.open(product, { [NOTES]: 'Not a config.\n' }, { viewport: WINDOW, watch: watchStates });
}

/** Starts the default experiment from the palette, and clicks a point of it once all is there. */
export async function timeStart(window: EditorWindow): Promise<Times> {
  await window.openFile(NOTES);
  await window.page.evaluate('seen.first = {}');
  const before = await window.runFolders();
  await window.startExperiment();
  await window.complete();
  const panel = await eventually(
    () => seenIn(window),
    ({ first }) => first.complete !== undefined && first.weights !== undefined,
  );
  const { pressed } = (await window.page.evaluate('seen')) as Seen;
  const times = seconds(pressed, panel.first);
  const folder = (await window.runFolders()).find((name) => !before.includes(name));
  assert.ok(folder !== undefined, 'The experiment has kept no run.');
  return { ...times, ...(await timeClick(window, folder)) };
}

/** Closes what the start has opened. */
export async function closeEditors(window: EditorWindow): Promise<void> {
  await window.run('View: Close All Editors');
  await eventually(
    () => window.page.locator('.tab').count(),
    (tabs) => tabs === 0,
  );
}

/** @param folder of the run that is shown */
async function timeClick(window: EditorWindow, folder: string): Promise<Times> {
  const plot = window.panel.locator('.weights-chart');
  const [cluster] = clusters(await readRun(folder));
  assert.ok(cluster !== undefined, 'No weights lie on one point, so that none can be hit for certain.');
  const { neuron, x, y } = cluster;
  await clickAt(plot, await placeIn(plot, x, y));
  await lineOpened(window, `neuron-${String(neuron).padStart(3, '0')}.weights`, (line) => line.x === x.toFixed(5));
  const { pressed } = await seenIn(window);
  const { first } = (await window.page.evaluate('seen')) as Seen;
  return seconds(pressed, first);
}

async function seenIn(window: EditorWindow): Promise<Seen> {
  return window.panel.locator('body').evaluate(() => (globalThis as unknown as { readonly seen: Seen }).seen);
}

function seconds(pressed: number | undefined, first: Seen['first']): Times {
  assert.ok(pressed !== undefined, 'Nothing was pressed.');
  const found = STATES.flatMap((state) => {
    const at = first[state];
    return at === undefined ? [] : [[state, (at - pressed) / 1000] as const];
  });
  return Object.fromEntries(found);
}
