import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
    const read = async (...path: string[]): Promise<unknown> => JSON.parse(await readFile(join(...path), 'utf8'));
    const folder = await mkdtemp(join(tmpdir(), 'attribution-texts-'));
    try {
      // In a process of its own: the exporter's parser takes functions of WebAssembly away, which other tests need.
      const exporter = join(root, 'node_modules/@vscode/l10n-dev/dist/cli.js');
      const args = [exporter, 'export', '--outDir', folder, 'src', 'webview'];
      await promisify(execFile)(process.execPath, args, { cwd: root });
      assert.deepEqual(await read(root, 'l10n/bundle.l10n.json'), await read(folder, 'bundle.l10n.json'));
    } finally {
      await rm(folder, { recursive: true });
    }
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
