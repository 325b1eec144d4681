import assert from 'node:assert/strict';
import type { CausalFinding, DoseCurve } from '../../../src/engine/causal/doseResponse';
import { judgeRanking, selectivities } from '../../../src/engine/causal/selectivity';
import type { InterventionName } from '../../../src/model/interventions';
import { judgementSentence } from '../../../src/text/causal';

const verdictOf = (finding: Pick<CausalFinding, 'curves'>, name: InterventionName) =>
  judgementSentence(judgeRanking(finding, name));

describe('the verdict', () => {
  const curve = (ranking: string, selectivity: number, draw = 0): DoseCurve => ({
    ...{ ranking, title: ranking, draw, intervention: 'reset', doses: [], selectivity },
  });
  const verdict = (x: number, shuffled: number, pixels: number, random: number) =>
    verdictOf(
      {
        curves: [
          curve('x', x),
          curve('neurons-shuffled', shuffled - 0.2),
          curve('neurons-shuffled', shuffled, 1),
          curve('pixel-means', pixels),
          curve('random', random),
        ],
      },
      'reset',
    );

  it('says by rule what a ranking by x shows', () => {
    assert.match(verdict(-0.1, 0, 0, -0.5), /not selective for A \(S = −0.100; p = 0.500 against random, /);
    assert.match(verdict(0.2, 0, 0, 0.3), /not selective/);
    assert.match(verdict(1, 0.8, 0.5, 0), /more than by pixel means or with neurons shuffled/);
    assert.match(verdict(1, 0.9, 0.5, 0), /but x, neurons shuffled \(S up to \+0.900\) does as well/);
    assert.match(
      verdict(1, 0.95, 1.4, 0),
      /x, neurons shuffled .* and pixel means of x .* do as well: .*nothing about neurons/,
    );
  });
});

describe('the verdict beside ties and draws', () => {
  const curve = (ranking: string, selectivity: number, draw = 0): DoseCurve => ({
    ...{ ranking, title: ranking, draw, intervention: 'reset', doses: [], selectivity },
  });
  const drawn = [...Array(19).keys()];
  const curves = (x: DoseCurve, random: number, shuffled: number, ink: number) => [
    x,
    curve('pixel-means', 0.01),
    curve('ink-share', ink),
    ...drawn.map((draw) => curve('neurons-shuffled', shuffled + (draw - 18) / 100, draw)),
    ...drawn.map((draw) => curve('random', random + (draw - 18) / 100, draw)),
  ];

  it('counts the draws that reach x: numpy.mean with x among them', () => {
    // (1 + (s >= 0.2).sum()) / 20 for s = shuffled + (arange(19) - 18) / 100
    const { p, verdict } = judgeRanking({ curves: curves(curve('x', 0.2), 0.1, 0.225, 0) }, 'reset');
    assert.deepEqual(p, { random: 1 / 20, shuffled: 4 / 20 });
    assert.equal(verdict, 'explained by baselines');
    const all = selectivities({ curves: curves(curve('x', 0.2), 0.1, 0.225, 0) }, 'reset');
    assert.deepEqual(
      all.map(({ ranking, p }) => [ranking, p]),
      [
        ['x', null],
        ['pixel-means', null],
        ['ink-share', null],
        ['neurons-shuffled', 0.2],
        ['random', 0.05],
      ],
    );
  });

  it('names the share of ink where it does as well', () => {
    const said = verdictOf({ curves: curves(curve('x', 0.2), -0.1, 0, 0.19) }, 'reset');
    assert.match(
      said,
      /p = 0\.050 against random, 0\.050 against shuffled neurons\), but ink share \(S up to \+0\.190\)/,
    );
  });

  it('judges nothing where S is of the size of its ties', () => {
    const tied = { ...curve('x', 0.001), ties: { low: -0.0005, high: 0.0012, orders: 5 } };
    assert.equal(judgeRanking({ curves: curves(tied, -0.3, -0.3, -0.3) }, 'reset').verdict, 'tied');
    const said = verdictOf({ curves: curves(tied, -0.3, -0.3, -0.3) }, 'reset');
    assert.match(said, /S = \+0\.001 is no further from 0 .* \(−0\.001 to \+0\.001\), which leaves nothing to say/);
    assert.doesNotMatch(said, /selective/);
    const apart = { ...curve('x', 0.003), ties: { low: 0.002, high: 0.003, orders: 5 } };
    assert.match(
      verdictOf({ curves: curves(apart, -0.3, -0.3, -0.3) }, 'reset'),
      /selective for A \(S = \+0\.003, by the order of equal x \+0\.002 to \+0\.003; p/,
    );
  });
});
