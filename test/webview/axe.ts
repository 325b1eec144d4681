import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Panel } from './panelPage';

/** Every rule of axe that judges a page; none is switched off. */
export async function violations({ page }: Panel): Promise<string[]> {
  const require = createRequire(resolve('package.json'));
  // Evaluated, not injected as an element: the page's policy stays in force.
  if (await page.evaluate('typeof axe === "undefined"'))
    await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations: found } = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"] })',
  )) as AxeResults;
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}
