import assert from 'node:assert/strict';
import { join } from 'node:path';
import { testLimit } from '../harness/limits.cjs';
import { EditorWindow } from './editorWindow';
import { root } from './harness';
import { endProduct, type Product, product, startProduct, stopProduct } from './product';

/** The window of the tests that run. Filled in by the hooks of `inWindow`. */
export const at = {} as { window: EditorWindow };

/**
 * A suite of steps in one window, each building on those before: what follows one that could not be done is skipped. None
 * of them may leave a fault behind in the window.
 * @param files the workspace of the window
 */
export function inWindow(name: string, files: Readonly<Record<string, unknown>>, steps: () => void): void {
  inWindowOf(product, async () => {}, name, files, steps);
}

/** The same in a server of its own, whose folders are not trusted until a person says so. */
export function inUntrustedWindow(name: string, files: Readonly<Record<string, unknown>>, steps: () => void): void {
  let started: Promise<Product> | undefined;
  const start = () => {
    started = startProduct(true);
    return started;
  };
  inWindowOf(start, () => stopProduct(started), name, files, steps);
}

function inWindowOf(
  start: () => Promise<Product>,
  stop: () => Promise<void>,
  name: string,
  files: Readonly<Record<string, unknown>>,
  steps: () => void,
): void {
  describe(name, function () {
    this.timeout(testLimit);
    let opened: EditorWindow | undefined;
    let stuck = false;

    before(async () => {
      opened = await EditorWindow.open(await start(), files);
      at.window = opened;
    });

    after(async () => {
      await opened?.close();
      await stop();
    });

    beforeEach(function () {
      if (stuck) this.skip();
    });

    afterEach(async function () {
      const { window } = at;
      const faults = window.faults.splice(0);
      const { currentTest } = this;
      if (currentTest?.state === 'failed' || faults.length > 0) {
        // A time-out, most likely; after a wrong finding the window is as it should be.
        stuck ||= currentTest?.err?.name !== 'AssertionError';
        const file = `${currentTest?.fullTitle().replaceAll(/\W+/g, '-')}.png`;
        await window.harness.screenshot(window.page, join(root, 'out/e2e-failures', file));
      }
      assert.deepEqual(faults, []);
    });

    steps();
  });
}

// In each file; the last of these hooks runs when all files are through.
after(endProduct);
