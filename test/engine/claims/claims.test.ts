import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { above, combined, nextSeedR2, reaches, shownBy } from '../../../src/engine/claims/answers';
import { CLAIMS, judgeClaim } from '../../../src/engine/claims/claims';
import { claimsViewOf } from '../../../src/engine/claims/claimsView';
import { commandOf } from '../../../src/engine/claims/command';
import { biasesVerdict, sizeVerdict } from '../../../src/engine/claims/correlations';
import { type Evidence, parseEvidence } from '../../../src/engine/claims/evidence';
import { explainedOrNot, valuesOf } from '../../../src/engine/claims/finding';
import * as names from '../../../src/engine/claims/metricNames';
import { parseConfig } from '../../../src/engine/config';
import { flatten } from '../../../src/engine/sweep/runMetrics';
import { claimsPage } from '../../../src/text/claims/claimsPage';
import { claimWords } from '../../../src/text/claims/claimWords';
import { pageHtml } from '../../../src/text/page/html';
import { pageMarkdown } from '../../../src/text/page/markdown';
import { RECORDED_SEED, repositoryRoot } from '../support';

/** Ten values about a mean, whose interval is mean ± 0.0715…. */
const spread = (mean: number) => [-3, -2, -1, -1, 0, 0, 1, 1, 2, 3].map((step) => mean + step / 20);
const HALF_WIDTH = (2.2621571627409915 * Math.sqrt(30 / 9 / 400)) / Math.sqrt(10);

describe('what seeds tell', () => {
  it('says that a mean lies above a bound where all of its interval does, and not where none does', () => {
    assert.equal(above(spread(HALF_WIDTH + 1e-9), 0), 'yes');
    assert.equal(above(spread(HALF_WIDTH - 1e-9), 0), 'unclear');
    assert.equal(above(spread(-HALF_WIDTH + 1e-9), 0), 'unclear');
    assert.equal(above(spread(-HALF_WIDTH - 1e-9), 0), 'no');
    assert.equal(above([0.5, 0.5, 0.5], 0.5), 'no');
    assert.equal(above([0.5, 0.5, 0.5], 0.4), 'yes');
  });

  it('says nothing of fewer than three seeds that have the figure', () => {
    assert.equal(above([1, 1], 0), 'unclear');
    assert.equal(above([1, 1, null, null], 0), 'unclear');
    assert.equal(above([1, 1, 1, null], 0), 'yes');
    assert.deepEqual(shownBy([null]), { answer: 'unclear', seeds: 0, of: 0, interval: null });
    assert.equal(nextSeedR2([0.1, 0.2]), null);
  });

  it('says that most seeds show something where all of the interval of their share lies above one half', () => {
    const seeds = (shown: number, of: number) => Array.from({ length: of }, (_, seed) => seed < shown);
    const { interval, ...counted } = shownBy([...seeds(9, 10), null]);
    assert.deepEqual(counted, { answer: 'yes', seeds: 9, of: 10 });
    assert.ok(interval !== null && Math.abs(interval.low - 0.5549838829718047) < 1e-12);
    const answers = (all: readonly number[], of: number) => all.map((shown) => shownBy(seeds(shown, of)).answer);
    // 15 of 20: 0.509 to 0.913; 14 of 20: 0.457 to 0.881; 6 of 20: 0.119 to 0.543; 5 of 20: 0.087 to 0.491.
    assert.deepEqual(answers([20, 15, 14, 10, 6, 5, 0], 20), ['yes', 'yes', 'mixed', 'mixed', 'mixed', 'no', 'no']);
    // 8 of 10: 0.444 to 0.975; 3 of 10: 0.067 to 0.652: neither told from one half, nor from all or none.
    assert.deepEqual(answers([8, 5, 3, 1], 10), ['unclear', 'mixed', 'unclear', 'no']);
    assert.deepEqual(answers([5, 0], 5), ['unclear', 'unclear']);
    assert.deepEqual(answers([6, 0], 6), ['yes', 'no']);
  });

  it('pairs figures seed by seed, and leaves out seeds that lack one', () => {
    assert.deepEqual(
      combined((one, other) => one / other, [1, 2, null, 0], [2, null, 1, 0]),
      [0.5, null, null, null],
    );
  });

  it('says how much of a figure a control reaches', () => {
    const metric = [0.2, 0.3, 0.4];
    const share = (part: number) =>
      reaches(
        metric.map((value) => part * value),
        metric,
      );
    assert.deepEqual([0.91, 0.89, 0.51, 0.49].map(share), ['wholly', 'mostly', 'mostly', 'no']);
    assert.equal(reaches([0.1, 0.2, 0.15], [0.2, 0.2, 0.5]), 'unclear');
  });

  it('gives the interval for one more seed on the scale of r', () => {
    // t(0.975, 2) = 4.302652729749464, s = 0.1: the half width is 4.3027 · 0.1 · √(4/3).
    const half = 4.302652729749464 * 0.1 * Math.sqrt(4 / 3);
    const { low, high } = nextSeedR2([0.8, 0.9, 1]) ?? { low: Number.NaN, high: Number.NaN };
    assert.ok(Math.abs(low - (0.9 - half) ** 2) < 1e-9 && Math.abs(high - (0.9 + half) ** 2) < 1e-9);
    assert.equal(nextSeedR2([-0.1, 0, 0.1])?.low, 0);
    const negative = nextSeedR2([-0.8, -0.9, -1]);
    assert.ok(negative !== null && Math.abs(negative.high - high) < 1e-12);
  });
});

describe('the rules of the verdicts', () => {
  const by = [{ what: 'ink-alone', degree: 'mostly' }] as const;

  it('turn an answer and what explains it into a verdict', () => {
    assert.deepEqual(explainedOrNot('yes', []), { kind: 'holds', by: [] });
    assert.deepEqual(explainedOrNot('yes', by), { kind: 'explained', by });
    assert.deepEqual(explainedOrNot('no', by), { kind: 'fails', by: [] });
    assert.deepEqual(explainedOrNot('unclear', by), { kind: 'undecided', by: [] });
    assert.deepEqual(explainedOrNot('mixed', by), { kind: 'depends', by: [{ what: 'seed' }] });
  });

  it('hold a figure of the post against one more seed, the rates and the seeds', () => {
    // r of 0.529 or so is an R² of 0.28.
    const near = [0.528, 0.529, 0.53];
    const kind = (r: readonly number[], rates: readonly (number | null)[]) => sizeVerdict(r, rates, 0.28).verdict;
    assert.deepEqual(kind(near, [0.28, 0.41]), { kind: 'holds', by: [] });
    assert.deepEqual(kind(near, [0.28, 0.4201]), { kind: 'depends', by: [{ what: 'learning-rate' }] });
    assert.deepEqual(kind(near, [0.28, null]), { kind: 'holds', by: [] });
    assert.deepEqual(kind([0.3, 0.301, 0.302], [0.28]), { kind: 'fails', by: [] });
    assert.deepEqual(kind([0.2, 0.5, 0.8], [0.28]), { kind: 'depends', by: [{ what: 'seed' }] });
    assert.deepEqual(kind([0.2, 0.5, 0.8], [0, 0.28]), {
      kind: 'depends',
      by: [{ what: 'learning-rate' }, { what: 'seed' }],
    });
    assert.deepEqual(kind([0.529, 0.529], [0, 0.28]), { kind: 'undecided', by: [] });
  });

  it('ask of the biases both their mean and whether most seeds show it by themselves', () => {
    assert.deepEqual(biasesVerdict('yes', 'yes'), { kind: 'holds', by: [] });
    for (const shown of ['no', 'mixed'] as const)
      assert.deepEqual(biasesVerdict('yes', shown), { kind: 'depends', by: [{ what: 'seed' }] });
    assert.equal(biasesVerdict('yes', 'unclear').kind, 'undecided');
    assert.equal(biasesVerdict('no', 'yes').kind, 'fails');
    assert.equal(biasesVerdict('unclear', 'yes').kind, 'undecided');
  });

  it('stand in docs/method.md in the words of the page', async () => {
    const method = await readFile(join(repositoryRoot(), 'docs/method.md'), 'utf8');
    for (const { name } of CLAIMS) assert.ok(method.includes(claimWords(name).rule), name);
  });
});

type Changes = Readonly<Record<string, (value: number, seed: number) => number | null>>;

describe('the recorded claims page on full MNIST', () => {
  let evidence: Evidence;
  const docs = (name: string) => readFile(join(repositoryRoot(), 'docs', name), 'utf8');

  before(async () => {
    evidence = parseEvidence(await docs('claims-mnist.json'), 'docs/claims-mnist.json');
  });

  /** The verdict on a claim when metrics of a part are others. */
  function verdictWith(name: string, part: string, changed: Changes) {
    const known = evidence.parts[part];
    assert.ok(known !== undefined);
    const changes = Object.entries(changed).map(([metric, change]) => {
      const values = known.figures[metric];
      assert.ok(values !== undefined, metric);
      return [metric, values.map((value, seed) => (value === null ? null : change(value, seed)))] as const;
    });
    const altered = { ...known, figures: { ...known.figures, ...Object.fromEntries(changes) } };
    const judged = judgeClaim({ ...evidence, parts: { ...evidence.parts, [part]: altered } });
    const { kind, by, besides } = judged.find((one) => one.name === name)?.finding?.verdict ?? assert.fail(name);
    const reasons = by.map(({ what, degree }) => [what, ...(degree === undefined ? [] : [degree])].join(' '));
    return `${[kind, ...reasons].join(' ')}${besides === undefined ? '' : `; ${besides}`}`;
  }

  it('is what the rules make of its figures, byte for byte', async () => {
    const page = claimsPage(claimsViewOf(evidence));
    assert.equal(pageMarkdown(page), await docs('claims-mnist.md'));
    assert.equal(pageHtml(page), await docs('claims-mnist.html'));
  });

  it('has the figures of the recorded run as those of its seed, to the last digit', async () => {
    const metrics = JSON.parse(await docs('recorded-run/metrics.json')) as object;
    const recorded = flatten(metrics);
    const own = Object.entries(evidence.parts['seeds']?.figures ?? {}).filter(([name]) => name !== names.HELD_OUT_LOSS);
    assert.ok(own.length > 20);
    const index = evidence.seeds.indexOf(RECORDED_SEED);
    for (const [name, values] of own) assert.equal(values[index], recorded[name], name);
  });

  it('has the recorded run as the seed whose R² is nearest to the median of all', () => {
    const r2 = (evidence.parts['seeds']?.figures[names.WEIGHTS_R2] ?? []).map((value) => value ?? Number.NaN);
    const sorted = r2.toSorted((one, other) => one - other);
    const median = ((sorted[9] ?? Number.NaN) + (sorted[10] ?? Number.NaN)) / 2;
    const apart = r2.map((value) => Math.abs(value - median));
    assert.equal(evidence.seeds[apart.indexOf(Math.min(...apart))], RECORDED_SEED);
  });

  it('names the data by its checksums, twenty seeds and the command, and no path of a machine', async () => {
    const markdown = await docs('claims-mnist.md');
    assert.ok(markdown.includes(commandOf(evidence)));
    assert.match(markdown, /SHA-256 of train-images: ba891046e6505d7a/);
    assert.match(markdown, /Seeds: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20$/m);
    for (const name of ['claims-mnist.md', 'claims-mnist.html', 'claims-mnist.json'])
      assert.doesNotMatch(await docs(name), /\/(home|tmp|work|root|Users)\//);
  });

  it('changes its verdicts with its figures', () => {
    const zero = () => 0;
    const weights = (changed: Changes) => verdictWith('weights', 'seeds', changed);
    // What x adds to both inks is all of what it says, or a third of it.
    const addsAll = { [names.BOTH_INKS_R2]: zero, [names.WITH_X_R2]: () => 0.9 };
    const addsThird = { [names.BOTH_INKS_R2]: zero, [names.WITH_X_R2]: () => 0.1 };
    assert.equal(weights({ [names.WEIGHTS_R]: (r) => -r }), 'fails');
    assert.equal(weights({ [names.SHUFFLED_R2]: zero, ...addsAll }), 'holds');
    assert.equal(weights({ [names.SHUFFLED_R2]: zero }), 'explained ink-alone wholly');
    assert.equal(weights({ [names.SHUFFLED_R2]: zero, ...addsThird }), 'explained ink-alone mostly');
    assert.equal(weights(addsAll), 'explained shuffled-neurons wholly');
    // That ink alone has as high an R² tells nothing by itself.
    assert.equal(weights({ [names.SHUFFLED_R2]: zero, [names.INK_R2]: () => 0.9, ...addsAll }), 'holds');
    const evident = (changed: Changes) => verdictWith('evidence', 'seeds', changed);
    assert.equal(evident({ [names.SHUFFLED_R2]: zero, ...addsThird }), 'explained ink-alone mostly');
    assert.equal(evident({ [names.SHUFFLED_R2]: zero }), 'fails ink-alone wholly; labels-made-rest');
    assert.equal(evident({ [names.SHUFFLED_R2]: zero, [names.RESIDUAL_P]: () => 0.05 }), 'fails ink-alone wholly');
    const biases = (changed: Changes) => verdictWith('biases', 'seeds', changed);
    assert.equal(biases({ [names.BIASES_LOW]: () => 0.01 }), 'holds');
    assert.equal(biases({ [names.BIASES_LOW]: zero }), 'depends seed');
    assert.equal(biases({ [names.BIASES_R]: (r) => -r, [names.BIASES_LOW]: () => 0.01 }), 'fails');
    assert.equal(verdictWith('clusters', 'seeds', { [names.RAND]: () => 0.89 }), 'fails');
    assert.equal(verdictWith('clusters', 'seeds', { [names.VARYING_NOISE]: () => 62_000 }), 'holds');
    assert.equal(verdictWith('pattern', 'seeds', { [names.DEVIATION_Y]: () => 1e-5 }), 'holds');
    assert.equal(verdictWith('pattern', 'seeds', { [names.DEVIATION_Y]: () => 0.02 }), 'fails');
    assert.equal(verdictWith('pattern', 'seeds', { [names.CONSTANT_INPUTS]: zero }), 'undecided');
    const map = (below: readonly (number | null)[], negative: number) =>
      verdictWith('map', 'seeds', {
        [names.BEYOND_NEGATIVE]: (_, seed) => below[seed % below.length] ?? null,
        [names.PIXELS_NEGATIVE]: () => negative,
      });
    assert.equal(map([1], 391), 'holds');
    assert.equal(map([0], 391), 'fails');
    assert.equal(map([1], 392), 'fails');
    assert.equal(map([1, 0], 391), 'depends seed');
    assert.equal(map([null], 391), 'undecided');
    const edges = (edge: (centre: number, seed: number) => number) => {
      const centre = evidence.parts['seeds']?.figures[names.CENTRE] ?? [];
      return verdictWith('edges', 'seeds', { [names.EDGE]: (_, seed) => edge(centre[seed] ?? Number.NaN, seed) });
    };
    // Paired: whatever lies between seeds is in both.
    assert.equal(
      edges((centre) => centre - 0.01),
      'holds',
    );
    assert.equal(
      edges((centre) => centre + 0.01),
      'fails',
    );
    assert.equal(
      edges((centre, seed) => centre + (seed % 2 === 0 ? 0.01 : -0.01)),
      'undecided',
    );
    const half = (changed: Changes) => verdictWith('second-half', 'other-tally', changed);
    assert.equal(half({ [names.WEIGHTS_R]: (r) => -r }), 'fails');
    assert.equal(half({ [names.WEIGHTS_R2]: (r2) => r2 - 0.1 }), 'holds');
    assert.equal(
      half({ [names.WEIGHTS_R2]: (r2) => r2 - 0.1, [names.SHUFFLED_R2]: (r2) => r2 - 0.12 }),
      'explained shuffled-neurons wholly',
    );
    assert.equal(verdictWith('early-minimum', 'longer-phase1', { [names.HELD_OUT_LOSS]: () => 0.4 }), 'holds');
  });

  it('judges nothing before what it needs has been run', () => {
    const { seeds, 'other-tally': _, ...others } = evidence.parts;
    assert.ok(seeds !== undefined);
    const { rates, matched, ...rest } = evidence;
    const judged = judgeClaim({ ...rest, parts: { ...others, seeds } });
    const pending = judged.flatMap(({ name, finding }) => (finding === null ? [name] : []));
    assert.deepEqual(pending, ['weights-size', 'biases-size', 'second-half', 'activation']);
    assert.match(pageMarkdown(claimsPage(claimsViewOf({ ...rest, parts: {} }))), /not run yet/);
  });

  it('tells nothing of figures that older evidence has not, and refuses names that none has', () => {
    const seeds = evidence.parts['seeds'] ?? assert.fail();
    const { [names.BEYOND_NEGATIVE]: _, ...older } = seeds.figures;
    const old = { ...evidence, parts: { ...evidence.parts, seeds: { ...seeds, figures: older } } };
    assert.deepEqual(valuesOf(old, 'seeds', names.BEYOND_NEGATIVE), new Array(20).fill(null));
    assert.equal(judgeClaim(old).find(({ name }) => name === 'map')?.finding?.verdict.kind, 'undecided');
    assert.throws(() => valuesOf(old, 'seeds', 'layer1.weight.r3'), RangeError);
  });

  it('gives a command that says what is not as by default, in words of a shell', () => {
    const config = parseConfig({ phase1: { rows: 300 }, groups: { a: [3, 5] }, data: "it's" });
    assert.equal(
      commandOf({ config, seeds: [1, 2] }),
      "npm run -s attribution -- claims --out claims --data 'it'\\''s' --seeds 2 --set 'groups.a=[3,5]' --set phase1.rows=300",
    );
  });
});
