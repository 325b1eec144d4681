import type { Browser, Page } from 'playwright-core';
import type { RunView } from '../../src/model/runView';
import type { Opened, Subject } from './subjects';

/** Milliseconds, unless they say otherwise. */
export interface Measured {
  /** From being given the points to the frame that shows them. */
  readonly first: number;
  /** Each move of a drag, from the pointer's event to the end of the frame that shows what it selects. */
  readonly brush: readonly number[];
  /** Letting go of it. */
  readonly release: number;
  readonly hover: readonly number[];
  readonly theme: number;
  /** JavaScript's heap and its array buffers after collection, in bytes. */
  readonly heap: number;
  readonly selected: number;
}

const CHART = '.weights-chart';
/** Frames until everything that follows by itself has been drawn: observers, then what they ask for. */
const SETTLED = 3;

/** Runs in the page: what the others are timed with. */
function installClock(): void {
  const shown = (frames: number): Promise<number> =>
    new Promise((resolve) => {
      const step = (left: number) =>
        requestAnimationFrame(() => {
          if (left > 1) {
            step(left - 1);
            return;
          }
          // Heard after the frame has been laid out and painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(null);
        });
      step(frames);
    });
  const moves: Promise<number>[] = [];
  for (const type of ['pointermove', 'pointerup']) {
    window.addEventListener(
      type,
      () => {
        const start = performance.now();
        moves.push(shown(1).then((end) => end - start));
      },
      true,
    );
  }
  Object.assign(window, { clock: { shown, moves } });
}

/** How long a script of the page takes until what it changes is shown. */
async function timed(page: Page, script: string): Promise<number> {
  return (await page.evaluate(
    `(async () => { const start = performance.now(); ${script}; return (await clock.shown(${SETTLED})) - start; })()`,
  )) as number;
}

async function lastMove(page: Page): Promise<number> {
  const found = await page.evaluate('Promise.all(clock.moves.splice(0))');
  const times = found as number[];
  if (times.length === 0) throw new Error('The pointer moved, and the page heard nothing of it.');
  return Math.max(...times);
}

/** Opens a subject, measures everything once, and closes it. */
export async function measure(subject: Subject, browser: Browser, run: RunView): Promise<Measured> {
  const opened = await subject.open(browser, run);
  try {
    const points = run.layers[0]?.weightX.length ?? 0;
    return await measureOpened(opened, subject.moves(points));
  } finally {
    await opened.close();
  }
}

async function measureOpened({ page, show, changeTheme, selected }: Opened, moves: number): Promise<Measured> {
  page.setDefaultTimeout(300_000);
  await page.evaluate(installClock);
  const first = await timed(page, show);
  const heap = await heapOf(page);
  const chart = page.locator(CHART);
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (box === null) throw new Error(`The page shows no ${CHART}.`);
  const at = (share: number) => [box.x + share * box.width, box.y + share * box.height] as const;
  const moveAcross = async (): Promise<number[]> => {
    const times = [];
    for (let move = 1; move <= moves; move++) {
      await page.mouse.move(...at(0.2 + (0.6 * move) / moves));
      times.push(await lastMove(page));
    }
    return times;
  };
  await page.mouse.move(...at(0.2));
  await lastMove(page);
  const hover = await moveAcross();
  await page.mouse.move(...at(0.2));
  await page.mouse.down();
  await lastMove(page);
  const brush = await moveAcross();
  await page.mouse.up();
  const release = await lastMove(page);
  const count = (await page.evaluate(selected)) as number;
  return { first, heap, hover, brush, release, theme: await timed(page, changeTheme), selected: count };
}

async function heapOf(page: Page): Promise<number> {
  // What was only there to hand the points over does not count.
  await page.evaluate('window.stashed = undefined');
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage: { readonly usedSize: number; readonly backingStorageSize?: number } =
    await session.send('Runtime.getHeapUsage');
  if (usage.backingStorageSize === undefined) throw new Error('This Chromium does not tell what array buffers hold.');
  await session.detach();
  return usage.usedSize + usage.backingStorageSize;
}
