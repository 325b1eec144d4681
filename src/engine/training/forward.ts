import { ACTIVATIONS, type Activation } from '../network/activations';
import type { Parameters } from '../network/parameters';
import type { TrainingRule } from './kernel';

/**
 * The forward pass of a fully connected network, with everything backpropagation needs afterwards.
 *
 * z⁽ˡ⁾ⱼ = bⱼ + Σᵢ wⱼᵢ h⁽ˡ⁻¹⁾ᵢ and h⁽ˡ⁾ = φ(z⁽ˡ⁾), where h⁽⁰⁾ are the inputs. The output layer's activation belongs to the
 * loss, which is given z.
 */
export class ForwardPass {
  /** h⁽⁰⁾ … h⁽ᴸ⁻¹⁾: the inputs of each layer. */
  readonly inputs: readonly Float64Array[];
  /** z⁽¹⁾ … z⁽ᴸ⁾: the pre-activations of each layer. */
  readonly preactivations: readonly Float64Array[];
  readonly hiddenActivation: Activation;
  readonly outputActivation: Activation;

  constructor(
    rule: Pick<TrainingRule, 'sizes' | 'activation' | 'outputActivation'>,
    private readonly parameters: Parameters,
  ) {
    this.inputs = rule.sizes.slice(0, -1).map((size) => new Float64Array(size));
    this.preactivations = rule.sizes.slice(1).map((size) => new Float64Array(size));
    this.hiddenActivation = ACTIVATIONS[rule.activation];
    this.outputActivation = ACTIVATIONS[rule.outputActivation];
  }

  /** Pre-activations of the output layer. */
  get output(): Float64Array {
    return this.preactivations[this.preactivations.length - 1] as Float64Array;
  }

  /** Runs one image through the network; `pixels` are raw bytes from `offset` on. */
  run(pixels: Uint8Array, offset: number): void {
    const image = this.inputs[0] as Float64Array;
    for (let i = 0; i < image.length; i++) image[i] = ((pixels[offset + i] as number) + 1) / 256;
    for (const [index, { inputs, outputs, weight, bias }] of this.parameters.layers.entries()) {
      const h = this.inputs[index] as Float64Array;
      const z = this.preactivations[index] as Float64Array;
      const next = this.inputs[index + 1];
      for (let j = 0; j < outputs; j++) {
        let sum = bias[j] as number;
        const row = j * inputs;
        for (let i = 0; i < inputs; i++) sum += (weight[row + i] as number) * (h[i] as number);
        z[j] = sum;
        if (next !== undefined) next[j] = this.hiddenActivation.value(sum);
      }
    }
  }

  /** The output with the largest pre-activation; the first of equals. */
  get prediction(): number {
    const z = this.output;
    let best = 0;
    for (let k = 1; k < z.length; k++) if ((z[k] as number) > (z[best] as number)) best = k;
    return best;
  }
}
