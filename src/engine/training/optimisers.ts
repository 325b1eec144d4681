import type { OptimiserConfig } from '../config';

/** How a gradient becomes an update Δ (the number that is added to the parameter). */
export interface Optimiser {
  /** Called once before the updates of an example. */
  beginStep(): void;
  /**
   * @param parameter position in the parameters' buffer
   * @param gradient ∂L/∂w of this example
   * @returns Δ
   */
  update(parameter: number, gradient: number): number;
}

/** What an optimiser remembers between examples: this many numbers a parameter, and the number of steps taken. */
export interface OptimiserState {
  readonly moments: readonly Float64Array<SharedArrayBuffer>[];
  steps: number;
}

/** The state before the first example: all zero. */
export function initialOptimiserState({ name }: OptimiserConfig, parameters: number): OptimiserState {
  const moments = { sgd: 0, momentum: 1, adam: 2 }[name];
  return {
    moments: Array.from({ length: moments }, () => new Float64Array(new SharedArrayBuffer(8 * parameters))),
    steps: 0,
  };
}

export function copyOptimiserState({ moments, steps }: OptimiserState): OptimiserState {
  const copies = moments.map((moment) => {
    const copy = new Float64Array(new SharedArrayBuffer(moment.byteLength));
    copy.set(moment);
    return copy;
  });
  return { moments: copies, steps };
}

/** Counts steps that were taken by another kernel, when the optimiser counts them. */
export function advanceSteps({ name }: OptimiserConfig, state: OptimiserState, steps: number): void {
  if (name === 'adam') state.steps += steps;
}

/** @param state is updated in place, step by step */
export function createOptimiser(config: OptimiserConfig, learningRate: number, state: OptimiserState): Optimiser {
  switch (config.name) {
    case 'sgd':
      return new Sgd(learningRate);
    case 'momentum':
      return new Momentum(learningRate, config.momentum, state);
    case 'adam':
      return new Adam(learningRate, config, state);
  }
}

/** Δ = −η g. */
class Sgd implements Optimiser {
  constructor(private readonly learningRate: number) {}
  beginStep(): void {}
  update(_parameter: number, gradient: number): number {
    return -this.learningRate * gradient;
  }
}

/** v ← μ v + g; Δ = −η v (Polyak 1964, in the form of torch.optim.SGD). */
class Momentum implements Optimiser {
  private readonly velocity: Float64Array;
  constructor(
    private readonly learningRate: number,
    private readonly momentum: number,
    state: OptimiserState,
  ) {
    this.velocity = state.moments[0] as Float64Array;
  }
  beginStep(): void {}
  update(parameter: number, gradient: number): number {
    const velocity = this.momentum * (this.velocity[parameter] as number) + gradient;
    this.velocity[parameter] = velocity;
    return -this.learningRate * velocity;
  }
}

/** m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; Δ = −η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ) (Kingma and Ba 2015). */
class Adam implements Optimiser {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  /** β₁ᵗ and β₂ᵗ, kept as running products: `**` does not have the same bits in every JavaScript engine. */
  private power1 = 1;
  private power2 = 1;

  constructor(
    private readonly learningRate: number,
    private readonly config: { beta1: number; beta2: number; epsilon: number },
    private readonly state: OptimiserState,
  ) {
    this.first = state.moments[0] as Float64Array;
    this.second = state.moments[1] as Float64Array;
    for (let step = 0; step < state.steps; step++) this.advancePowers();
  }

  private advancePowers(): void {
    this.power1 *= this.config.beta1;
    this.power2 *= this.config.beta2;
  }

  beginStep(): void {
    this.state.steps++;
    this.advancePowers();
  }

  update(parameter: number, gradient: number): number {
    const { beta1, beta2, epsilon } = this.config;
    const first = beta1 * (this.first[parameter] as number) + (1 - beta1) * gradient;
    const second = beta2 * (this.second[parameter] as number) + (1 - beta2) * gradient * gradient;
    this.first[parameter] = first;
    this.second[parameter] = second;
    return (-this.learningRate * (first / (1 - this.power1))) / (Math.sqrt(second / (1 - this.power2)) + epsilon);
  }
}
