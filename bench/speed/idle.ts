import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const ENOUGH = 0.85;
const LOOK_MS = 250;

/**
 * Waits for the machine to be idle, for what can only be timed by the clock.
 * @returns the share of processor time that was idle at the last look
 */
export async function waitForIdle(mostSeconds: number): Promise<number> {
  const until = performance.now() + 1000 * mostSeconds;
  while (true) {
    const before = times();
    await sleep(LOOK_MS);
    const after = times();
    const share = (after.idle - before.idle) / (after.total - before.total);
    if (share >= ENOUGH || performance.now() > until) return share;
  }
}

function times() {
  let [idle, total] = [0, 0];
  for (const { times: of } of cpus()) {
    idle += of.idle;
    total += of.user + of.nice + of.sys + of.idle + of.irq;
  }
  return { idle, total };
}
