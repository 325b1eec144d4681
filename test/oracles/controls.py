"""
The controls of a run by other means: NumPy's own least squares, percentiles and correlations, a training loop of its
own, and a second implementation of the engine's random streams, so that draws can be compared one by one.

    python3 test/oracles/controls.py                          writes controls.json: made-up cases and their values
    python3 test/oracles/controls.py --check                  refuses a controls.json that says something else
    python3 test/oracles/controls.py --run R --data IDX       trains the experiment of the run folder R again, on the IDX
                                                              files in a folder, and holds its controls against that
    python3 test/oracles/controls.py --orders R1 R2 ...       the reliability of runs in shuffled orders

Only NumPy is needed. A run has to be one of plain gradient descent with softplus, one hidden layer and squared error.
"""
import gzip
import json
import os
import struct
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FILE = os.path.join(HERE, 'controls.json')

# --- random streams: xoroshiro128+ from a MurmurHash3 of seed and path ---

WORD = 0xFFFFFFFF


def hashed(salt, path):
    state = salt

    def mix(word):
        nonlocal state
        k = (word & WORD) * 0xCC9E2D51 & WORD
        k = (k << 15 | k >> 17) & WORD
        state ^= k * 0x1B873593 & WORD
        state = (state << 13 | state >> 19) & WORD
        state = (state * 5 + 0xE6546B64) & WORD

    for part in path:
        if isinstance(part, str):
            mix(len(part))
            for character in part:
                mix(ord(character))
        else:
            mix(part)
            mix(part >> 32)
    state ^= state >> 16
    state = state * 0x85EBCA6B & WORD
    state ^= state >> 13
    state = state * 0xC2B2AE35 & WORD
    return state ^ state >> 16


class Stream:
    def __init__(self, *path):
        salts = [0x9E3779B9, 0x243F6A88, 0xB7E15162, 0x452821E6]
        words = [hashed(salt, path) for salt in salts]
        self.s0 = words[0] << 32 | words[1]
        self.s1 = words[2] << 32 | words[3]

    def next(self):
        s0, s1 = self.s0, self.s1
        out = (s0 + s1) & WORD
        s1 ^= s0
        whole = (1 << 64) - 1
        self.s0 = ((s0 << 24 | s0 >> 40) & whole) ^ s1 ^ (s1 << 16 & whole)
        self.s1 = (s1 << 37 | s1 >> 27) & whole
        return out

    def integer(self, count):
        # The generator gives signed words, and 2^31 is added: the highest bit is the other one.
        limit = 2**32 // count * count if count > 2 else 2**32
        while True:
            value = self.next() ^ 0x80000000
            if value < limit:
                return value % count

    def permutation(self, count):
        order = np.arange(count)
        for last in range(count - 1, 0, -1):
            other = self.integer(last + 1)
            order[[last, other]] = order[[other, last]]
        return order


# --- figures ---


def correlation(x, y):
    both = ~(np.isnan(x) | np.isnan(y))
    if both.sum() < 4:
        return np.nan
    with np.errstate(invalid='ignore', divide='ignore'):
        return np.corrcoef(x[both], y[both])[0, 1]


def residual(table, used):
    """What is left of the least-squares fit of neuron effect + pixel effect."""
    left = np.full(table.shape, np.nan)
    if used.all():
        left = table - table.mean(0) - table.mean(1)[:, None] + table.mean()
        return left
    rows, columns = np.nonzero(used)
    design = np.zeros((len(rows), sum(table.shape)))
    design[np.arange(len(rows)), rows] = 1
    design[np.arange(len(rows)), table.shape[0] + columns] = 1
    values = table[used]
    left[used] = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return left


def within(table, used):
    masked = np.where(used, table, np.nan)
    count = used.sum(0)
    means = np.where(count > 0, np.nansum(masked, 0) / np.maximum(1, count), 0)
    return masked - means


def relation(x, y, used):
    return {
        'r2': correlation(x[used], y[used]) ** 2,
        'residualR': correlation(residual(x, used), residual(y, used)),
        'withinPixelR': correlation(within(x, used), within(y, used)),
    }


def pixel_correlations(x, y, used):
    return np.array([correlation(x[used[:, i], i], y[used[:, i], i]) for i in range(x.shape[1])])


def least_squares(response, *regressors):
    design = np.stack([np.ones_like(response), *regressors], 1)
    left = response - design @ np.linalg.lstsq(design, response, rcond=None)[0]
    return 1 - (left @ left) / ((response - response.mean()) @ (response - response.mean()))


def ink_share(x, y, ink, share):
    inks = [np.broadcast_to(values, x.shape) for values in (ink, share)]
    used = ~np.isnan(x + y + inks[0] + inks[1])
    x, y, ink, share = (values[used] for values in (x, y, *inks))
    return {
        'n': int(used.sum()),
        'xOnShare': least_squares(x, share),
        'yOnShare': least_squares(y, share),
        'inkAlone': least_squares(y, ink),
        'both': least_squares(y, ink, share),
        'withX': least_squares(y, ink, share, x),
    }


def percentiles(values, level):
    ordered = np.sort(values)
    rank = int(np.floor((1 - level) / 2 * (len(ordered) + 1) + 1e-9))
    return {'low': ordered[rank - 1], 'high': ordered[-rank]}


def bootstrap(x, y, image, seed, draws):
    rows, columns = image
    across = -(-columns // 4)
    place = np.arange(rows * columns)
    block = place // columns // 4 * across + place % columns // 4
    count = block.max() + 1
    neurons = x.shape[0]
    used = ~np.isnan(x + y)
    # Weighted moments of every neuron and block; the draws only say how often each counts.
    moments = []
    for of in (np.ones_like(x), x, y, x * x, y * y, x * y):
        filled = np.where(used, of, 0)
        moments.append(np.stack([np.bincount(block, filled[j], count) for j in range(neurons)]))
    random = Stream(seed, 'bootstrap')

    def drawn(of):
        return np.bincount([random.integer(of) for _ in range(of)], minlength=of)

    def r(times, blocks):
        n, sx, sy, xx, yy, xy = (times @ m @ blocks for m in moments)
        return (xy - sx * sy / n) / np.sqrt((xx - sx * sx / n) * (yy - sy * sy / n))

    alone = np.array([r(drawn(neurons), np.ones(count)) for _ in range(draws)])
    both = np.array([r(drawn(neurons), drawn(count)) for _ in range(draws)])
    return {
        name: {'r': percentiles(rs, 0.95), 'r2': percentiles(rs**2, 0.95)}
        for name, rs in (('neurons', alone), ('blocks', both))
    }


def ranged(value, draws, sides):
    """Mean, the range of nine tenths, and p = (1 + as large) / (1 + draws); of two sides twice the smaller tail."""
    draws = np.asarray(draws)
    above, below = (draws >= value - 1e-12).sum(), (draws <= value + 1e-12).sum()
    tail = above if sides == 1 else min(above, below)
    p = min(1.0, sides * (1 + tail) / (1 + len(draws)))
    return {'value': value, 'mean': draws.mean(), **percentiles(draws, 0.9), 'p': p}


SIDES = {'r2': 1, 'residualR': 2, 'withinPixelR': 2}


def pixels_outside(own, draws, constant):
    """Benjamini-Hochberg's step up with the expected number of false ones from the draws, all constant pixels as one."""
    draws = np.asarray(draws)
    first = np.flatnonzero(constant)[:1]
    kept = [i for i in range(len(own)) if not np.isnan(own[i]) and (not constant[i] or i in first)]
    mean, deviation = draws[:, kept].mean(0), draws[:, kept].std(0, ddof=1)
    z = (own[kept] - mean) / deviation
    of_draws = np.abs((draws[:, kept] - mean) / deviation)
    ordered = np.argsort(-np.abs(z), kind='stable')
    falsely = np.array([(of_draws >= abs(z[k])).sum() / len(draws) for k in ordered])
    passing = np.flatnonzero(falsely <= 0.05 * (1 + np.arange(len(ordered))))
    outside = ordered[: passing[-1] + 1] if len(passing) else []
    found = {'above': [], 'below': []}
    for k in outside:
        i = kept[k]
        found['above' if z[k] > 0 else 'below'] += list(np.flatnonzero(constant)) if i in first else [i]
    return {name: sorted(int(i) for i in inputs) for name, inputs in found.items()}


def reliability(tables):
    """Of residual x and y in several orders: [(x, y), ...]."""
    used = ~np.isnan(sum(x + y for x, y in tables))
    left = [(residual(x, used), residual(y, used)) for x, y in tables]
    pairs = [(one, other) for k, one in enumerate(left) for other in left[k + 1 :]]
    of_x = np.mean([correlation(one[0], other[0]) for one, other in pairs])
    of_y = np.mean([correlation(one[1], other[1]) for one, other in pairs])
    across = np.mean([[correlation(one[0], other[1]), correlation(other[0], one[1])] for one, other in pairs])
    return {
        'n': int(used.sum()),
        'x': of_x,
        'y': of_y,
        'withinR': np.mean([correlation(x, y) for x, y in left]),
        'acrossR': across,
        'disattenuatedR': across / np.sqrt(of_x * of_y) if of_x > 0 and of_y > 0 else None,
    }


# --- training: softplus throughout, one hidden layer, half the squared error, one example at a time ---


def softplus(z):
    return np.logaddexp(0, z)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def train(start, inputs, targets, rate, tally_from=None):
    """@returns the parameters, and the size of the hidden neurons' steps at the tallied examples"""
    w1, b1, w2, b2 = (part.copy() for part in start)
    steps = []
    for k, (x, target) in enumerate(zip(inputs, targets)):
        z1 = w1 @ x + b1
        hidden = softplus(z1)
        z2 = w2 @ hidden + b2
        wanted = np.array([1.0, 0.0]) if target == 0 else np.array([0.0, 1.0])
        of_output = (softplus(z2) - wanted) * logistic(z2)
        of_hidden = logistic(z1) * (w2.T @ of_output)
        w2 -= rate * np.outer(of_output, hidden)
        b2 -= rate * of_output
        w1 -= rate * np.outer(of_hidden, x)
        b1 -= rate * of_hidden
        if tally_from is not None and k >= tally_from:
            steps.append(rate * np.abs(of_hidden))
    return (w1, b1, w2, b2), np.array(steps)


def share_of(steps, inputs, of_a):
    """x of the first layer's weights, where the tallied examples of A are these."""
    a, whole = steps[of_a].T @ inputs[of_a], steps.T @ inputs
    return a / whole


def causal_effect(start, end, inputs, targets):
    """e_A - e_B of the first layer's weights: the gradient of each group's mean margin times the way back."""
    w1, b1, w2, _ = end
    gradient = 0
    for group in (0, 1):
        x = inputs[targets == group]
        gates = logistic(x @ w1.T + b1) * (w2[0] - w2[1])
        gradient = gradient + gates.T @ x / len(x)
    return gradient * (w1 - start[0])


def label_permutation(seed, steps, inputs, targets, x, y, effect, constant, draws):
    used = ~np.isnan(x + y + effect)
    own = relation(x, y, used), relation(x, effect, used)
    drawn = []
    for draw in range(draws):
        order = Stream(seed, 'labels', draw).permutation(len(targets))
        other = share_of(steps, inputs, np.sort(order[: (targets == 0).sum()]))
        drawn.append((relation(other, y, used), relation(other, effect, used), pixel_correlations(other, y, used)))
    of = lambda k: {  # noqa: E731
        name: ranged(own[k][name], [one[k][name] for one in drawn], sides) for name, sides in SIDES.items()
    }
    outside = pixels_outside(pixel_correlations(x, y, used), [pixels for _, _, pixels in drawn], constant)
    return {'draws': draws, **of(0), 'effect': of(1), 'pixels': outside}


# --- made-up cases ---


def made_up():
    random = np.random.default_rng(15)

    def table(shape, holes=0.0):
        values = random.random(shape).round(3)
        values[random.random(shape) < holes] = np.nan
        return values

    cases = {}
    base_x, base_y = table((5, 7)), table((5, 7))
    base_y = (0.5 * base_x + 0.5 * base_y).round(3)
    orders = [tuple((0.8 * base + 0.3 * table((5, 7), 0.05)).round(3) for base in (base_x, base_y)) for _ in range(3)]
    cases['reliability'] = {
        'orders': [{'x': x, 'y': y} for x, y in orders],
        'of2': reliability(orders[:2]),
        'of3': reliability(orders),
    }

    x, y, effect = table((6, 9), 0.1), table((6, 9), 0.1), table((6, 9), 0.02)
    ink, share = table(9), table(9)
    ink[4] = np.nan
    x = (0.5 * x + 0.5 * share).round(3)
    y = (0.4 * x + 0.6 * y).round(3)
    cases['inkShare'] = {'x': x, 'y': y, 'ink': ink, 'share': share, 'found': ink_share(x, y, ink, share)}

    used = ~np.isnan(x + y + effect)
    pixels = pixel_correlations(x, y, used)
    cases['relation'] = {
        **{'x': x, 'y': y, 'effect': effect, 'n': int(used.sum()), 'pixels': pixels},
        **{'ofY': relation(x, y, used), 'ofEffect': relation(x, effect, used)},
    }

    x, y = table((6, 18 * 17), 0.1), None
    y = (0.4 * x + 0.6 * table(x.shape, 0.05)).round(3)
    cases['bootstrap'] = {
        **{'x': x, 'y': y, 'image': {'rows': 18, 'columns': 17}, 'seed': 5, 'draws': 99},
        'found': bootstrap(x, y, (18, 17), 5, 99),
    }

    # An experiment of 44 images of 12 pixels; two of them never change.
    images = random.integers(0, 256, (44, 12)) * (random.random((44, 12)) < 0.7)
    images[:, 3], images[:, 8] = 0, 200
    targets = random.integers(0, 2, 44)
    inputs = (images + 1) / 256
    start = [(scale * random.normal(size=shape)).round(3) for scale, shape in ((0.4, (5, 12)), (0.4, 5), (0.6, (2, 5)), (0.6, 2))]
    held_out = random.integers(0, 256, (9, 12))
    held_out_targets = np.arange(9) % 2
    tally_from = 20
    end, steps = train(start, inputs, targets, 0.01, tally_from)
    tallied, of = inputs[tally_from:], targets[tally_from:]
    x = share_of(steps, tallied, np.flatnonzero(of == 0))
    y = (0.5 * x + 0.5 * table(x.shape)).round(4)
    effect = causal_effect(start, end, (held_out + 1) / 256, held_out_targets)
    constant = (images == images[0]).all(0)
    finding = label_permutation(3, steps, tallied, of, x, y, effect, constant, 39)
    cases['experiment'] = {
        **{'images': images, 'targets': targets, 'rate': 0.01, 'tallyFrom': tally_from, 'seed': 3},
        'start': {'layer1': {'weight': start[0], 'bias': start[1]}, 'layer2': {'weight': start[2], 'bias': start[3]}},
        **{'heldOut': {'images': held_out, 'targets': held_out_targets}, 'y': y, 'x': x, 'effect': effect},
        **{'constant': constant.astype(int), 'labelPermutation': finding},
    }
    return cases


def plain(value):
    """As JSON has it: lists, and null for what is undefined."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else float(value)
    return int(value) if isinstance(value, np.integer) else value


def differences(own, other, path=''):
    """(where, own, other, how far apart) of every number; infinitely where one is none."""
    if isinstance(own, dict) and isinstance(other, dict):
        for name in sorted(own.keys() | other.keys()):
            yield from differences(own.get(name), other.get(name), f'{path}.{name}' if path else name)
    elif isinstance(own, list) and isinstance(other, list) and len(own) == len(other):
        for index, (one, another) in enumerate(zip(own, other)):
            yield from differences(one, another, f'{path}[{index}]')
    else:
        are_numbers = all(isinstance(one, (int, float)) for one in (own, other))
        yield path, own, other, abs(own - other) if are_numbers else 0 if own == other else float('inf')


# --- runs ---


def tensors(folder):
    with open(os.path.join(folder, 'tensors.safetensors'), 'rb') as file:
        (length,) = struct.unpack('<Q', file.read(8))
        head = json.loads(file.read(length))
        raw = file.read()
    kinds = {'F64': np.float64, 'F32': np.float32, 'U8': np.uint8}
    return {
        name: np.frombuffer(raw[slice(*of['data_offsets'])], kinds[of['dtype']]).reshape(of['shape'])
        for name, of in head.items()
        if name != '__metadata__' and of['dtype'] in kinds
    }


def idx(folder, name):
    path = os.path.join(folder, name)
    with gzip.open(f'{path}.gz') if not os.path.exists(path) else open(path, 'rb') as file:
        raw = file.read()
    shape = struct.unpack(f'>{raw[3]}I', raw[4 : 4 + 4 * raw[3]])
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def of_run(folder, data):
    with open(os.path.join(folder, 'run.json')) as file:
        run = json.load(file)
    config = run['config']
    expected = {'loss': 'squared', 'routing': 'none', 'order': 'file'}
    assert {key: config[key] for key in expected} == expected and config['optimiser']['name'] == 'sgd', 'another config'
    assert config['network']['activation'] == config['network']['outputActivation'] == 'softplus', 'another activation'
    assert len(run['sizes']) == 3 and not config['forks']['equalise'], 'another config'
    groups = config['groups']['a'], config['groups']['b']
    known = tensors(folder)
    start = [known[f'initial/{name}'] for name in ('layer1.weight', 'layer1.bias', 'layer2.weight', 'layer2.bias')]

    def split(name):
        labels = idx(data, f'{name}-labels-idx1-ubyte')
        images = idx(data, f'{name}-images-idx3-ubyte').reshape(len(labels), -1)
        rows = np.flatnonzero(np.isin(labels, groups[0] + groups[1]))
        return rows, labels[rows], images[rows], np.isin(labels[rows], groups[1]).astype(int)

    rows, labels, images, targets = split('train')
    inputs = (images + 1.0) / 256
    early, late = rows < config['phase1']['rows'], (rows >= config['phase1']['rows']) & (rows < config['forks']['untilRow'])
    tally_from = 0 if config['phase1']['tally'] == 'whole' else early.sum() // 2
    end, steps = train(start, inputs[early], targets[early], config['learningRate'], tally_from)
    tallied, of = inputs[early][tally_from:], targets[early][tally_from:]
    x = share_of(steps, tallied, np.flatnonzero(of == 0))

    def moved_apart(classes):
        forks = {left: train(end, *(part[late & (labels != left)] for part in (inputs, targets)), config['learningRate'])[0][0] for left in classes}
        pairs = [(p, q) for k, p in enumerate(classes) for q in classes[k + 1 :]]
        means = {left: inputs[late & (labels == left)].mean(0) for left in classes}
        return tuple(np.mean([np.abs(of[p] - of[q]) for p, q in pairs], 0) for of in (forks, means))

    (c, ink_a), (d, ink_b) = moved_apart(groups[0]), moved_apart(groups[1])
    with np.errstate(invalid='ignore', divide='ignore'):
        y, ink = c / (c + d), ink_a / (ink_a + ink_b)
    for name, own in (('x', x), ('y', y)):
        print(f'{name}: at most {np.nanmax(np.abs(own - known[f"{name}/layer1.weight"])):.1e} from the run')

    mean_a, mean_b = tallied[of == 0].mean(0), tallied[of == 1].mean(0)
    _, _, held_out, held_out_targets = split('t10k')
    effect = causal_effect(start, end, (held_out + 1.0) / 256, held_out_targets)
    used = ~np.isnan(x + y + effect)
    constant = np.zeros(x.shape[1], bool)
    constant[run['constantInputs']] = True
    image, seed = (run['image']['rows'], run['image']['columns']), config['seed']
    found = {
        'bootstrap': bootstrap(x, y, image, seed, 999),
        'inkShare': ink_share(x, y, ink, mean_a / (mean_a + mean_b)),
        'effect': {'n': int(used.sum()), 'x': relation(x, effect, used), 'y': relation(y, effect, used)},
        'labelPermutation': label_permutation(seed, steps, tallied, of, x, y, effect, constant, 199),
    }
    told = {name: without(run['metrics']['controls'][name], ('level', 'rate', 'defined')) for name in found}
    told['bootstrap'].pop('draws')
    worst = 0.0
    for path, own, other, apart in differences(plain(found), told):
        worst = max(worst, apart)
        print(f'{path:45} {own!s:24} {other!s:24} {apart:.1e}')
    print(f'at most {worst:.1e} apart')
    # y is a ratio of differences between forks that are nearly alike: 1e-8 of it is rounding.
    return worst <= 1e-6


def without(value, names):
    if not isinstance(value, dict):
        return value
    return {name: without(inner, names) for name, inner in value.items() if name not in names}


def main(arguments):
    if arguments[:1] == ['--run']:
        return of_run(arguments[1], arguments[3])
    if arguments[:1] == ['--orders']:
        runs = [tensors(folder) for folder in arguments[1:]]
        assert all((run['initial/layer1.weight'] == runs[0]['initial/layer1.weight']).all() for run in runs), 'other weights'
        print(json.dumps(plain(reliability([(run['x/layer1.weight'], run['y/layer1.weight']) for run in runs])), indent=2))
        return True
    own = plain(made_up())
    if arguments == ['--check']:
        with open(FILE) as file:
            wrong = [found for found in differences(own, json.load(file)) if found[3] > 1e-9]
        for path, here, there, _ in wrong:
            print(f'{path}: {here}, and not {there}')
        return not wrong
    with open(FILE, 'w') as file:
        file.write(json.dumps(own, separators=(',', ':')) + '\n')
    return True


if __name__ == '__main__':
    sys.exit(0 if main(sys.argv[1:]) else 1)
