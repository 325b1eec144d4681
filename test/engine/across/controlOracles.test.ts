import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { causalEffect } from '../../../src/engine/attribution/importance/effect';
import { CancelFlag, runSync } from '../../../src/engine/cancellation';
import { bootstrapIntervals } from '../../../src/engine/controls/bootstrap';
import { inkShareInChunks } from '../../../src/engine/controls/inkShare';
import { FiguresOfShares } from '../../../src/engine/controls/labelFigures';
import { drawLabels, labelFinding } from '../../../src/engine/controls/labelPermutation';
import { reliabilityOverOrders } from '../../../src/engine/controls/reliability';
import { talliedSteps } from '../../../src/engine/controls/talliedSteps';
import { CancelledError } from '../../../src/engine/errors';
import { Parameters } from '../../../src/engine/network/parameters';
import { pixelAfterPixel } from '../../../src/engine/network/pixelAfterPixel';
import type { TrainingRule } from '../../../src/engine/training/kernel';
import { initialOptimiserState } from '../../../src/engine/training/optimisers';
import { createReferenceKernel } from '../../../src/engine/training/reference';
import { isNear, slicer } from '../controlData';
import { at, EveryTime, layerOf, memoryFor, repositoryRoot, sequenceOf, storeOf, trainBy } from '../support';

type Row = readonly (number | null)[];
type Table = readonly Row[];
type Figures = Readonly<Record<string, number>>;

/** What `test/oracles/controls.py` writes: made-up cases, and what NumPy makes of them. */
interface Oracle {
  readonly reliability: {
    readonly orders: readonly { readonly x: Table; readonly y: Table }[];
    readonly of2: Figures;
    readonly of3: Figures;
  };
  readonly inkShare: {
    readonly x: Table;
    readonly y: Table;
    readonly ink: Row;
    readonly share: Row;
    readonly found: Figures;
  };
  readonly relation: {
    readonly x: Table;
    readonly y: Table;
    readonly effect: Table;
    readonly n: number;
    readonly pixels: Row;
    readonly ofY: Figures;
    readonly ofEffect: Figures;
  };
  readonly bootstrap: {
    readonly x: Table;
    readonly y: Table;
    readonly image: { readonly rows: number; readonly columns: number };
    readonly seed: number;
    readonly draws: number;
    readonly found: object;
  };
  readonly experiment: {
    readonly images: readonly (readonly number[])[];
    readonly targets: readonly number[];
    readonly rate: number;
    readonly tallyFrom: number;
    readonly seed: number;
    readonly start: Readonly<Record<'layer1' | 'layer2', { readonly weight: Table; readonly bias: Row }>>;
    readonly heldOut: { readonly images: readonly (readonly number[])[]; readonly targets: readonly number[] };
    readonly x: Table;
    readonly y: Table;
    readonly effect: Table;
    readonly constant: readonly number[];
    readonly labelPermutation: object;
  };
}

const script = join(repositoryRoot(), 'test/oracles/controls.py');
const oracle = JSON.parse(readFileSync(join(repositoryRoot(), 'test/oracles/controls.json'), 'utf8')) as Oracle;

const numbers = (row: Row) => Float64Array.from(row, (value) => value ?? Number.NaN);
const layer = (table: Table) => layerOf(table.map((row) => [...numbers(row)]));

/** Every number that the oracle has, at its place among what was found. */
function agrees(found: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    assert.ok(typeof found === 'number' && Math.abs(found - expected) <= 1e-9, `${path}: ${found}, not ${expected}`);
  } else if (typeof expected === 'object' && expected !== null) {
    assert.ok(typeof found === 'object' && found !== null, path);
    if (Array.isArray(expected)) assert.equal(Object.keys(found).length, expected.length, path);
    for (const [key, inner] of Object.entries(expected))
      agrees((found as Readonly<Record<string, unknown>>)[key], inner, `${path}.${key}`);
  } else assert.equal(found, expected, path);
}

describe('the controls, as NumPy makes them', () => {
  it('have what its script makes now', function () {
    const python = '/usr/bin/python3';
    if (spawnSync(python, ['-c', 'import numpy']).status !== 0) this.skip();
    const { status, stdout, stderr } = spawnSync(python, [script, '--check'], { encoding: 'utf8' });
    assert.equal(status, 0, `${stdout}${stderr}`);
  });

  it('ink share', () => {
    const { x, y, ink, share, found } = oracle.inkShare;
    agrees(runSync(inkShareInChunks(layer(x), layer(y), numbers(ink), numbers(share))), found);
  });

  it('R², residual r and r within a pixel, of x with y and with the effect', async () => {
    const { x, y, effect, n, pixels, ofY, ofEffect } = oracle.relation;
    const figures = await FiguresOfShares.of(layer(x), layer(y), layer(effect), x.length, slicer());
    assert.equal(figures.n, n);
    const found = await figures.figures(pixelAfterPixel(layer(x)), slicer());
    agrees(found.y, ofY);
    agrees(found.effect, ofEffect);
    agrees(
      Array.from(found.pixels, (value) => (Number.isNaN(value) ? null : value)),
      pixels,
    );
  });

  it('bootstrap, draw by draw', async () => {
    const { x, y, image, seed, draws, found } = oracle.bootstrap;
    agrees(await bootstrapIntervals(layer(x), layer(y), image, seed, slicer(), draws), found);
  });

  describe('of an experiment', () => {
    const { images, targets, rate, tallyFrom, seed, start, heldOut, x, y, effect, constant, labelPermutation } =
      oracle.experiment;
    const rule: TrainingRule = {
      sizes: [12, 5, 2],
      ...{ activation: 'softplus', outputActivation: 'softplus', loss: 'squared', optimiser: { name: 'sgd' } },
      learningRate: rate,
    };
    const stored = (of: { images: readonly (readonly number[])[]; targets: readonly number[] }) =>
      storeOf(
        12,
        of.images.map((pixels, row) => ({ row, label: 0, target: at(of.targets, row), pixels })),
      );
    const initial = () => {
      const parameters = new Parameters(rule.sizes);
      for (const [index, name] of (['layer1', 'layer2'] as const).entries()) {
        const { weight, bias } = at(parameters.layers, index);
        weight.set(numbers(start[name].weight.flat()));
        bias.set(numbers(start[name].bias));
      }
      return parameters;
    };

    it('label permutation, draw by draw, from the experiment’s own steps', async () => {
      const store = stored({ images, targets });
      const sequence = sequenceOf([...store.rows.keys()]);
      const context = { rule, training: store, test: store, ...memoryFor(rule, store, 1, sequence.length) };
      const steps = runSync(talliedSteps(context, sequence, tallyFrom, initial(), 0));
      const given = { seed, steps, x: layer(x), y: layer(y), effect: layer(effect) };
      const drawn = await drawLabels(given, new Int32Array(new SharedArrayBuffer(4)), slicer(), 39);
      agrees(labelFinding([drawn], Uint8Array.from(constant)), labelPermutation);
    });

    it('causal effect of every weight', () => {
      const end = initial();
      const training = stored({ images, targets });
      const test = stored(heldOut);
      const state = { parameters: end, optimiser: initialOptimiserState(rule.optimiser, end.values.length) };
      trainBy(createReferenceKernel, rule, training, { sequence: sequenceOf([...training.rows.keys()]), state });
      const into = new Parameters(rule.sizes);
      runSync(causalEffect({ rule, initial: initial(), phase1: end, test }, into));
      const { weight } = at(into.layers, 0);
      for (const [w, expected] of numbers(effect.flat()).entries()) isNear(at(weight, w), expected, 1e-12);
    });
  });

  describe('reliability over orders', () => {
    const tables = oracle.reliability.orders.map(({ x, y }) => ({ x: layer(x), y: layer(y) }));

    it('of two and of three, over the weights that are defined in all of them', async () => {
      agrees(await reliabilityOverOrders(tables.slice(0, 2), slicer()), oracle.reliability.of2);
      agrees(await reliabilityOverOrders(tables, slicer()), oracle.reliability.of3);
    });

    it('is 1 of an order with itself, and then r is disattenuated by nothing', async () => {
      const [one] = tables;
      assert.ok(one !== undefined);
      const { x, y, withinR, acrossR, disattenuatedR } = await reliabilityOverOrders([one, one], slicer());
      isNear(x, 1);
      isNear(y, 1);
      isNear(acrossR, withinR);
      isNear(disattenuatedR, withinR);
    });

    it('is nothing of too few weights, of what does not vary, and not above 0 where orders oppose each other', async () => {
      const [one] = tables;
      assert.ok(one !== undefined);
      const none = { x: null, y: null, withinR: null, acrossR: null, disattenuatedR: null };
      const tiny = { x: layer([[0.1, 0.7, 0.2]]), y: layer([[0.3, 0.4, 0.1]]) };
      assert.deepEqual(await reliabilityOverOrders([tiny, tiny], slicer()), { n: 3, ...none });
      const flat = { ...one, x: { ...one.x, weight: one.x.weight.map(() => 0.5) } };
      const ofFlat = await reliabilityOverOrders([flat, flat], slicer());
      assert.deepEqual([ofFlat.x, ofFlat.acrossR, ofFlat.disattenuatedR], [null, null, null]);
      isNear(ofFlat.y, 1);
      const opposed = { ...one, x: { ...one.x, weight: one.x.weight.map((value) => 1 - value) } };
      const found = await reliabilityOverOrders([one, opposed], slicer());
      isNear(found.x, -1);
      assert.equal(found.disattenuatedR, null);
    });

    it('can be cancelled', async () => {
      const cancel = new CancelFlag();
      cancel.raise();
      await assert.rejects(reliabilityOverOrders(tables, new EveryTime(cancel)), CancelledError);
    });
  });
});
