import { TOLERANCE } from '../controls/identity';
import { above, combined, reaches, shownBy } from './answers';
import { type Claim, explainedOrNot, explaining, namedMetric, needing, valuesOf } from './finding';
import * as names from './metricNames';

/** What the post sees in its plots: clusters, their pattern, the map of pixels and its edges. */

/** Agreement with the neurons from which clusters are said to be neurons. */
const RAND_BOUND = 0.9;
/** How far a cluster may lie from its bias to be almost where it is: a hundredth of the plot's side. */
const ALMOST = 0.01;
const HALF = 0.5;

export const clusters: Claim = {
  name: 'clusters',
  quote:
    "I'm pretty confident each of these clusters is a set of weights going into one of the second layer neurons. Lots of weights will be coming from input neurons which only ever have a value of 1/256, so they're all effectively the same.",
  needs: needing('seeds'),
  judge: (evidence) => {
    const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
    const rand = of(names.RAND);
    const clustered = combined((points, noise) => points - noise, of(names.POINTS), of(names.NOISE));
    const left = combined((points, noise) => points - noise, of(names.VARYING_POINTS), of(names.VARYING_NOISE));
    const answer = above(rand, RAND_BOUND);
    const gone = combined((all, varying) => all - varying, clustered, left);
    const constant = explaining('constant-pixels', reaches(gone, clustered));
    return {
      verdict: explainedOrNot(answer, constant.reasons),
      metric: namedMetric('rand', rand),
      published: null,
      against: [],
      bound: RAND_BOUND,
      further: [
        namedMetric('clusters', of(names.CLUSTERS)),
        namedMetric('clustered', clustered),
        namedMetric('clustered-varying', left),
      ],
      checks: [{ question: 'clusters-are-neurons', answer }, constant.check],
    };
  },
};

export const pattern: Claim = {
  name: 'pattern',
  quote: 'The pattern of clusters is almost identical to the pattern of bias updates.',
  needs: needing('seeds'),
  judge: (evidence) => {
    const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
    const inputs = of(names.CONSTANT_INPUTS);
    const largest = combined((x, y) => Math.max(x, y), of(names.DEVIATION_X), of(names.DEVIATION_Y));
    // Without constant pixels there are no such clusters, and a deviation of 0 says nothing.
    const deviation = combined((apart, count) => (count > 0 ? apart : Number.NaN), largest, inputs);
    const within = (bound: number) => shownBy(deviation.map((apart) => (apart === null ? null : apart <= bound)));
    const [almost, exact] = [within(ALMOST), within(TOLERANCE)];
    const reasons = exact.answer === 'yes' ? [{ what: 'identity', degree: 'wholly' } as const] : [];
    return {
      verdict: explainedOrNot(almost.answer, reasons),
      metric: namedMetric('deviation', deviation),
      published: null,
      against: [],
      bound: ALMOST,
      further: [namedMetric('constant-inputs', inputs)],
      shown: almost,
      checks: [
        { question: 'on-their-biases', answer: almost.answer, shown: almost },
        { question: 'identity', answer: exact.answer, shown: exact },
      ],
    };
  },
};

export const map: Claim = {
  name: 'map',
  quote: 'Overall correlation is mostly >0 but we have some regions of negative correlation.',
  needs: needing('seeds'),
  judge: (evidence) => {
    const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
    const positive = combined(
      (defined, negative) => (defined - negative) / defined,
      of(names.PIXELS_DEFINED),
      of(names.PIXELS_NEGATIVE),
    );
    const [below, beyond] = [of(names.BEYOND_NEGATIVE), of(names.BEYOND_POSITIVE)];
    const mostly = shownBy(positive.map((share) => (share === null ? null : share > HALF)));
    const regions = shownBy(below.map((pixels) => (pixels === null ? null : pixels > 0)));
    const both = combined((share, negative) => Number(share > HALF && negative > 0), positive, below);
    const shown = shownBy(both.map((one) => (one === null ? null : one === 1)));
    return {
      verdict: explainedOrNot(shown.answer, []),
      metric: namedMetric('positive-pixels', positive),
      published: null,
      against: [],
      bound: HALF,
      further: [namedMetric('negative-pixels', below), namedMetric('beyond-pixels-above', beyond)],
      shown,
      checks: [
        { question: 'mostly-positive', answer: mostly.answer, shown: mostly },
        { question: 'negative-regions', answer: regions.answer, shown: regions },
        { question: 'map-as-described', answer: shown.answer, shown },
      ],
    };
  },
};

export const edges: Claim = {
  name: 'edges',
  quote: 'Round the edges the correlation is much weaker as these only ever take 1/256 as input.',
  needs: needing('seeds'),
  judge: (evidence) => {
    const of = (metric: string) => valuesOf(evidence, 'seeds', metric);
    const [edge, centre] = [of(names.EDGE), of(names.CENTRE)];
    // By the identity, r of a constant pixel is that of the biases.
    const biases = of(names.BIASES_R);
    const constant = combined((r, count) => (count > 0 ? r : Number.NaN), biases, of(names.CONSTANT_INPUTS));
    const difference = combined((inner, outer) => inner - outer, centre, edge);
    const weaker = above(difference, 0);
    const much = above(
      combined((inner, outer) => HALF * inner - outer, centre, edge),
      0,
    );
    return {
      verdict: explainedOrNot(weaker, []),
      metric: namedMetric('centre-less-edge', difference),
      published: null,
      against: [],
      bound: 0,
      further: [namedMetric('centre-r', centre), namedMetric('edge-r', edge), namedMetric('constant-r', constant)],
      checks: [
        { question: 'edges-weaker', answer: weaker },
        { question: 'edges-much-weaker', answer: much },
      ],
    };
  },
};
