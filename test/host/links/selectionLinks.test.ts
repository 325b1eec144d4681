import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import * as vscode from 'vscode';
import { linkParts, parseLink } from '../../../src/extension/links/link';
import { type KeptSelections, SelectionLinks } from '../../../src/extension/links/selectionLinks';
import { SelectionFiles } from '../../../src/extension/selections/selectionStore';
import type { Selection } from '../../../src/extension/selections/selections';
import { ParameterOrder } from '../../../src/model/parameterOrder';
import { ParameterSet } from '../../../src/model/parameterSet';
import { emptyWorkspace, extension, services } from '../support';

const HASH = '0123456789abcdef';

describe('a link to a selection', () => {
  const workspace = emptyWorkspace();
  const parts = services();
  let run: string;
  let opened: string[];
  let chosen: ParameterSet;
  let kept: KeptSelections;
  let links: SelectionLinks;
  let heard: Selection[];

  beforeEach(async () => {
    run = await workspace.makeRun();
    opened = [];
    heard = [];
    const { count } = new ParameterOrder((await parts.runs.load(run)).file.sizes);
    chosen = ParameterSet.of(count, [3, 5, count - 1]);
    const known = new Map([
      [HASH, chosen],
      ['f'.repeat(16), ParameterSet.of(count + 8, [3])],
    ]);
    kept = { keep: async () => HASH, find: async (runId, hash) => (runId === run ? known.get(hash) : undefined) };
    const openRun = async (runId: string) => void opened.push(runId);
    links = new SelectionLinks(extension().id, parts.runs, parts.selections, kept, { openRun });
    const listening = parts.selections.onDidSelect(({ selection, from }) => {
      if (from === 'link') heard.push(selection);
    });
    workspace.atEnd(() => listening.dispose());
  });

  const uri = (path: string, query = '') =>
    vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: 'attribution.attribution', path, query });

  it('opens the run and selects what it says', async () => {
    await links.follow(uri(`/run/${run}`, `selection=${HASH}&neuron=1-4&windowId=7`));
    deepEqual(opened, [run]);
    deepEqual(heard, [{ runId: run, parameters: chosen, primary: { layer: 1, neuron: 4 } }]);
  });

  it('opens the run alone where it says no more', async () => {
    await links.follow(uri(`/run/${run}`));
    deepEqual(opened, [run]);
    deepEqual(heard, []);
  });

  for (const [title, path, query, message, opens] of [
    ['of no run', () => '/run/none', `selection=${HASH}`, /run of this link cannot be opened.*no run of this name/s, 0],
    ['of a run outside the folders', () => '/run/../../etc', '', /no link to a run/, 0],
    ['of a selection that is not kept', (id: string) => `/run/${id}`, `selection=${'0'.repeat(16)}`, /is not kept/, 1],
    ['of another network', (id: string) => `/run/${id}`, `selection=${'f'.repeat(16)}`, /another network/, 1],
    ['of a neuron that is not there', (id: string) => `/run/${id}`, `selection=${HASH}&neuron=1-8`, /neuron/, 0],
    ['of a layer that is not there', (id: string) => `/run/${id}`, `selection=${HASH}&neuron=3-0`, /neuron/, 0],
    ['of nothing', () => '/', '', /no link to a run/, 0],
  ] as const)
    it(`says plainly what is wrong with one ${title}`, async () => {
      await rejects(links.follow(uri(path(run), query)), message);
      equal(opened.length, opens);
      deepEqual(heard, []);
    });

  it('is on the clipboard, with what is selected kept for it, and can be opened as often as one likes', async () => {
    const { showInformationMessage } = vscode.window;
    let answer: string | undefined;
    Object.assign(vscode.window, { showInformationMessage: async () => answer });
    workspace.atEnd(() => Object.assign(vscode.window, { showInformationMessage }));
    await rejects(links.copy(run), /Nothing of this run is selected/);
    parts.selections.select({ runId: run, parameters: chosen, primary: { layer: 1, neuron: 2 } }, 'panel');
    await links.copy(run);
    const text = await vscode.env.clipboard.readText();
    const expected = uri(`/run/${run}`, `selection=${HASH}&neuron=1-2`);
    equal(text, expected.toString(true));
    for (let time = 0; time < 2; time++) {
      const read = links.read(` ${text}\n`);
      ok(read !== undefined);
      await links.follow(read);
    }
    deepEqual(opened, [run, run]);
    for (const other of ['', 'no link', `https://attribution.attribution/run/..`, text.replace('attribution.', 'x.')])
      equal(links.read(other), undefined, other);
    // In a browser: what leads here from outside, once.
    answer = 'Copy Address for One Use';
    await links.copy(run);
    const external = decodeURIComponent(decodeURIComponent(await vscode.env.clipboard.readText()));
    ok(external.includes(`/run/${run}`) && external.includes(`selection=${HASH}&neuron=1-2`), external);
  });

  it('finds what was kept in the run’s own folder', async () => {
    const store = new SelectionFiles(parts.runs);
    const hash = await store.keep(run, chosen);
    match(hash, /^[0-9a-f]{16}$/);
    ok((await store.find(run, hash))?.equals(chosen));
    equal(await store.keep(run, chosen), hash);
    equal(await store.find(run, HASH), undefined);
  });

  it('refuses what was kept of another network, whose hash is another one in this', async () => {
    const store = new SelectionFiles(parts.runs);
    const hash = await store.keep(run, ParameterSet.of(chosen.count + 80, [3]));
    const { runs, selections } = parts;
    const own = new SelectionLinks(extension().id, runs, selections, store, { openRun: async () => {} });
    await rejects(own.follow(uri(`/run/${run}`, `selection=${hash}`)), /another set than/);
  });
});

describe('what a link may say', () => {
  it('comes back as it was', () => {
    for (const link of [
      { runId: '2026-01-02-030405-ab12', selection: HASH, primary: { layer: 12, neuron: 345 } },
      { runId: 'a', selection: HASH, primary: null },
      { runId: 'a', selection: undefined, primary: null },
    ])
      deepEqual(parseLink(linkParts(link)), link);
  });

  for (const [path, query] of [
    ['/run/', ''],
    ['/run/a/b', ''],
    ['/runs/a', ''],
    [`/run/${'a'.repeat(101)}`, ''],
    ['/run/a', 'selection='],
    ['/run/a', `selection=${HASH.toUpperCase()}`],
    ['/run/a', `selection=${HASH}0`],
    ['/run/a', 'neuron=1-2'],
    ['/run/a', `selection=${HASH}&neuron=0-2`],
    ['/run/a', `selection=${HASH}&neuron=1`],
    ['/run/a', `selection=${HASH}&neuron=1--2`],
    ['/run/a', `selection=${HASH}&neuron=1-2.5`],
    ['/run/a', `selection=${HASH}&more=${'x'.repeat(500)}`],
  ] as const)
    it(`is not ${path}?${query}`.slice(0, 90), () => {
      equal(parseLink({ path, query }), undefined);
    });
});
