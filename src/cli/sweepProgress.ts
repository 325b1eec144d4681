import { SweepPace } from '../engine/sweep/pace';
import type { SweepEvent } from '../engine/sweep/runSweep';
import { percentDone } from '../text/format';
import type { ProgressLine } from './progressLine';

/** Progress of a sweep: cells done, time left. */
export class SweepProgress {
  private pace: SweepPace | undefined;
  private done = 0;
  private cells = 0;

  constructor(private readonly line: ProgressLine) {}

  show(event: SweepEvent): void {
    switch (event.type) {
      case 'sweep':
        this.pace = new SweepPace(event.cells, event.done);
        this.done = event.done;
        this.cells = event.cells;
        if (event.done > 0) this.line.write(`${this.state()} are there already`, '');
        break;
      case 'preparing':
        this.line.write(event.message, percentDone(event.share));
        break;
      case 'cell': {
        this.done = event.done;
        const left = this.pace?.cellDone().secondsLeft ?? null;
        const time = left === null || event.done === event.cells ? '' : `, ${Math.ceil(left)} s left`;
        this.line.write(`Cells ${percentDone(event.done / event.cells)}`, `${this.state()}${time}`);
      }
    }
  }

  /** `12 of 144 cells` */
  state(): string {
    return `${this.done} of ${this.cells} cells`;
  }
}
