import type { Browser } from 'playwright-core';
import type { Server } from '../harness/server.mjs';
import { type Harness, loadHarness, withPackage } from './harness';

/** The product as people get it: the packed extension, installed in a real VS Code, and a browser to use it with. */
export interface Product {
  readonly harness: Harness;
  readonly server: Server;
  readonly browser: Browser;
}

// Each test file is a bundle with modules of its own; a server for each would cost as much as the tests themselves.
const shared = globalThis as { [key: symbol]: Promise<Product> | undefined };
const KEY = Symbol.for('attribution.product');

/** Starts the product when it is first asked for; all test files use the same. */
export function product(): Promise<Product> {
  shared[KEY] ??= startProduct();
  return shared[KEY];
}

/** @param asksForTrust whether folders are not trusted until a person says so */
export async function startProduct(asksForTrust = false): Promise<Product> {
  const harness = await loadHarness();
  // Without the driver, which hides notifications.
  const server = await withPackage((vsix) => harness.startServer({ driver: false, vsix, asksForTrust }));
  try {
    return { harness, server, browser: await harness.launchBrowser() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Ends it, and leaves nothing behind. May be called by every file. */
export async function endProduct(): Promise<void> {
  const started = shared[KEY];
  shared[KEY] = undefined;
  await stopProduct(started);
}

export async function stopProduct(started: Promise<Product> | undefined): Promise<void> {
  const ended = await started?.catch(() => undefined);
  await ended?.browser.close();
  await ended?.server.stop();
}
