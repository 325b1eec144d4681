import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  compact,
  count,
  countOf,
  dateAndTime,
  decimal,
  duration,
  plain,
  powers,
  rounded,
  scientific,
  timeLeft,
} from '../../../src/text/format';

describe('numbers', () => {
  it('have three decimals and a true minus', () => {
    assert.equal(decimal(0.30454), '0.305');
    assert.equal(decimal(-0.0123), '−0.012');
    assert.equal(decimal(-0.0001), '0.000');
    assert.equal(decimal(null), 'undefined');
    assert.equal(decimal(Number.NaN), 'undefined');
    assert.equal(decimal(1, 1), '1.0');
  });

  it('have their thousands apart', () => {
    assert.equal(count(0), '0');
    assert.equal(count(999), '999');
    assert.equal(count(78400), '78,400');
    assert.equal(count(1234567), '1,234,567');
    assert.equal(countOf(1, 'weight'), '1 weight');
    assert.equal(countOf(1200, 'weight'), '1,200 weights');
    assert.equal(countOf(2, 'copy', 'copies'), '2 copies');
  });

  it('are written in powers of ten where they are small', () => {
    assert.equal(scientific(8.594563802831467e-9), '8.6 × 10⁻⁹');
    assert.equal(scientific(0), '0');
    assert.equal(scientific(12), '1.2 × 10¹');
    assert.equal(scientific(Number.NaN), 'undefined');
    assert.equal(plain(0.0001), '0.0001');
    assert.equal(plain(3e-7), '3 × 10⁻⁷');
    assert.equal(plain(-1e-8), '−10⁻⁸');
    assert.equal(plain(0), '0');
    assert.equal(plain(25e6), '2.5 × 10⁷');
    assert.equal(powers(1000), '10³');
    assert.equal(rounded(0.00793, 2), '0.0079');
    assert.equal(rounded(-1.26e-7, 2), '−1.3 × 10⁻⁷');
    assert.equal(compact(0.03124), '0.0312');
    assert.equal(compact(-1.2e-5), '−1.20 × 10⁻⁵');
    assert.equal(compact(123456), '1.23 × 10⁵');
  });

  it('are never written as programs write them, whatever their size', () => {
    for (let exponent = -320; exponent <= 308; exponent += 4)
      for (const sign of [1, -1])
        for (const write of [scientific, compact, plain, powers, (value: number) => rounded(value, 2)])
          assert.doesNotMatch(write(sign * 1.25 * 10 ** exponent), /[eE+-]/);
  });

  it('are written in one place: no other text or page makes its own', async () => {
    const folders = ['src/text', 'webview', 'src/extension'];
    const found: string[] = [];
    for (const folder of folders)
      for (const file of await readdir(folder, { recursive: true })) {
        if (!file.endsWith('.ts')) continue;
        const path = join(folder, file);
        const text = await readFile(path, 'utf8');
        if (/\.to(?:Exponential|Precision)\(/.test(text)) found.push(path);
      }
    // Dumps are read by programs too; rounding a number is no writing of it.
    assert.deepEqual(
      new Set(found),
      new Set([
        'src/extension/dumps/columns.ts',
        'src/text/format.ts',
        'webview/panel/training/logLimits.ts',
        'webview/panel/weights/weightPoints.ts',
      ]),
    );
  });

  it('say when, and for how long, as people do', () => {
    assert.equal(duration(12.34), '12 s');
    assert.equal(duration(125), '2 min 5 s');
    assert.equal(duration(7300), '2 h 1 min');
    assert.match(dateAndTime('2026-06-15T12:00:00.000Z', 'en'), /^June 15, 2026/);
    assert.match(dateAndTime('2026-06-15T12:00:00.000Z', 'de'), /^15\. Juni 2026/);
    assert.equal(dateAndTime('no time', 'en'), 'no time');
  });

  it('say how much time is left no finer than it is known', () => {
    assert.equal(timeLeft(null), '');
    assert.equal(timeLeft(0.4), 'almost done');
    assert.equal(timeLeft(40.2), 'about 41 s left');
    assert.equal(timeLeft(200), 'about 3 min left');
    assert.equal(timeLeft(7300), 'about 2 h left');
  });
});
