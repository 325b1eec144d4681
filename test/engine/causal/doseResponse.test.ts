import assert from 'node:assert/strict';
import { causalEffect } from '../../../src/engine/attribution/importance/effect';
import { CancelFlag, runSync } from '../../../src/engine/cancellation';
import { inputsOf, meanInputs } from '../../../src/engine/causal/columns';
import { type CausalFinding, type CausalInput, causalTest, DOSES } from '../../../src/engine/causal/doseResponse';
import { baseOf, Intervened } from '../../../src/engine/causal/interventions';
import { TIE_BREAKS } from '../../../src/engine/causal/rankings';
import { judgeRanking, selectivities } from '../../../src/engine/causal/selectivity';
import { shareOfTallied } from '../../../src/engine/controls/inkShare';
import { openDrawnDigits } from '../../../src/engine/data/drawnDigits';
import { readExamples } from '../../../src/engine/data/examples';
import { CancelledError } from '../../../src/engine/errors';
import { Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { ForwardPass } from '../../../src/engine/training/forward';
import { INTERVENTION_NAMES, type InterventionName } from '../../../src/model/interventions';
import { judgementSentence } from '../../../src/text/causal';
import { at, finish, run, smallConfig, storeOf } from '../support';

function parametersOf(sizes: readonly number[], values: readonly number[]): Parameters {
  const parameters = new Parameters(sizes);
  parameters.values.set(values);
  return parameters;
}

describe('interventions', () => {
  it('by hand, on a network of one weight', () => {
    const sizes = [1, 1, 2];
    // w, b, u_A, u_B, c_A, c_B: the lead z_A − z_B is (u_A − u_B)(w x + b).
    const trained = parametersOf(sizes, [3, 0.5, 2, -1, 0, 0]);
    const initial = parametersOf(sizes, [1, 0.5, 1, 0, 0, 0]);
    const store = storeOf(1, [
      { row: 0, label: 1, target: 0, pixels: [127] },
      { row: 1, label: 6, target: 1, pixels: [255] },
    ]);
    const networks = { rule: { activation: 'identity' }, initial, trained, layer: 0 } as const;
    const read = inputsOf(networks.rule, trained, 0, store);
    assert.deepEqual([...meanInputs(read)], [0.75]);
    const leads = (name: InterventionName) => {
      const base = baseOf(name === 'graft' ? initial : trained, 0, read);
      const network = new Intervened(name, networks, base, meanInputs(read));
      const before = [...network.lead()];
      network.change(Uint32Array.of(0));
      return [before, [...network.lead()]];
    };
    assert.deepEqual(leads('reset'), [
      [6, 10.5],
      [3, 4.5],
    ]);
    assert.deepEqual(leads('zero'), [
      [6, 10.5],
      [1.5, 1.5],
    ]);
    assert.deepEqual(leads('mean'), [
      [6, 10.5],
      [8.25, 8.25],
    ]);
    assert.deepEqual(leads('graft'), [
      [1, 1.5],
      [2, 3.5],
    ]);
  });

  it('agree with a full recomputation, whatever the layer, dose after dose', () => {
    const random = new RandomStream(4, 'causal test test');
    const sizes = [9, 6, 5, 2];
    const drawn = () => {
      const parameters = new Parameters(sizes);
      for (const index of parameters.values.keys()) parameters.values[index] = random.normal();
      return parameters;
    };
    const [initial, trained] = [drawn(), drawn()];
    const examples = Array.from({ length: 11 }, (_, row) => ({
      row,
      label: row % 2,
      target: row % 2,
      pixels: Array.from({ length: 9 }, () => Math.max(0, random.integer(400) - 145)),
    }));
    const store = storeOf(9, examples);
    const rule = { sizes, activation: 'tanh', outputActivation: 'tanh' } as const;
    for (const layer of [0, 1, 2]) {
      const means = meanInputs(inputsOf(rule, trained, layer, store));
      for (const name of INTERVENTION_NAMES) {
        const from = name === 'graft' ? initial : trained;
        const base = baseOf(from, layer, inputsOf(rule, from, layer, store));
        const network = new Intervened(name, { rule, initial, trained, layer }, base, means);
        const full = from.copy();
        const changed = at(full.layers, layer);
        const order = random.permutation(changed.weight.length);
        for (const weights of [order.slice(0, 3).sort(), order.slice(3, 8).sort()]) {
          network.change(weights);
          for (const position of weights) {
            const w = at(at(trained.layers, layer).weight, position);
            const start = at(at(initial.layers, layer).weight, position);
            changed.weight[position] = { reset: start, zero: 0, mean: 0, graft: w }[name];
            const neuron = Math.floor(position / changed.inputs);
            if (name === 'mean')
              changed.bias[neuron] = at(changed.bias, neuron) + w * at(means, position % changed.inputs);
          }
          const forward = new ForwardPass(rule, full);
          for (const [n, lead] of network.lead().entries()) {
            forward.run(store.pixels, n * 9);
            const expected = at(forward.output, 0) - at(forward.output, 1);
            assert.ok(Math.abs(lead - expected) < 1e-9, `${name}, layer ${layer + 1}: ${lead}, not ${expected}`);
          }
        }
      }
    }
  });
});

const verdictOf = (finding: Pick<CausalFinding, 'curves'>, name: InterventionName) =>
  judgementSentence(judgeRanking(finding, name));

describe('the causal test', function () {
  this.timeout(120_000);
  let input: CausalInput;
  before(async () => {
    const data = openDrawnDigits(1);
    const config = smallConfig({
      routing: 'halves',
      phase1: { rows: 3000 },
      forks: { untilRow: 4000 },
      learningRate: 0.001,
    });
    const { initial, phase1, attribution, measures } = await run(config, data);
    const read = (split: 'training' | 'test', rows: number) =>
      readExamples(data[split], 784, config.groups, rows, new CancelFlag(), () => {});
    const forks = await read('training', 600);
    const test = await read('test', 600);
    const effect = new Parameters(initial.sizes);
    const moved = { rule: { activation: 'softplus' }, initial, phase1: phase1.state.parameters, test } as const;
    runSync(causalEffect(moved, effect));
    input = {
      ...{ initial, measures, x: attribution.x, y: attribution.y, phase1: phase1.state.parameters },
      rule: { activation: 'softplus' },
      layer: 0,
      seed: 1,
      test,
      forks,
      inkShare: runSync(shareOfTallied(forks, [...forks.rows.keys()])),
      effect,
    };
  });

  it('on the routed run is selective for A, and more so than with neurons shuffled', async () => {
    const events: number[] = [];
    const finding = await finish(causalTest(input, new CancelFlag()), ({ done }) => events.push(done));
    assert.equal(finding.tensor, 'layer1.weight');
    assert.equal(finding.candidates, 12 * 784);
    assert.deepEqual(
      events,
      [...finding.curves.keys()].map((index) => index + 1),
    );
    for (const { doses } of finding.curves)
      assert.deepEqual(
        doses.map(({ percent }) => percent),
        [...DOSES],
      );
    assert.equal(finding.curves[0]?.doses.at(-1)?.weights, 6 * 784);
    for (const name of ['reset', 'graft'] as const) {
      const all = selectivities(finding, name);
      const [x, shuffled] = ['x', 'neurons-shuffled'].map((ranking) => all.find((one) => one.ranking === ranking));
      assert.ok(x !== undefined && shuffled !== undefined && x.mean > 0 && x.mean > shuffled.high, JSON.stringify(all));
      assert.match(verdictOf(finding, name), /selective for A .* more than by pixel means or with neurons shuffled/);
      // Routing makes x 1 or 0, so that every dose ends among equals.
      const { ties, selectivity } = finding.curves.find((one) => one.intervention === name) ?? assert.fail('no curve');
      assert.ok(ties !== undefined && ties.low < ties.high && ties.low <= selectivity && selectivity <= ties.high);
      assert.equal(ties.orders, 1 + TIE_BREAKS);
    }
    const drawn = finding.curves.filter(
      ({ ranking, intervention }) => ranking === 'random' && intervention === 'reset',
    );
    assert.equal(drawn.length, 19);
    // Selectivity is what its definition says.
    const { doses, selectivity } = finding.curves[0] ?? assert.fail('no curves');
    const effects = doses.map(
      ({ a, b }) => finding.trained.a.margin - a.margin - (finding.trained.b.margin - b.margin),
    );
    assert.ok(Math.abs(selectivity - effects.reduce((sum, effect) => sum + effect, 0) / 7) < 1e-12);
  });

  it('can be cancelled', async () => {
    const cancel = new CancelFlag();
    await assert.rejects(
      finish(causalTest(input, cancel), ({ done }) => done === 2 && cancel.raise()),
      CancelledError,
    );
  });
});
