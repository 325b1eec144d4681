import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ConfigError, DataError, StorageError } from '../../../src/engine/errors';
import { csvBlocks } from '../../../src/engine/export/csv';
import type { CellFile } from '../../../src/engine/sweep/cellFile';
import { cellsCsv } from '../../../src/engine/sweep/cellsCsv';
import { shown, shownLines } from '../../../src/engine/untrusted/shown';

const EVIL = 'a\u001b]52;c;AA\u0007\r\n\u009b31m\u007f\u202e\u2066z';
const SHOWN = 'a\\u001b]52;c;AA\\u0007\\u000d\\u000a\\u009b31m\\u007f\\u202e\\u2066z';

describe('a text from outside', () => {
  it('is shown in one line, letter by letter, in any script; lines of ours stay lines', () => {
    assert.equal(shown(EVIL), SHOWN);
    const plain = 'η 0.0001, R² – “ü/日本” العربية 👩‍🔬';
    assert.equal(shown(plain), plain);
    assert.equal(shownLines('one\ntwo\u0000\n'), 'one\ntwo\\u0000\n');
  });

  it('is the same value in JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (codes) => {
        const text = String.fromCharCode(...codes);
        assert.equal(JSON.parse(shown(JSON.stringify(text))), text);
      }),
    );
    assert.equal(JSON.parse(shown(JSON.stringify(EVIL))), EVIL);
  });

  it('forges no line of an error', () => {
    const mistake = { path: EVIL, found: EVIL, expected: 'x' };
    const line = `${SHOWN}: found ${SHOWN}; expected x`;
    assert.equal(new DataError(mistake).message, line);
    assert.equal(new ConfigError([mistake, mistake]).message, `${line}\n${line}`);
    assert.ok(new StorageError('write', EVIL, new Error('no')).message.startsWith(`${SHOWN}: could not write it: `));
  });

  it('is no formula in a table, where numbers stay as they are', () => {
    const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\r=1', '=a"b,c'];
    const words = { name: '=name', values: Float64Array.from(formulas.keys()), words: formulas };
    const number = { name: 'n', values: Float64Array.from(formulas, () => -0.5) };
    const [header, ...blocks] = csvBlocks([words, number]);
    assert.equal(header, "'=name,n\r\n");
    assert.equal(
      blocks.join(''),
      `'=1+1,-0.5\r\n'+1,-0.5\r\n'-1,-0.5\r\n'@SUM(A1),-0.5\r\n'\tx,-0.5\r\n"'\r=1",-0.5\r\n"'=a""b,c",-0.5\r\n`,
    );
    const axes = [
      { key: 'data', values: [] },
      { key: 'seed', values: [] },
    ];
    const cells = [['=1+1', -1] as const, ['digits', 2] as const].map(
      ([data, seed], index) =>
        ({ cell: index + 1, values: [data, seed], status: 'done', figures: { r: -0.25 } }) as unknown as CellFile,
    );
    assert.equal(cellsCsv(axes, cells), "data,seed,status,r\n'=1+1,-1,done,-0.25\ndigits,2,done,-0.25\n");
  });
});
