// @ts-check
// Where the Chromium of this machine lies.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chromium } from 'playwright-core';

const snap = '/snap/bin/chromium';
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  snap,
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** In bytes. What stands in the place of a browser and only says that there is none is a script of some lines. */
const longestScript = 10_000;

/**
 * @returns {string | undefined}  The browser that the environment names, else the system's, else the one that `npx playwright-core install chromium` brings.
 * @throws {Error} where the environment names one that does not exist
 */
export function chromiumPath() {
  const wanted = process.env['ATTRIBUTION_CHROMIUM'];
  if (wanted && !existsSync(wanted)) throw new Error(`ATTRIBUTION_CHROMIUM names ${wanted}, which does not exist.`);
  return wanted || [...places, chromium.executablePath()].find(isBrowser);
}

/**
 * @param {string} path
 * @returns {boolean}  False also for Ubuntu's /usr/bin/chromium-browser as long as the snap that it starts is not there.
 */
export function isBrowser(path) {
  if (!existsSync(path)) return false;
  const isStub = statSync(path).size <= longestScript && readFileSync(path, 'utf8').includes(snap);
  return !isStub || existsSync(snap);
}
