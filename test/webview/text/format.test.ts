import assert from 'node:assert/strict';
import { count, countOf, decimal, plain, scientific, timeLeft } from '../../../src/text/format';

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
  });

  it('say how much time is left no finer than it is known', () => {
    assert.equal(timeLeft(null), '');
    assert.equal(timeLeft(0.4), 'almost done');
    assert.equal(timeLeft(40.2), 'about 41 s left');
    assert.equal(timeLeft(200), 'about 3 min left');
    assert.equal(timeLeft(7300), 'about 2 h left');
  });
});
