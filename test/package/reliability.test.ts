import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../e2e/harness';

describe('docs/reliability.md', () => {
  it('names tests that are there, and one for each promise', async () => {
    const text = await readFile(join(root, 'docs/reliability.md'), 'utf8');
    const promises = text.split('\n').filter((line) => line.startsWith('| ') && !/^\| (promise|---)/.test(line));
    assert.ok(promises.length > 10);
    for (const line of promises) {
      const tests = [...line.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path as string);
      assert.ok(tests.length > 0, `no test: ${line}`);
      for (const path of tests) assert.ok(existsSync(join(root, path)), path);
    }
  });
});
