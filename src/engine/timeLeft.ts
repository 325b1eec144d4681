/** Estimates how long the training of an experiment still takes, from the pace so far. */
export class TimeLeft {
  private readonly steps = new Map<string, number>();
  private readonly total: number;
  private readonly startedAt: number;

  /** @param networks every network that will be trained */
  constructor(
    networks: readonly { readonly examples: number }[],
    private readonly now: () => number = () => performance.now(),
  ) {
    this.total = networks.reduce((sum, { examples }) => sum + examples, 0);
    this.startedAt = now();
  }

  /**
   * @param step examples that network has seen so far
   * @returns share of all steps that is done, and seconds left; null while there is no pace to go by
   */
  update(network: string, step: number): { share: number; secondsLeft: number | null } {
    this.steps.set(network, step);
    const done = [...this.steps.values()].reduce((sum, steps) => sum + steps, 0);
    const seconds = (this.now() - this.startedAt) / 1000;
    return {
      share: done / this.total,
      secondsLeft: done === 0 || seconds < 0.5 ? null : (seconds * (this.total - done)) / done,
    };
  }
}
