import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFilter } from '../../../src/model/filterText';

describe('the text of a filter', () => {
  it('is words and comparisons, with one operator however it is written', () => {
    for (const [written, operator] of [
      ['=', '='],
      [':', '='],
      ['!=', '!='],
      ['≠', '!='],
      ['<', '<'],
      ['<=', '<='],
      ['≤', '<='],
      ['>', '>'],
      ['>=', '>='],
      ['≥', '>='],
      ['~', '~'],
    ] as const) {
      const term = { kind: 'comparison', key: 'x', operator, value: '0.5', written };
      for (const text of [`x${written}0.5`, `x ${written} 0.5`, `x${written}  "0.5"`])
        assert.deepEqual(parseFilter(`one ${text} two`), [
          { kind: 'text', text: 'one' },
          term,
          { kind: 'text', text: 'two' },
        ]);
    }
  });

  it('keeps together what is quoted, and finds no operator in it', () => {
    assert.deepEqual(parseFilter('note:"a = b" "c > d'), [
      { kind: 'comparison', key: 'note', operator: '=', value: 'a = b', written: ':' },
      { kind: 'text', text: 'c > d' },
    ]);
  });

  it('knows keys of several words, within quotes or by their names', () => {
    const term = { kind: 'comparison', key: 'bias x', operator: '>', value: '0.5', written: '>' };
    assert.deepEqual(parseFilter('"bias x" > 0.5'), [term]);
    assert.deepEqual(parseFilter('one bias x>0.5', ['bias x', 'r within']), [{ kind: 'text', text: 'one' }, term]);
    assert.deepEqual(parseFilter('Bias  x > "0.5"', ['bias x']), [{ ...term, key: 'Bias  x' }]);
    assert.deepEqual(parseFilter('bias x', ['bias x']), [
      { kind: 'text', text: 'bias' },
      { kind: 'text', text: 'x' },
    ]);
    assert.deepEqual(parseFilter('a (b|c)=1', ['a (b|c)']), [
      { kind: 'comparison', key: 'a (b|c)', operator: '=', value: '1', written: '=' },
    ]);
  });

  it('says where key or value are missing, and reads any text', () => {
    assert.deepEqual(parseFilter('>'), [{ kind: 'comparison', key: '', operator: '>', value: '', written: '>' }]);
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'ab "=!<>~:≤ \n') }), (text) => void parseFilter(text)));
  });
});
