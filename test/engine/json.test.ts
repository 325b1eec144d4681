import assert from 'node:assert/strict';
import { DataError } from '../../src/engine/errors';
import { outlineOf, parseJson } from '../../src/engine/outside/json';

function refusal(text: string): string {
  try {
    parseJson(text, 'the-file', 'what it should be');
  } catch (error) {
    assert.ok(error instanceof DataError);
    const [mistake] = error.mistakes;
    assert.deepEqual([mistake?.path, mistake?.expected], ['the-file', 'what it should be']);
    return mistake?.found ?? '';
  }
  return 'nothing';
}

describe('JSON from outside', () => {
  it('is read as any parser reads it', () => {
    for (const text of [
      '3',
      'null',
      '"a:{"',
      '[]',
      '{"a":{"b":[1,"\\"}",{"a":":"}]},"b":"\\\\"}',
      ' {"ä":"\\u0041"}\n',
    ])
      assert.deepEqual(parseJson(text, 'the-file', ''), JSON.parse(text));
    const deep = `${'[{"a":'.repeat(32)}1${'}]'.repeat(32)}`;
    assert.deepEqual(parseJson(deep, 'the-file', ''), JSON.parse(deep));
  });

  for (const [title, text, found] of [
    ['that is none', '{"a":1,}', /^text that is not JSON: "}" at line 1, column 8 \(property name expected\)$/],
    [
      'with a number that is none',
      '{\n "a": 1,\n  "learningRate": NaN\n}',
      /^text that is not JSON: NaN at line 3, column 19, where null would say that there is no number$/,
    ],
    ['with an infinite number', '[1,\r\n-Infinity]', /: -Infinity at line 2, column 1, where null/],
    ['with a word of Python', '{"bias": True}', /: "True" at line 1, column 10 \(/],
    ['with a text in single quotes', "{'a': 1}", /: "'" at line 1, column 2 \(|: "'a': at line 1/],
    ['with a comment', '{} // none', /not JSON: .* at line 1, column 4 \(/],
    ['that is cut off', '{"a":"', /not JSON: .* at line 1, column \d/],
    ['that is empty', '', /not JSON: the end of the text at line 1, column 1 \(/],
    ['with the key __proto__', '[{"a":{"__proto__":1}}]', /^the key "__proto__"$/],
    ['with that key in escapes', '{"\\u005f_proto__":1}', /^the key "__proto__"$/],
    ['with the key constructor', '{"constructor":1}', /^the key "constructor"$/],
    ['with the key prototype', '{"prototype":1}', /^the key "prototype"$/],
    ['with a key that stands twice', '{"a":1,"b":{"a":2},"a":3}', /^the key "a" a second time/],
    ['with such a key in escapes', '[{"a":1,"\\u0061":2}]', /^the key "a" a second time/],
    ['nested deeper than any file of ours', `${'['.repeat(65)}${']'.repeat(65)}`, /^JSON nested more than 64 deep$/],
    ['nested without end', '{"a":'.repeat(1_000_000), /^JSON nested more than 64 deep$/],
  ] as const)
    it(`is refused ${title}`, () => {
      assert.match(refusal(text), found);
    });

  it('has an outline in which texts and comments do not count', () => {
    const text = '/* {[ */ { "a[{": [1], // {{{\r "b\\"{": { } }';
    assert.deepEqual(outlineOf(text), { keys: 2, tooDeepAt: undefined });
    assert.equal(outlineOf(`"${'['.repeat(100)}"`).tooDeepAt, undefined);
    assert.equal(outlineOf(`"no end${'['.repeat(100)}\n${'['.repeat(100)}`).tooDeepAt, 7 + 100 + 1 + 64);
  });
});
