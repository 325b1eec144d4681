import { TimeLeft } from '../timeLeft';

/** How far a sweep has come, and how long it still takes. */
export class SweepPace {
  private timeLeft: TimeLeft | undefined;
  private done: number;

  /**
   * @param cells of the whole sweep
   * @param before existed before the start: they say nothing about the pace
   */
  constructor(
    private readonly cells: number,
    private readonly before: number,
  ) {
    this.done = before;
  }

  /** Counts another cell. @returns seconds left; null while there is no pace to go by, which begins with the first cell */
  cellDone(): { readonly done: number; readonly secondsLeft: number | null } {
    this.done++;
    this.timeLeft ??= new TimeLeft([{ examples: this.cells - this.done }]);
    const { secondsLeft } = this.timeLeft.update('cells', this.done - this.before - 1);
    return { done: this.done, secondsLeft };
  }
}
