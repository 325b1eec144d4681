import assert from 'node:assert/strict';
import fc from 'fast-check';
import { runSync } from '../../../src/engine/cancellation';
import { imageInputs, inputsOf, meanInputs } from '../../../src/engine/causal/columns';
import { changeOf } from '../../../src/engine/causal/interventions';
import { performances } from '../../../src/engine/causal/margins';
import type { ExampleStore } from '../../../src/engine/data/examples';
import { ACTIVATION_NAMES, type ActivationName } from '../../../src/engine/network/activations';
import { type Layer, Parameters } from '../../../src/engine/network/parameters';
import { RandomStream } from '../../../src/engine/network/random';
import { addEach, columnAdder } from '../../../src/engine/surgery/columnAdder';
import { COMPARISON_DRAWS, ComparisonSets } from '../../../src/engine/surgery/comparisons';
import { SHOWN_IMAGES, sidesChanged } from '../../../src/engine/surgery/sides';
import { Surgery, type SurgeryInput } from '../../../src/engine/surgery/surgery';
import { ForwardPass } from '../../../src/engine/training/forward';
import { activateAll } from '../../../src/engine/training/simd/activateAll';
import { INTERVENTION_NAMES, type InterventionName } from '../../../src/model/interventions';
import type { Performances } from '../../../src/model/performance';
import type { Sides } from '../../../src/model/surgeryProtocol';
import { COMPARISON_NAMES } from '../../../src/model/surgeryProtocol';
import { activateEach } from '../../oracles/scalarActivations';
import { at, storeOf } from '../support';

/** Images of two groups of two classes each, most of their pixels 0. */
function imagesOf(random: RandomStream, count: number, inputs: number): ExampleStore {
  const examples = Array.from({ length: count }, (_, row) => ({
    row: 3 * row,
    label: row % 4,
    target: row % 4 < 2 ? 0 : 1,
    pixels: Array.from({ length: inputs }, () => Math.max(0, random.integer(400) - 145)),
  }));
  return storeOf(inputs, examples);
}

function networkOf(random: RandomStream, sizes: readonly number[]): Parameters {
  const parameters = new Parameters(sizes);
  for (const index of parameters.values.keys()) parameters.values[index] = random.normal();
  return parameters;
}

function inputOf(sizes: readonly number[], activation: ActivationName, seed: number): SurgeryInput {
  const random = new RandomStream(seed, 'surgery test');
  const inputs = at(sizes, 0);
  return {
    rule: { activation },
    initial: networkOf(random, sizes),
    phase1: networkOf(random, sizes),
    seed,
    test: imagesOf(random, 21, inputs),
    forks: imagesOf(random, 9, inputs),
  };
}

/** z_A − z_B of each image after the whole network was changed and run through anew, image by image. */
function recomputed(input: SurgeryInput, name: InterventionName, members: ReadonlySet<number>): Float64Array {
  const { rule, initial, phase1, test, forks } = input;
  const network = (name === 'graft' ? initial : phase1).copy();
  let first = 0;
  for (const [index, layer] of network.layers.entries()) {
    const means = meanInputs(inputsOf(rule, phase1, index, forks));
    const [trained, start] = [phase1.layers[index] as Layer, initial.layers[index] as Layer];
    for (const position of layer.weight.keys()) {
      if (!members.has(first + position)) continue;
      const w = at(trained.weight, position);
      const j = Math.floor(position / layer.inputs);
      layer.weight[position] = at(layer.weight, position) + changeOf(name, w, at(start.weight, position));
      if (name === 'mean') layer.bias[j] = at(layer.bias, j) + w * at(means, position % layer.inputs);
    }
    first += layer.weight.length;
    for (const j of layer.bias.keys()) {
      if (!members.has(first + j) || name === 'mean') continue;
      layer.bias[j] = at(layer.bias, j) + changeOf(name, at(trained.bias, j), at(start.bias, j));
    }
    first += layer.bias.length;
  }
  const { sizes } = network;
  const pass = new ForwardPass({ sizes, activation: rule.activation, outputActivation: 'identity' }, network);
  return Float64Array.from(test.rows, (_, n) => {
    pass.run(test.pixels, n * test.inputs);
    return at(pass.output, 0) - at(pass.output, 1);
  });
}

/** Every number in a plain object, in its order. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function assertClose(found: unknown, expected: unknown): void {
  const [some, others] = [numbersIn(found), numbersIn(expected)];
  assert.equal(some.length, others.length);
  for (const [index, value] of some.entries()) {
    const other = at(others, index);
    assert.ok(Math.abs(value - other) <= 1e-9 * Math.max(1, Math.abs(other)), `${value} is not ${other}`);
  }
}

/** How many changed sides, and which where all are listed: of equal changes, rounding decides which is the larger. */
function byRow({ lost, gained }: Sides): unknown {
  return [lost, gained].map(({ count, images }) => [
    count,
    count > SHOWN_IMAGES ? [] : [...images].sort((one, other) => one.row - other.row),
  ]);
}

const anySizes = fc.constantFrom([9, 6, 2], [8, 5, 4, 2], [7, 2], [6, 4, 3, 5, 2]);

/** Few, most, or about half of a network's parameters; sometimes whole neurons. */
function membersOf(sizes: readonly number[], share: number, seed: number): Uint32Array {
  const random = new RandomStream(seed, 'members');
  const count = Parameters.count(sizes);
  const chosen = new Set(Array.from({ length: count }, (_, member) => member).filter(() => random.uniform() < share));
  if (random.uniform() < 0.3) for (let member = 0; member < at(sizes, 0); member++) chosen.add(member);
  return Uint32Array.from([...chosen].sort((one, other) => one - other));
}

describe('live surgery', () => {
  it('equals running the changed network anew, whatever is selected and whatever is done to it', () => {
    fc.assert(
      fc.property(
        anySizes,
        fc.constantFrom(...ACTIVATION_NAMES),
        fc.constantFrom(...INTERVENTION_NAMES),
        fc.constantFrom(0, 0.05, 0.5, 0.9, 1),
        fc.nat(1000),
        (sizes, activation, name, share, seed) => {
          const input = inputOf(sizes, activation, seed);
          const members = membersOf(sizes, share, seed);
          const surgery = new Surgery(input);
          // Something else before, so that nothing of it may be left.
          surgery.metrics(name, membersOf(sizes, 0.4, seed + 1));
          const { before, after, sides, images } = surgery.metrics(name, members);
          const [start, lead] = [recomputed(input, name, new Set()), recomputed(input, name, new Set(members))];
          assert.equal(images, 21);
          const margins = ({ byClass }: Performances) => Object.values(byClass).map(({ margin }) => margin);
          assertClose(margins(before), margins(performances(start, input.test)));
          assertClose(margins(after), margins(performances(lead, input.test)));
          // Of images that have become all but equal, order and side are a matter of rounding.
          if (lead.some((one, n) => lead.some((other, m) => m < n && Math.abs(one - other) < 1e-9))) return;
          assertClose(after, performances(lead, input.test));
          assertClose(byRow(sides), byRow(sidesChanged(start, lead, input.test)));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('leaves no image before another when none is heard any more', () => {
    for (const sizes of [
      [9, 6, 2],
      [8, 5, 4, 2],
      [7, 2],
    ]) {
      for (const name of ['zero', 'mean'] as const) {
        const input = inputOf(sizes, 'softplus', 8);
        for (const tensor of new Parameters(sizes).layers.keys()) {
          const first = Parameters.count(sizes.slice(0, tensor + 1));
          const { length } = at(input.phase1.layers, tensor).weight;
          const members = Uint32Array.from({ length }, (_, index) => first + index);
          const { after } = new Surgery(input).metrics(name, members);
          assert.deepEqual([after.a.auc, after.b.auc], [0.5, 0.5], `${sizes} ${name} layer ${tensor + 1}`);
        }
      }
    }
  });

  it('gives its comparisons the sets’ own figures, and none where a set would be the selection', () => {
    const sizes = [9, 6, 2];
    const input = inputOf(sizes, 'softplus', 3);
    const surgery = new Surgery(input);
    const sets = new ComparisonSets(input.phase1, input.seed);
    const all = Uint32Array.from({ length: Parameters.count(sizes) }, (_, member) => member);
    for (const members of [membersOf(sizes, 0.3, 1), Uint32Array.of(12), all]) {
      const comparisons = runSync(surgery.comparisons('zero', members));
      for (const name of COMPARISON_NAMES) {
        const expected = Array.from({ length: COMPARISON_DRAWS[name] }, (_, draw) => sets.of(name, members, draw))
          .filter((set) => set !== null)
          .map((set) => surgery.metrics('zero', set).after);
        assert.deepEqual(comparisons[name], expected);
        if (members === all) assert.equal(expected.length, 0);
      }
    }
  });

  it('is the same whenever it is done again, and other with another seed', () => {
    const metrics = (seed: number) => {
      const input = { ...inputOf([9, 6, 2], 'tanh', 5), seed };
      const surgery = new Surgery(input);
      const members = membersOf([9, 6, 2], 0.3, 2);
      return { figures: surgery.metrics('reset', members), compared: runSync(surgery.comparisons('reset', members)) };
    };
    assert.deepEqual(metrics(1), metrics(1));
    assert.notDeepEqual(metrics(1).compared.random, metrics(2).compared.random);
  });
});

describe('what a selection is held against', () => {
  const sizes = [10, 7, 2];
  const sets = new ComparisonSets(new Parameters(sizes), 1);
  const count = Parameters.count(sizes);
  const inTensor = [70, 77, 91, 93];
  const perTensor = (members: Uint32Array) =>
    inTensor.map((end, tensor) => members.filter((one) => one < end && one >= (inTensor[tensor - 1] ?? 0)).length);

  it('has as many parameters of every tensor, each once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...COMPARISON_NAMES),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(1000),
        fc.nat(4),
        (name, share, seed, draw) => {
          const members = membersOf(sizes, share, seed);
          const set = sets.of(name, members, draw) ?? members;
          assert.deepEqual(perTensor(set), perTensor(members));
          assert.equal(new Set(set).size, set.length);
          assert.deepEqual(
            [...set],
            [...set].sort((one, other) => one - other),
          );
          assert.ok(set.every((member) => member < count));
        },
      ),
    );
  });

  it('with shuffled neurons: the same inputs, and no neuron its own', () => {
    const neuron = Uint32Array.from({ length: 10 }, (_, input) => 3 * 10 + input);
    for (let draw = 0; draw < COMPARISON_DRAWS['neurons-shuffled']; draw++) {
      const set = sets.of('neurons-shuffled', neuron, draw);
      assert.deepEqual(
        set?.map((position) => position % 10),
        Uint32Array.from(neuron, (position) => position % 10),
      );
      const neurons = new Set(set?.map((position) => Math.floor(position / 10)));
      assert.equal(neurons.size, 1);
      assert.ok(!neurons.has(3));
    }
    // All weights that leave two inputs stay what they are.
    const inputs = Uint32Array.from({ length: 14 }, (_, index) => 10 * Math.floor(index / 2) + 4 + (index % 2));
    assert.equal(sets.of('neurons-shuffled', inputs, 0), null);
  });

  it('with pixel means: the inputs with most selected, all of their weights first', () => {
    // Input 2 in five neurons, input 6 in four, input 9 in one: ten weights, of which inputs 2 and 6 have fourteen.
    const members = Uint32Array.from(
      [0, 1, 2, 3, 4]
        .map((j) => 10 * j + 2)
        .concat(
          [0, 1, 2, 3].map((j) => 10 * j + 6),
          [59],
        ),
    ).sort();
    const set = sets.of('pixel-means', members, 0);
    const of = (input: number) => set?.filter((position) => position % 10 === input).length;
    assert.deepEqual([of(2), of(6), of(9)], [7, 3, 0]);
  });

  it('at random: grows with the selection, so that its figures do not jump under a brush', () => {
    const [few, more] = [Uint32Array.of(1, 2, 3), Uint32Array.of(1, 2, 3, 4)].map((members) =>
      sets.of('random', members, 7),
    );
    assert.ok(few?.every((member) => more?.includes(member)));
  });
});

describe('images that change sides', () => {
  it('are counted, and listed from the largest change of margin on', () => {
    const store = imagesOf(new RandomStream(1), 40, 4);
    const before = Float64Array.from({ length: 40 }, (_, n) => (store.targets[n] === 0 ? 1 : -1));
    // Every third one is turned, the later the more; one of the others was wrong and is not any more.
    const after = before.map((lead, n) => (n % 3 === 0 ? -lead * (1 + n) : lead));
    before[1] = -(before[1] as number);
    const { lost, gained } = sidesChanged(before, after, store);
    assert.equal(lost.count, 14);
    assert.equal(lost.images.length, SHOWN_IMAGES);
    assert.deepEqual(
      lost.images.slice(0, 2).map(({ row, label, before: was, after: is }) => [row, label, was, is]),
      [
        [117, 3, 1, -40],
        [108, 0, 1, -37],
      ],
    );
    assert.deepEqual(lost.images[0]?.pixels, Uint8Array.from(store.pixels.subarray(39 * 4, 40 * 4)));
    assert.deepEqual([gained.count, gained.images[0]?.row], [1, 3]);
  });
});

describe('columns of images', () => {
  it('are added in WebAssembly to the same last bit as one after the other', () => {
    const random = new RandomStream(3, 'columns');
    for (const [images, inputs] of [
      [1, 1],
      [40, 6],
      [333, 25],
    ] as const) {
      const read = imageInputs(imagesOf(random, images, inputs));
      const [fast, plain] = [columnAdder(read), addEach(read)];
      for (const count of [0, 1, inputs]) {
        const from = Float64Array.from({ length: images }, () => random.normal());
        const chosen = random.permutation(inputs).subarray(0, count);
        const times = Float64Array.from(chosen, () => random.normal());
        const [one, other] = [from.slice(), from.slice()];
        fast(one, one, chosen, times);
        plain(from, other, chosen, times);
        assert.deepEqual(one, other);
        if (count === inputs && images > 1) assert.notDeepEqual(one, from);
      }
    }
  });
});

describe('an activation of many numbers', () => {
  it('is the same to the last bit with WebAssembly and without', () => {
    const random = new RandomStream(2, 'activations');
    for (const name of ACTIVATION_NAMES) {
      for (const length of [0, 1, 7, 4096, 9001]) {
        const z = Float64Array.from({ length }, () => 20 * random.normal());
        const [together, each] = [z.slice(), z.slice()];
        activateAll(together, name);
        activateEach(each, name);
        assert.deepEqual(together, each, name);
      }
    }
  });
});
