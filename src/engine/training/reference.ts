import { propagateBack } from './backward';
import { ForwardPass } from './forward';
import { arraysOf, type CreateKernel, type Judgement, type Outcome, type RecordName, type Records } from './kernel';
import { LOSSES } from './losses';
import { advanceSteps, createOptimiser } from './optimisers';
import { shieldedNeurons } from './routing';

/**
 * The plain float64 kernel: the experiment's definition in code, to read and to check faster kernels against.
 *
 * Backpropagation of one example (Rumelhart, Hinton and Williams 1986), with δ⁽ˡ⁾ = ∂L/∂z⁽ˡ⁾:
 *   ∂L/∂w⁽ˡ⁾ⱼᵢ = δ⁽ˡ⁾ⱼ h⁽ˡ⁻¹⁾ᵢ,   ∂L/∂b⁽ˡ⁾ⱼ = δ⁽ˡ⁾ⱼ,   δ⁽ˡ⁻¹⁾ᵢ = φ′(z⁽ˡ⁻¹⁾ᵢ) Σⱼ w⁽ˡ⁾ⱼᵢ δ⁽ˡ⁾ⱼ.
 */
export const createReferenceKernel: CreateKernel = ({ rule, training, test }, job) => {
  const { sequence, state, tally } = job;
  const { layers, values } = state.parameters;
  const forward = new ForwardPass(rule, state.parameters);
  const loss = LOSSES[rule.loss];
  let optimiser = createOptimiser(rule.optimiser, rule.learningRate, state.optimiser);
  const deltas = layers.map(({ outputs }) => new Float64Array(outputs));
  let recording = tally?.earlier === undefined;
  const shielded = [shieldedNeurons(rule, 0), shieldedNeurons(rule, 1)];

  /** ∂L/∂w is taken to be 0 for the weights into and out of the hidden neurons that the group may not move, and their biases. */
  function route(target: number): void {
    const neurons = shielded[target];
    if (neurons === undefined) return;
    deltas[0]?.fill(0, neurons.from, neurons.to);
    forward.inputs[1]?.fill(0, neurons.from, neurons.to);
  }

  /** w ← w + Δ for every parameter of the network; sum += |Δ| where a tally is kept, and what else is recorded. */
  function updateAll(group: 'a' | 'b' | undefined): void {
    const sum = group === undefined ? undefined : tally?.[group].values;
    const record = group === undefined || !recording ? undefined : recorder(tally?.records, group);
    optimiser.beginStep();
    let parameter = 0;
    const update = (gradient: number) => {
      const displacement = optimiser.update(parameter, gradient);
      record?.(parameter, gradient, displacement, values[parameter] as number);
      values[parameter] = (values[parameter] as number) + displacement;
      if (sum !== undefined) sum[parameter] = (sum[parameter] as number) + Math.abs(displacement);
      parameter++;
    };
    for (const [index, { inputs, outputs }] of layers.entries()) {
      const delta = deltas[index] as Float64Array;
      const h = forward.inputs[index] as Float64Array;
      for (let j = 0; j < outputs; j++) {
        const d = delta[j] as number;
        for (let i = 0; i < inputs; i++) update(d * (h[i] as number));
      }
      for (let j = 0; j < outputs; j++) update(delta[j] as number);
    }
  }

  function train(from: number, to: number, tallying: boolean, outcome: Outcome): void {
    for (let position = from; position < to; position++) {
      const example = sequence[position] as number;
      const target = training.targets[example] as number;
      const told = training.told?.[example] ?? target;
      forward.run(training.pixels, example * training.inputs);
      if (forward.prediction === told) outcome.correct++;
      outcome.lossSum += loss(
        forward.output,
        told,
        forward.outputActivation,
        deltas[deltas.length - 1] as Float64Array,
      );
      for (let index = layers.length - 1; index > 0; index--) propagateBack(forward, state.parameters, deltas, index);
      route(target);
      const group = tally?.groups?.[position] ?? target;
      updateAll(tallying ? (group === 0 ? 'a' : 'b') : undefined);
    }
    outcome.examples += to - from;
  }

  function* beginTally(): Generator<void, void> {
    recording = true;
    for (const group of ['a', 'b'] as const) {
      tally?.earlier?.[group].values.set(tally[group].values);
      tally?.[group].values.fill(0);
      yield;
    }
  }

  function judge(from: number, to: number, { losses, predictions }: Judgement): void {
    const unused = new Float64Array(forward.output.length);
    for (let example = from; example < to; example++) {
      forward.run(test.pixels, example * test.inputs);
      const target = test.targets[example] as number;
      losses[example - from] = loss(forward.output, target, forward.outputActivation, unused);
      predictions[example - from] = forward.prediction;
    }
  }

  function readIn(from = 0): Iterator<void> {
    advanceSteps(rule.optimiser, state.optimiser, from);
    optimiser = createOptimiser(rule.optimiser, rule.learningRate, state.optimiser);
    recording = tally?.earlier === undefined || from > tally.from;
    return [].values();
  }

  // State and tally are the job's own: there is nothing to read out, and they are all that changes.
  const readOut = () => [].values();
  return { train, judge, beginTally, readIn, readOut, kept: () => arraysOf(job), firstDelta: () => first(deltas) };
};

function first(deltas: readonly Float64Array[]): Float64Array {
  return deltas[0] as Float64Array;
}

/** What each record adds for one parameter of one example, w being the parameter before its update. */
const RECORDED: Record<RecordName, (gradient: number, displacement: number, w: number) => number> = {
  squares: (gradient) => gradient * gradient,
  gain: (gradient, displacement) => -gradient * displacement,
  displacement: (_gradient, displacement) => displacement,
  movement: (gradient, _displacement, w) => -w * gradient,
};

/** Adds to all records that are kept; undefined when there are none. */
function recorder(records: Records | undefined, group: 'a' | 'b') {
  const kept = Object.entries(records ?? {}).map(([name, sums]) => ({
    of: RECORDED[name as RecordName],
    sums: sums[group].values,
  }));
  if (kept.length === 0) return undefined;
  return (parameter: number, gradient: number, displacement: number, w: number): void => {
    for (const { of, sums } of kept) sums[parameter] = (sums[parameter] as number) + of(gradient, displacement, w);
  };
}
