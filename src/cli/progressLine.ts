import type { ExperimentEvent } from '../engine/experiment';
import { TimeLeft } from '../engine/timeLeft';
import { percentDone } from '../text/format';
import { isTerminal, tell, tellOver } from './streams';

/** Progress on a terminal: one line that is overwritten; on any other stream one line for each stage. */
export class ProgressLine {
  private timeLeft: TimeLeft | undefined;
  private readonly announced = new Set<string>();
  private open = false;

  show(event: ExperimentEvent): void {
    switch (event.type) {
      case 'preparing':
        this.write(event.message, percentDone(event.share));
        break;
      case 'planned':
        this.timeLeft = new TimeLeft(event.networks);
        break;
      case 'training': {
        const left = this.timeLeft?.update(event.name, event.step);
        const loss = event.points.at(-1)?.loss;
        const parts = [`${event.step} of ${event.steps}`];
        if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
        if (left !== undefined) parts.push(`${percentDone(left.share)} of all`);
        if (left?.secondsLeft != null) parts.push(`${Math.ceil(left.secondsLeft)} s left`);
        this.write(`Training ${event.name}`, parts.join(', '));
        break;
      }
      case 'comparing':
        this.write('Comparing the forks', `${event.done} of ${event.of} steps`);
        break;
      case 'warning':
        this.end();
        tell(`${event.message}\n`);
    }
  }

  end(): void {
    if (this.open) tell('\n');
    this.open = false;
  }

  /** @param stage written once where lines cannot be overwritten */
  write(stage: string, detail: string): void {
    if (isTerminal()) {
      tellOver(detail === '' ? stage : `${stage}: ${detail}`);
      this.open = true;
    } else if (!this.announced.has(stage)) {
      tell(`${stage}\n`);
      this.announced.add(stage);
    }
  }
}
