import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { root } from '../e2e/harness';

/** What a person reads must be found by the exporter, or no translator will ever see it. */
describe('what translators are given', function () {
  this.timeout(120_000);
  const sources = new Map<string, string>();

  before(async () => {
    for (const folder of ['src', 'webview']) {
      for (const name of await readdir(join(root, folder), { recursive: true }))
        if (name.endsWith('.ts')) sources.set(join(folder, name), await readFile(join(root, folder, name), 'utf8'));
    }
  });

  it('is every text of the sources, and no other: `npm run l10n` writes it', async () => {
    const bundle: unknown = JSON.parse(await readFile(join(root, 'l10n/bundle.l10n.json'), 'utf8'));
    const scripts = [...sources.values()].map((contents) => ({ contents, extension: '.ts' }));
    assert.deepEqual(bundle, await getL10nJson(scripts));
  });

  it('is asked for by the text itself, never by one that is put together', () => {
    const calls = [...sources].flatMap(([file, text]) =>
      [...text.matchAll(/\bl10n\.t\(\s*(.{0,40})/g)].map(([, argument]) => `${file}: ${argument}`),
    );
    assert.ok(calls.length > 500);
    assert.deepEqual(
      calls.filter((call) => !/: '/.test(call)),
      [],
    );
  });

  it('is never asked for under another name, which the exporter would not know', () => {
    const imports = [...sources].flatMap(([file, text]) =>
      [...text.matchAll(/import (.*) from '@vscode\/l10n'/g)].map(([, names]) => `${file}: ${names}`),
    );
    assert.deepEqual(
      imports.filter((one) => !/: (\* as l10n|\{ config \})$/.test(one)),
      [],
    );
  });

  it('is all that the host shows by the editor’s messages, choices and tooltips', () => {
    const bare =
      /(?:show\w+Message\(|\b(?:title|placeHolder|tooltip|openLabel|detail|description)[:=] ?)\s*['`][A-Z]\w* .*/g;
    const found = [...sources].flatMap(([file, text]) =>
      file.startsWith(join('src', 'extension')) ? [...text.matchAll(bare)].map(([line]) => `${file}: ${line}`) : [],
    );
    assert.deepEqual(found, []);
  });
});
