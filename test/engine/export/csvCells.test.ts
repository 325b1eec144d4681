import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvLine, numberCell, plainCell, textCell } from '../../../src/engine/export/csvCells';

/** Reads RFC 4180 by its rules, one character after the other. */
function cellsOf(line: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    if (character === '"' && quoted && line[at + 1] === '"') {
      cells[cells.length - 1] += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (character === ',' && !quoted) cells.push('');
    else cells[cells.length - 1] += character;
  }
  return cells;
}

describe('CSV', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab",=+-@ \t\r\n') });

  it('gives back what was written, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), (texts) => {
        const line = csvLine(texts.map(plainCell), '\n');
        assert.ok(line.endsWith('\n'));
        assert.deepEqual(cellsOf(line.slice(0, -1)), texts);
      }),
    );
  });

  it('has no text that a spreadsheet would take for a formula, and leaves all others alone', () => {
    fc.assert(
      fc.property(text, (written) => {
        const [cell = ''] = cellsOf(textCell(written));
        assert.doesNotMatch(cell, /^[=+\-@\t\r]/);
        assert.equal(cell, /^[=+\-@\t\r]/.test(written) ? `'${written}` : written);
      }),
    );
  });

  it('writes numbers that give back the same float64, with their sign', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => assert.ok(Object.is(Number(numberCell(value)), value))),
    );
    assert.equal(numberCell(Number.NaN), '');
    assert.equal(numberCell(-0), '-0');
  });
});
