import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DataError } from '../../src/engine/errors';
import { addressAt, type DumpAddress, pathOf } from '../../src/extension/dumps/address';
import { linkParts, parseLink } from '../../src/extension/links/link';
import { outlineOfMessage } from '../../src/extension/panel/router';
import { parseFromPanel } from '../../src/extension/panelMessages';
import { parseFromStudy } from '../../src/extension/studies/messages';
import type { FromPanel } from '../../src/model/panelProtocol';
import { ParameterSet } from '../../src/model/parameterSet';
import { defaultView, packedSet, parsePersisted, unpackedSet } from '../../webview/panel/persisted';
import { fuzz } from './fuzzing';
import { mutatedBytes, mutatedValue, oneOf } from './mutations';
import { junk, nearly } from './samples';

const HASH = '0123456789abcdef';
const COUNT = 1000;

/** What refuses by giving nothing does it by name here, so that what is accepted can be counted. */
function orRefuse<Value>(value: Value | null | undefined): Value {
  if (value === undefined || value === null)
    throw new DataError({ path: 'it', found: 'another thing', expected: 'one' });
  return value;
}

function texts(...parts: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    fc
      .array(fc.oneof(fc.constantFrom(...parts), fc.nat().map(String), fc.string({ maxLength: 3 })), { maxLength: 12 })
      .map((list) => list.join('')),
    fc.string({ unit: 'binary', maxLength: 1200 }),
  );
}

interface Parts {
  readonly path: string;
  readonly query: string;
}

const LINKS: readonly Parts[] = [
  linkParts({ runId: '2026-01-02-030405-ab12', selection: HASH, primary: { layer: 12, neuron: 345 } }),
  linkParts({ runId: 'a', selection: HASH, primary: null }),
  linkParts({ runId: 'a', selection: undefined, primary: null }),
];

fuzz<Parts>('a deep link', () => ({
  made: fc.record({
    path: texts('/run/', 'run', '/', '..', 'a', '%2e', '2026-01-02'),
    query: texts('selection=', HASH, '&', 'neuron=', '1-2', '=', '%00', '__proto__'),
  }),
  mutated: (random) => {
    const { path, query } = oneOf(random, LINKS);
    const changed = (text: string) =>
      random.integer(3) > 0 ? text : mutatedBytes(Buffer.from(text), random).toString('latin1');
    return { path: changed(path), query: changed(query) };
  },
  parse: (parts) => {
    const link = orRefuse(parseLink(parts));
    assert.match(link.runId, /^[\w-]{1,100}$/);
    assert.deepEqual(parseLink(linkParts(link)), link);
  },
}));

const ADDRESSES: readonly DumpAddress[] = [
  { kind: 'neuron', runId: 'r-1', layer: 1, neuron: 42 },
  { kind: 'pixel', runId: 'r-1', row: 14, column: 7 },
  { kind: 'biases', runId: 'r-1', layer: 2 },
  { kind: 'network', runId: 'r-1', network: 'fork-without-7', layer: 1, neuron: 1000 },
  { kind: 'selection', runId: 'r-1', hash: HASH },
];

fuzz<string>('the address of a dump', () => ({
  made: texts(
    '/',
    'run',
    'layer1',
    'neuron-',
    '042',
    '.weights',
    'pixel-14-07',
    'biases',
    'initial',
    'fork-',
    'selection/',
    HASH,
    '..',
  ),
  mutated: (random) => {
    const path = pathOf(oneOf(random, ADDRESSES));
    return random.integer(10) === 0 ? path : mutatedBytes(Buffer.from(path), random).toString('latin1');
  },
  parse: (path) => {
    const address = orRefuse(addressAt(path));
    assert.equal(pathOf(address), path);
    assert.match(address.runId, /^[\w-]{1,100}$/);
  },
}));

const INTENTS: readonly FromPanel[] = [
  { type: 'ready' },
  { type: 'openWeight', layer: 1, neuron: 0, input: 783 },
  { type: 'select', selection: { runId: 'run-1', bits: Uint8Array.of(5, 1), primary: { layer: 1, neuron: 3 } } },
  { type: 'point', runId: 'run-1', parameter: 5 },
  { type: 'keepSelection', name: 'the left arc' },
  {
    type: 'exportReport',
    pictures: [
      { plot: 'weights', title: 'Weights', note: 'R² 0.3', light: Uint8Array.of(60), dark: Uint8Array.of(60) },
    ],
  },
  { type: 'savePicture', name: 'weights', format: 'png', bytes: Uint8Array.of(137) },
];
const anything = fc.anything({
  withBigInt: true,
  withTypedArray: true,
  withMap: true,
  withDate: true,
  withSparseArray: true,
  maxDepth: 3,
});

fuzz<unknown>('a message of the panel', () => ({
  made: fc.oneof(
    anything,
    fc
      .tuple(
        fc.constantFrom(...INTENTS.map(({ type }) => type), 'cancel', 'toString'),
        fc.dictionary(
          fc.constantFrom(
            'layer',
            'neuron',
            'input',
            'runId',
            'parameter',
            'selection',
            'name',
            'format',
            'bytes',
            'pictures',
          ),
          fc.oneof(anything, fc.nat(), fc.string()),
        ),
      )
      .map(([type, rest]) => ({ ...rest, type })),
    anything.map((value) => {
      const round: Record<string, unknown> = { value };
      round['round'] = round;
      return round;
    }),
  ),
  mutated: (random) => mutatedValue(oneOf(random, INTENTS), random),
  parse: (message) => {
    const intent = parseFromPanel(message);
    if (intent === undefined) assert.ok(outlineOfMessage(message).length < 6000);
    const made = orRefuse(intent);
    assert.deepEqual(parseFromPanel(made), made);
    assert.ok(Object.keys(made).length <= 4);
  },
}));

fuzz<unknown>('a message of the page of many runs', () => ({
  made: fc.oneof(
    anything,
    fc.record({ type: fc.constantFrom('openCell', 'ready', 'x'), cell: fc.oneof(fc.integer(), junk) }),
  ),
  mutated: (random) =>
    mutatedValue(oneOf(random, [{ type: 'openCell', cell: 3 }, { type: 'ready' }, { type: 'resume' }]), random),
  parse: (message) => {
    const intent = orRefuse(parseFromStudy(message));
    assert.deepEqual(parseFromStudy(intent), intent);
    if (intent.type === 'openCell') assert.ok(Number.isSafeInteger(intent.cell) && intent.cell >= 1);
  },
}));

const KEPT = {
  version: 2,
  runId: 'r-1',
  view: defaultView(1, 5000),
  selection: { bits: packedSet(ParameterSet.of(COUNT, [1, 2, 3, 999])), primary: { layer: 1, neuron: 3 } },
};

fuzz<unknown>('what a panel left behind', () => ({
  // The text of the bits twice, as bytes and as a set.
  memory: () => 4 * COUNT,
  made: fc.oneof(
    nearly(KEPT),
    junk,
    nearly({ ...KEPT.view }).map((view) => ({ ...KEPT, view })),
    nearly(KEPT.selection).map((selection) => ({ ...KEPT, selection })),
  ),
  mutated: (random) => mutatedValue(KEPT, random),
  parse: (value) => {
    const kept = orRefuse(parsePersisted(value));
    assert.deepEqual(parsePersisted(structuredClone(kept)), kept);
    if (kept.selection === null) return;
    assert.ok(unpackedSet(COUNT, kept.selection.bits).size <= COUNT);
    const { primary } = kept.selection;
    assert.ok(primary === null || (Number.isInteger(primary.layer) && Number.isInteger(primary.neuron)));
  },
}));
