import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import { at } from './browserSuite';

export async function axeSource(): Promise<string> {
  const require = createRequire(resolve('package.json'));
  return readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
}

/** Every rule of axe that judges a page; none is switched off. */
export async function violations(source: string): Promise<string[]> {
  // Evaluated, not injected as an element: the page's policy stays in force.
  await at.panel.page.evaluate(source);
  const { violations: found } = (await at.panel.page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] })',
  )) as AxeResults;
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}
