import type { Browser } from 'playwright-core';
import { ConnectProxy } from '../engine/connectProxy';
import type { Server } from '../harness/server.mjs';
import { type Harness, loadHarness, withPackage } from './harness';

/** The product as people get it: the packed extension, installed in a real VS Code, and a browser to use it with. */
export interface Product {
  readonly harness: Harness;
  readonly server: Server;
  readonly browser: Browser;
  /** All that it can reach of the network: nothing, unless a test has it answer otherwise. */
  readonly network: ConnectProxy;
}

/** What a proxy says that leads nowhere. */
export const NO_NETWORK = 503;

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
  const network = new ConnectProxy(NO_NETWORK);
  const address = await network.start();
  const env = { https_proxy: address, no_proxy: '', NO_PROXY: '' };
  let server: Server | undefined;
  try {
    // Without the driver, which hides notifications.
    server = await withPackage((vsix) => harness.startServer({ driver: false, vsix, asksForTrust, env }));
    return { harness, server, browser: await harness.launchBrowser(), network };
  } catch (error) {
    await server?.stop();
    await network.stop();
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
  await ended?.network.stop();
}
