import type { ExperimentEvent } from '../engine/experiment';
import { TimeLeft } from '../engine/timeLeft';

/** Progress on a terminal: one line that is written over; elsewhere one line for each stage. */
export class ProgressLine {
  private timeLeft: TimeLeft | undefined;
  private readonly announced = new Set<string>();
  private open = false;

  constructor(private readonly stream: NodeJS.WriteStream) {}

  show(event: ExperimentEvent): void {
    switch (event.type) {
      case 'preparing':
        this.write(event.message, `${percent(event.share)}`);
        break;
      case 'planned':
        this.timeLeft = new TimeLeft(event.networks);
        break;
      case 'training': {
        const left = this.timeLeft?.update(event.name, event.step);
        const loss = event.points.at(-1)?.loss;
        const parts = [`${event.step} of ${event.steps}`];
        if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
        if (left !== undefined) parts.push(`${percent(left.share)} of all`);
        if (left?.secondsLeft != null) parts.push(`${Math.ceil(left.secondsLeft)} s left`);
        this.write(`Training ${event.name}`, parts.join(', '));
        break;
      }
      case 'comparing':
        this.write('Comparing the forks', '');
        break;
      case 'warning':
        this.end();
        this.stream.write(`${event.message}\n`);
    }
  }

  end(): void {
    if (this.open) this.stream.write('\n');
    this.open = false;
  }

  /** @param stage what is told once where lines cannot be written over */
  write(stage: string, detail: string): void {
    if (this.stream.isTTY) {
      const line = detail === '' ? stage : `${stage}: ${detail}`;
      this.stream.write(`\r\x1b[2K${line.slice(0, (this.stream.columns || 80) - 1)}`);
      this.open = true;
    } else if (!this.announced.has(stage)) {
      this.stream.write(`${stage}\n`);
      this.announced.add(stage);
    }
  }
}

export function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}
