import type { Page } from 'playwright-core';

/** Scripts of the editor itself, whose own errors are not the extension's. */
const EDITOR = /\/static\/(out|node_modules)\//;

/**
 * Notes what goes wrong in a window and the frames within: refusals by a content security policy, and what a script
 * left uncaught or wrote to its console as an error.
 * @param faults a list that grows
 */
export function watchFaults(page: Page, faults: string[]): void {
  page.on('console', (message) => {
    const refused = message.text().includes('Content Security Policy');
    if (refused || (message.type() === 'error' && !EDITOR.test(message.location().url))) faults.push(message.text());
  });
  page.on('pageerror', ({ message, stack = '' }) => {
    if (!EDITOR.test(stack)) faults.push(`Uncaught: ${message}`);
  });
}
