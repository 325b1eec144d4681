import assert from 'node:assert/strict';
import { meanWithInterval } from '../../../src/engine/statistics/meanInterval';
import { reliabilityName, reliabilitySentences } from '../../../src/text/reliability';

type Figures = Readonly<Record<string, number>>;

/** What is said of seeds with these figures. */
function said(...seeds: readonly Figures[]): string[] {
  const named = seeds.map((figures) => new Map(Object.entries(figures).map(([name, value]) => [nameOf(name), value])));
  const values = (name: string) => named.flatMap((figures) => figures.get(name) ?? []);
  return reliabilitySentences(
    2,
    (name) => meanWithInterval(values(name)),
    named.map((figures, index) => ({ seed: `seed ${index + 1}`, figureOf: (name) => figures.get(name) ?? null })),
  );
}

function nameOf(name: string): string {
  return reliabilityName(name as Parameters<typeof reliabilityName>[0]);
}

describe('what is said of reliability over orders', () => {
  const good = { n: 900, x: 0.95, y: 0.96, acrossR: 0.15, disattenuatedR: 0.157 };
  const start =
    'In 2 shuffled orders of the examples, with the same initial parameters: reliability of residual x 0.950, of residual y 0.960; residual r between orders 0.150';

  it('is both reliabilities and r with and without the noise, and whether the order matters', () => {
    assert.deepEqual(said(good, good), [`${start}, disattenuated 0.157. The order hardly limits it.`]);
    const [poor = ''] = said({ ...good, x: 0.4, disattenuatedR: 0.242 });
    assert.match(poor, /residual x 0\.400, .* disattenuated 0\.242\. Much of both is the order’s alone/);
  });

  for (const [figures, reason] of [
    [{}, /^training diverged in one of the shuffled orders$/],
    [{ n: 3 }, /^fewer than 4 weights have an x and a y in every order$/],
    [{ n: 900, y: 0.9 }, /^in some order nothing of x or y is left/],
    [{ n: 900, x: -0.1, y: 0.9, acrossR: 0.1 }, /^a reliability is not above 0: −0\.100 of residual x, 0\.900 of resi/],
  ] as const)
    it(`is why there is no disattenuated r: ${reason.source}`, () => {
      const sentences = said(good, figures);
      const [, why = ''] = /^No disattenuated residual r: seed 2 \((.*)\)\.$/.exec(sentences[1] ?? '') ?? [];
      assert.match(why, reason);
      assert.equal(sentences.length, 2);
    });

  it('is nothing of means before any seed has them', () => {
    assert.deepEqual(said(), []);
    assert.deepEqual(said({}), [
      'No disattenuated residual r: seed 1 (training diverged in one of the shuffled orders).',
    ]);
    const [means] = said({ n: 900, x: -0.1, y: 0.9, acrossR: 0.1 });
    assert.match(means ?? '', /residual r between orders 0\.100\.$/);
  });
});
