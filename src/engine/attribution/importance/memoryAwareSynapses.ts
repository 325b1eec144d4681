import { Parameters } from '../../network/parameters';
import { propagateBack } from '../../training/backward';
import { ForwardPass } from '../../training/forward';
import type { Measure } from './measure';

/**
 * Σ |∂‖y‖²/∂w| over a group's tallied examples, y being the network's outputs (memory aware synapses, Aljundi et al.
 * 2018). It asks for no label: one pass through the network as it is at the end of phase 1.
 */
export const memoryAwareSynapses: Measure = {
  title: 'memory aware synapses',
  needs: () => [],
  sets: 2,
  *of({ rule, phase1, training, tallied }) {
    const forward = new ForwardPass(rule, phase1);
    const { layers } = phase1;
    const deltas = layers.map(({ outputs }) => new Float64Array(outputs));
    const sums = { a: new Parameters(rule.sizes), b: new Parameters(rule.sizes) };
    for (const example of tallied) {
      yield;
      forward.run(training.pixels, example * training.inputs);
      // ∂‖y‖²/∂z = 2 y φ′(z).
      for (const [k, z] of forward.output.entries())
        (deltas.at(-1) as Float64Array)[k] =
          2 * forward.outputActivation.value(z) * forward.outputActivation.derivative(z);
      for (let index = layers.length - 1; index > 0; index--) propagateBack(forward, phase1, deltas, index);
      const into = training.targets[example] === 0 ? sums.a : sums.b;
      for (const [index, { inputs, weight, bias }] of into.layers.entries()) {
        const h = forward.inputs[index] as Float64Array;
        for (const [j, d] of (deltas[index] as Float64Array).entries()) {
          for (let i = 0, w = j * inputs; i < inputs; i++, w++)
            weight[w] = (weight[w] as number) + Math.abs(d * (h[i] as number));
          bias[j] = (bias[j] as number) + Math.abs(d);
        }
      }
    }
    return sums;
  },
};
