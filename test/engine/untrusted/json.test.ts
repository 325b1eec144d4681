import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../../src/engine/errors';
import { named } from '../../../src/engine/files/door';
import { readJsonText } from '../../../src/engine/untrusted/file';
import { outlineOf, parseJson } from '../../../src/engine/untrusted/json';
import { JsonGauge } from '../../../src/engine/untrusted/jsonGauge';

const MOST = 1_000_000;

function refusal(text: string): string {
  try {
    parseJson(text, 'the-file', 'what it should be', MOST);
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
      assert.deepEqual(parseJson(text, 'the-file', '', MOST), JSON.parse(text));
    const deep = `${'[{"a":'.repeat(32)}1${'}]'.repeat(32)}`;
    assert.deepEqual(parseJson(deep, 'the-file', '', MOST), JSON.parse(deep));
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
    ['with more values than it may have', `[${'[],'.repeat(MOST)}0]`, /^more than 1,000,000 values$/],
    ['with more keys than it may have', `{${'"a":1,'.repeat(MOST)}`, /^more than 1,000,000 values$/],
    ['nested without end', '{"a":'.repeat(1_000_000), /^JSON nested more than 64 deep$/],
  ] as const)
    it(`is refused ${title}`, () => {
      assert.match(refusal(text), found);
    });

  it('has an outline in which texts and comments do not count', () => {
    const text = '/* {[ */ { "a[{": [1], // {{{\r "b\\"{": { } }';
    assert.deepEqual(outlineOf(text, MOST), { keys: 2, tooMuch: undefined });
    assert.equal(outlineOf(`"${'['.repeat(100)}"`, MOST).tooMuch, undefined);
    assert.equal(outlineOf(`"no end${'['.repeat(100)}\n${'['.repeat(100)}`, MOST).tooMuch?.at, 7 + 100 + 1 + 64);
    // A character of three bytes is one character.
    assert.equal(outlineOf(`"${'…'.repeat(30_000)}"${'['.repeat(100)}`, MOST).tooMuch?.at, 30_002 + 64);
  });

  it('is counted as a parser counts it, in whatever pieces it comes', () => {
    const valuesIn = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, inner) => sum + valuesIn(inner), 1)
        : 1;
    for (const text of [
      '3',
      '[]',
      '[[],{},[{}]]',
      '{"a":{"b":[1,"\\"}",{"a":":"}]},"b":"\\\\"}',
      ' { "a" : [ 1 , 2 ] , "b" : null } ',
      '"\\u0022"',
      '[-1.5e+3,true,false,"",""]',
    ]) {
      const expected = valuesIn(JSON.parse(text));
      for (const piece of [1, 2, 3, 1000]) {
        const gauge = new JsonGauge(MOST);
        const bytes = Buffer.from(text);
        for (let from = 0; from < bytes.length; from += piece) gauge.take(bytes.subarray(from, from + piece));
        assert.equal(gauge.values, expected, `${text} in pieces of ${piece}`);
      }
      assert.equal(outlineOf(text, expected).tooMuch, undefined);
      assert.equal(outlineOf(text, expected - 1).tooMuch?.found, `more than ${expected - 1} values`);
    }
  });

  it('is read from a file only as far as there is not too much in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'attribution-json-'));
    try {
      const path = join(folder, 'x.json');
      const limits = { largest: 2 ** 26, mostValues: 1000, expected: 'a small file' };
      await writeFile(path, `{"x":[${'1,'.repeat(998)}0]}`);
      await assert.rejects(readJsonText(named(path), limits), /found more than 1,000 values; expected a small file$/);
      // Bytes that are no text stand behind what is too much: nobody has come that far.
      await writeFile(path, Buffer.concat([Buffer.from(`[${'[],'.repeat(2 ** 20)}`), Buffer.alloc(100, 0xff)]));
      await assert.rejects(readJsonText(named(path), limits), /more than 1,000 values/);
      await writeFile(path, `{"x":[${'1,'.repeat(997)}0]}`);
      assert.equal((await readJsonText(named(path), limits)).length, 6 + 2 * 997 + 3);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
