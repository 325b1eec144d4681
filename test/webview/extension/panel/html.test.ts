import assert from 'node:assert/strict';
import { panelHtml } from '../../../../src/extension/panel/html';

describe('the policy of the panel’s pages', () => {
  for (const page of ['panel', 'study', 'compare'] as const) {
    it(`lets nothing in, and no form or base address out, in that of the ${page}`, () => {
      const html = panelHtml({ page, cspSource: 'vscode:', scriptUri: 'a.js', styleUri: 'a.css', nonce: 'once' });
      const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
      const rules = policy.replaceAll('&#39;', "'").split('; ');
      for (const name of ['default-src', 'base-uri', 'form-action'])
        assert.ok(rules.includes(`${name} 'none'`), `${name} is not closed in ${policy}`);
      assert.doesNotMatch(policy, /unsafe/);
    });
  }
});
