"""
The default experiment as a PyTorch script: what `attribution run --data <folder>` does and reports, in the same float64,
for the benchmark of the whole command. Training is autograd and torch.optim.SGD, one example at a time; with --by-hand
it is no_grad and in-place updates instead. Everything behind the training is vectorised NumPy, and SciPy for the clusters.

    python3 experiment.py --data <folder of MNIST's four files> --out <folder> [--initial <tensors.safetensors>] [--by-hand]
"""

import argparse
import copy
import gzip
import hashlib
import json
import math
import os
from statistics import NormalDist

import numpy as np
import torch
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from torch import nn
from torch.nn.functional import softplus

GROUPS = ((1, 7), (6, 8))
PHASE1_ROWS, HIDDEN, RATE, DRAWS, MEASURE_DRAWS, WINDOWS = 12_000, 100, 0.0001, 999, 199, 100
EPS, MIN_POINTS = 0.001, 10
TENSORS = ("layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias")

torch.set_num_threads(1)  # With two, these small operations take longer.


def read(folder, name, head, sha256):
    with gzip.open(os.path.join(folder, name + ".gz")) as file:
        content = file.read()
    sha256[name] = hashlib.sha256(content).hexdigest()
    return np.frombuffer(content, dtype=np.uint8)[head:]


def split(folder, prefix, sha256):
    """Rows, labels, inputs and groups of the images of both groups."""
    labels = read(folder, f"{prefix}-labels-idx1-ubyte", 8, sha256)
    pixels = read(folder, f"{prefix}-images-idx3-ubyte", 16, sha256).reshape(len(labels), -1)
    rows = np.flatnonzero(np.isin(labels, sum(GROUPS, ())))
    labels, pixels = labels[rows], pixels[rows]
    return rows, labels, (pixels.astype(np.float64) + 1) / 256, np.isin(labels, GROUPS[1]).astype(np.int64)


def network(initial):
    net = nn.Sequential(nn.Linear(784, HIDDEN), nn.Softplus(), nn.Linear(HIDDEN, 2), nn.Softplus()).double()
    with torch.no_grad():
        for name, parameter in zip(TENSORS, net.parameters()):
            fan_in = 784 if name.startswith("layer1") else HIDDEN
            if initial is None:
                parameter.normal_(0, math.sqrt(2 / fan_in))
            else:
                parameter.copy_(initial[name].reshape(parameter.shape))
    return net


def stored_initial(path):
    with open(path, "rb") as file:
        content = file.read()
    size = int.from_bytes(content[:8], "little")
    tensors = {}
    for name, entry in json.loads(content[8 : 8 + size]).items():
        if name.startswith("initial/"):
            start, end = entry["data_offsets"]
            data = np.frombuffer(content[8 + size + start : 8 + size + end], dtype=np.float64)
            tensors[name.removeprefix("initial/")] = torch.from_numpy(data.copy())
    return tensors


def train_autograd(net, images, targets, labels, order, sums_at):
    parameters = list(net.parameters())
    optimiser = torch.optim.SGD(parameters, lr=RATE)
    outputs = torch.empty(len(order), 2, dtype=torch.float64)
    for step, n in enumerate(order):
        optimiser.zero_grad(set_to_none=True)
        y = net(images[n])
        loss = 0.5 * (y - targets[n]).square().sum()
        loss.backward()
        optimiser.step()
        outputs[step] = y.detach()
        updates, squares = sums_at(step, labels[n])
        with torch.no_grad():
            for total, parameter in zip(updates, parameters):
                total.add_(parameter.grad.abs(), alpha=RATE)
            for total, parameter in zip(squares, parameters):
                total.addcmul_(parameter.grad, parameter.grad)
    return outputs


@torch.no_grad()
def train_by_hand(net, images, targets, labels, order, sums_at):
    w1, b1, w2, b2 = (parameter.data for parameter in net.parameters())
    outputs = torch.empty(len(order), 2, dtype=torch.float64)
    for step, n in enumerate(order):
        x = images[n]
        z1 = torch.addmv(b1, w1, x)
        h = softplus(z1)
        z2 = torch.addmv(b2, w2, h)
        y = softplus(z2)
        outputs[step] = y
        d2 = (y - targets[n]).mul_(torch.sigmoid(z2))
        d1 = torch.mv(w2.t(), d2).mul_(torch.sigmoid(z1))
        w1.addr_(d1, x, alpha=-RATE)
        b1.add_(d1, alpha=-RATE)
        w2.addr_(d2, h, alpha=-RATE)
        b2.add_(d2, alpha=-RATE)
        updates, squares = sums_at(step, labels[n])
        if updates:
            # |d x| = |d| x, since inputs and softplus are positive.
            s1, t1, s2, t2 = updates
            a1, a2 = d1.abs(), d2.abs()
            s1.addr_(a1, x, alpha=RATE)
            t1.add_(a1, alpha=RATE)
            s2.addr_(a2, h, alpha=RATE)
            t2.add_(a2, alpha=RATE)
        if squares:
            s1, t1, s2, t2 = squares
            q1, q2 = d1.square(), d2.square()
            s1.addr_(q1, x.square())
            t1.add_(q1)
            s2.addr_(q2, h.square())
            t2.add_(q2)
    return outputs


def history(outputs, targets, labels, order):
    """Mean loss and accuracy of 100 windows, each example judged before its own update."""
    losses = (0.5 * (outputs - targets[order]).square().sum(1)).numpy()
    correct = outputs.argmax(1).numpy() == labels[order]
    ends = [len(order) * window // WINDOWS for window in range(1, WINDOWS + 1)]
    return [
        {"step": end, "loss": losses[start:end].mean(), "accuracy": correct[start:end].mean()}
        for start, end in zip([0, *ends], ends)
    ]


@torch.no_grad()
def held_out(net, test):
    _, labels, images, groups = test
    y = net(torch.from_numpy(images)).numpy()
    correct = y.argmax(1) == groups
    return {
        "loss": (0.5 * np.square(y - np.eye(2)[groups]).sum(1)).mean(),
        "accuracy": correct.mean(),
        "accuracyByClass": {str(label): correct[labels == label].mean() for label in np.unique(labels)},
    }


def correlate(x, y):
    defined = ~(np.isnan(x) | np.isnan(y))
    x, y = x[defined], y[defined]
    if len(x) < 4 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return {"n": len(x), "r": None, "r2": None}
    u, v = x - x.mean(), y - y.mean()
    r = (u @ v) / math.sqrt((u @ u) * (v @ v))
    slope = (u @ v) / (u @ u)
    return {"n": len(x), "r": r, "r2": r * r, "slope": slope, "intercept": y.mean() - slope * x.mean()}


def ranks(values):
    """From 1; equal values share the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]


def spearman(x, y):
    defined = ~(np.isnan(x) | np.isnan(y))
    return correlate(ranks(x[defined]), ranks(y[defined]))["r"] if defined.sum() >= 4 else None


def clustered_slope_variance(x, y):
    """Of the least-squares slope, two-way cluster-robust over neurons and inputs (Cameron, Gelbach & Miller 2011)."""
    line = correlate(x.ravel(), y.ravel())
    defined = ~(np.isnan(x) | np.isnan(y))
    n = defined.sum()
    u = np.where(defined, x - x[defined].mean(), 0)
    moment = np.where(defined, y - line["intercept"] - line["slope"] * x, 0) * u

    def meat(sums, count):
        return count / (count - 1) * (n - 1) / (n - 2) * np.square(sums).sum()

    sides = [meat(moment.sum(axis), int(defined.any(axis).sum())) for axis in (0, 1)]
    return (sum(sides) - meat(moment, n)) / np.square(np.square(u).sum())


def fisher_interval(r, n):
    half = NormalDist().inv_cdf(0.975) / math.sqrt(n - 3)
    return [math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)]


def incomplete_beta(a, b, x):
    """Regularised, by its continued fraction (Abramowitz & Stegun 26.5.8, by Lentz's method); for x below a / (a + b)."""
    front = np.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * np.log(x) + b * np.log1p(-x)) / a
    c, d = np.ones_like(x), 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 300):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1 / (1 + term * d), 1 + term / c
            fraction = fraction * c * d
        if np.all(np.abs(c * d - 1) < 1e-15):
            break
    return front * fraction


def two_sided_p(r, n):
    """By Student's t with n − 2 degrees of freedom: I_{1 − r²}((n − 2) / 2, 1/2)."""
    a, b, x = (n - 2) / 2, 0.5, 1 - r * r
    near = x < (a + 1) / (a + b + 2)
    return np.where(near, incomplete_beta(a, b, np.where(near, x, 0.5)), 1 - incomplete_beta(b, a, np.where(near, 0.5, 1 - x)))


def holding(r, constant, neurons):
    """Inputs whose r differs from 0 at a false-discovery rate of 0.05, all constant inputs one hypothesis."""
    p = two_sided_p(r, neurons)
    hypotheses = np.append(p[~constant], p[constant].max()) if constant.any() else p
    order = np.argsort(hypotheses)
    adjusted = np.empty_like(hypotheses)
    scaled = hypotheses[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(scaled[::-1])[::-1])
    q = np.empty_like(p)
    q[~constant] = adjusted[: (~constant).sum()]
    q[constant] = adjusted[-1]
    return {"negative": int(((q <= 0.05) & (r < 0)).sum()), "positive": int(((q <= 0.05) & (r > 0)).sum())}


def pixel_map(x, y, constant):
    defined = ~(np.isnan(x) | np.isnan(y))
    n = defined.sum(0)
    u, v = np.where(defined, x, 0), np.where(defined, y, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        u = np.where(defined, u - u.sum(0) / n, 0)
        v = np.where(defined, v - v.sum(0) / n, 0)
        r = (u * v).sum(0) / np.sqrt((u * u).sum(0) * (v * v).sum(0))
    known = (n >= 4) & ~np.isnan(r)
    found = r[known]
    return {
        "mean": found.mean(),
        "negative": int((found < 0).sum()),
        "defined": len(found),
        "holding": holding(found, constant[known], len(x)),
    }


def clusters(x, y):
    """Points of one neuron count as one where x and y agree to 1e-6."""

    def parts(points, axis=0, settled=0):
        if len(points) == 1 or settled == 2:
            return [len(points)]
        points = points[np.argsort(points[:, axis])]
        cuts = np.flatnonzero(np.diff(points[:, axis]) > 1e-6) + 1
        settled = settled + 1 if len(cuts) == 0 else 1
        return [size for part in np.split(points, cuts) for size in parts(part, 1 - axis, settled)]

    sizes = []
    for of_x, of_y in zip(x, y):
        points = np.column_stack([of_x, of_y])
        sizes += parts(points[~np.isnan(points).any(1)])
    return {"distinctPoints": len(sizes), "largest": max(sizes)}


def neuron_permutation(x, y, count=DRAWS):
    """Re-pairs neuron j's x with neuron π(j)'s y; the sums over inputs are made once for every pair of neurons."""
    known_x, known_y = ~np.isnan(x), ~np.isnan(y)
    u, v = np.where(known_x, x - 0.5, 0), np.where(known_y, y - 0.5, 0)
    one_x, one_y = known_x.astype(np.float64), known_y.astype(np.float64)
    sums = [one_x @ one_y.T, u @ one_y.T, one_x @ v.T, (u * u) @ one_y.T, one_x @ (v * v).T, u @ v.T]

    def r2(partners):
        n, sx, sy, xx, yy, xy = (s[np.arange(len(x)), partners].sum(-1) for s in sums)
        return np.square(xy - sx * sy / n) / ((xx - sx * sx / n) * (yy - sy * sy / n))

    draws = np.random.default_rng(1).permuted(np.tile(np.arange(len(x)), (count, 1)), axis=1)
    drawn = r2(draws)
    observed = r2(np.arange(len(x)))
    return {"draws": count, "meanR2": drawn.mean(), "p": (1 + int((drawn >= observed).sum())) / (1 + count)}


def joint_permutation(x, y):
    """Re-pairs neurons and pixels both."""
    random = np.random.default_rng(2)
    observed = correlate(x.ravel(), y.ravel())["r2"]
    drawn = []
    for _ in range(DRAWS):
        shuffled = y[random.permutation(len(y))][:, random.permutation(y.shape[1])]
        drawn.append(correlate(x.ravel(), shuffled.ravel())["r2"])
    return {"draws": DRAWS, "meanR2": np.mean(drawn), "p": (1 + sum(r2 >= observed for r2 in drawn)) / (1 + DRAWS)}


def two_way_bootstrap(x, y):
    random = np.random.default_rng(3)
    defined = ~(np.isnan(x) | np.isnan(y))
    u, v = np.where(defined, x - 0.5, 0), np.where(defined, y - 0.5, 0)
    neurons, inputs = x.shape
    times_neurons = random.multinomial(neurons, np.full(neurons, 1 / neurons), DRAWS).astype(np.float64)
    times_inputs = random.multinomial(inputs, np.full(inputs, 1 / inputs), DRAWS).astype(np.float64)
    n, sx, sy, xx, yy, xy = (
        (times_neurons @ part * times_inputs).sum(1) for part in (defined.astype(np.float64), u, v, u * u, v * v, u * v)
    )
    r2 = np.square(xy - sx * sy / n) / ((xx - sx * sx / n) * (yy - sy * sy / n))
    return {"draws": DRAWS, "r2": {"low": np.percentile(r2, 2.5), "high": np.percentile(r2, 97.5)}}


def ink_alone(x, y, images, labels):
    means = {label: images[labels == label].mean(0) for group in GROUPS for label in group}
    of_a, of_b = (np.abs(means[p] - means[q]) for p, q in GROUPS)
    with np.errstate(invalid="ignore"):
        baseline = np.broadcast_to(of_a / (of_a + of_b), x.shape)
    baseline = np.where(np.isnan(x), np.nan, baseline).ravel()
    alone = correlate(baseline, y.ravel())
    headline = correlate(np.where(np.isnan(baseline), np.nan, x.ravel()), y.ravel())
    return {"n": alone["n"], "r2": alone["r2"], "headlineR2": headline["r2"]}


def log_ratios(a, b, c, d):
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y = np.log(a) - np.log(b), np.log(c) - np.log(d)
    finite = np.isfinite(x) & np.isfinite(y)
    return correlate(x[finite], y[finite])


def decomposition(x, y):
    """The parts of r of the additive two-way model: what neurons, pixels and single weights beyond them add to it."""
    left_out = np.isnan(x) | np.isnan(y)

    def parts(values):
        values = np.ma.array(values, mask=left_out)
        neurons, pixels = np.zeros((len(x), 1)), np.zeros((1, x.shape[1]))
        for _ in range(1000):
            of_neurons = values.mean(1, keepdims=True)
            values = values - of_neurons
            of_pixels = values.mean(0, keepdims=True)
            values = values - of_pixels
            neurons, pixels = neurons + of_neurons.filled(0), pixels + of_pixels.filled(0)
            if max(np.abs(of_neurons).max(), np.abs(of_pixels).max()) <= 1e-13:
                break
        return [np.broadcast_to(part, x.shape)[~left_out] for part in (neurons, pixels, values.filled(np.nan))]

    def covariance(one, other):
        return ((one - one.mean()) * (other - other.mean())).sum()

    scale = math.sqrt(covariance(x[~left_out], x[~left_out]) * covariance(y[~left_out], y[~left_out]))
    pairs = dict(zip(("neuron", "pixel", "residual"), zip(parts(x), parts(y))))
    return {
        name: {"r": correlate(one, other)["r"], "contribution": covariance(one, other) / scale}
        for name, (one, other) in pairs.items()
    }


def density_clusters(points):
    """DBSCAN (Ester et al. 1996); a point that is no core point belongs to the nearest one. −1 for noise."""
    pairs = cKDTree(points).query_pairs(EPS, output_type="ndarray")
    core = np.bincount(pairs.ravel(), minlength=len(points)) + 1 >= MIN_POINTS
    cores = core[pairs].sum(1)
    one, other = pairs[cores == 2].T
    graph = coo_matrix((np.ones(len(one), dtype=bool), (one, other)), shape=(len(points), len(points)))
    label = connected_components(graph, directed=False)[1]
    cluster = np.where(core, label, -1)
    one, other = pairs[cores == 1].T
    border, centre = np.where(core[one], other, one), np.where(core[one], one, other)
    # The nearest one is written last.
    farthest_first = np.argsort(-np.square(points[border] - points[centre]).sum(1), kind="stable")
    cluster[border[farthest_first]] = label[centre[farthest_first]]
    return cluster


def adjusted_rand(one, other):
    def pairs(counts):
        return (counts * (counts - 1) / 2).sum()

    of_one, of_other = (pairs(np.unique(labels, return_counts=True)[1]) for labels in (one, other))
    together = pairs(np.unique(np.column_stack([one, other]), axis=0, return_counts=True)[1])
    expected = of_one * of_other / pairs(np.array([len(one)]))
    return (together - expected) / ((of_one + of_other) / 2 - expected)


def purity(x, y):
    defined = ~(np.isnan(x) | np.isnan(y))
    cluster = density_clusters(np.column_stack([x[defined], y[defined]]))
    neuron = np.nonzero(defined)[0]
    inside = cluster >= 0
    return {
        "points": len(cluster),
        "clusters": len(np.unique(cluster[inside])),
        "noise": int((~inside).sum()),
        "adjustedRand": adjusted_rand(cluster[inside], neuron[inside]),
    }


def measures(squares, initial, phase1, y):
    """What else may stand in x's place: shares of A, or sizes that know no groups."""

    def share(of_a, of_b):
        with np.errstate(invalid="ignore"):
            return of_a / (of_a + of_b)

    found = {
        "root-fisher": share(*(np.sqrt(s) for s in squares)),
        "synaptic-intelligence": share(*(RATE * s for s in squares)),
        "weight": np.abs(phase1),
        "weight-change": np.abs(phase1 - initial),
    }
    return {
        name: {
            "r2": correlate(x.ravel(), y.ravel())["r2"],
            "spearman": spearman(x.ravel(), y.ravel()),
            "neuronPermutation": neuron_permutation(x, y, MEASURE_DRAWS),
        }
        for name, x in found.items()
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--initial")
    parser.add_argument("--by-hand", action="store_true")
    options = parser.parse_args()
    sha256 = {}
    rows, labels, images, groups = split(options.data, "train", sha256)
    test = split(options.data, "t10k", sha256)
    train = train_by_hand if options.by_hand else train_autograd

    torch.manual_seed(1)
    net = network(None if options.initial is None else stored_initial(options.initial))
    initial = copy.deepcopy(net)
    inputs, targets, group_list = torch.from_numpy(images), torch.from_numpy(np.eye(2)[groups]), groups.tolist()
    early, late = np.flatnonzero(rows < PHASE1_ROWS), np.flatnonzero(rows >= PHASE1_ROWS)
    earlier, sums, squares = ([[torch.zeros_like(p.data) for p in net.parameters()] for _ in GROUPS] for _ in range(3))
    tally_from = len(early) // 2

    def tallied(step, group):
        return (sums[group], squares[group]) if step >= tally_from else (earlier[group], ())

    outputs = train(net, inputs, targets, group_list, early.tolist(), tallied)
    networks = {"phase1": {"heldOut": held_out(net, test), "history": history(outputs, targets, groups, early)}}
    forks = {}
    for left in sum(GROUPS, ()):
        fork, order = copy.deepcopy(net), late[labels[late] != left]
        outputs = train(fork, inputs, targets, group_list, order.tolist(), lambda step, group: ((), ()))
        networks[f"without-{left}"] = {
            "examples": len(order),
            "heldOut": held_out(fork, test),
            "history": history(outputs, targets, groups, order),
        }
        forks[left] = [p.detach().numpy() for p in fork.parameters()]

    tally_a, tally_b = ([t.numpy() for t in s] for s in sums)
    c, d = ([np.abs(p - q) for p, q in zip(*(forks[label] for label in group))] for group in GROUPS)
    with np.errstate(invalid="ignore"):
        x = [a / (a + b) for a, b in zip(tally_a, tally_b)]
        y = [one / (one + other) for one, other in zip(c, d)]
    metrics = {}
    for name, of_x, of_y in zip(TENSORS, x, y):
        metrics[name] = correlate(of_x.ravel(), of_y.ravel())
        metrics[name]["spearman"] = spearman(of_x.ravel(), of_y.ravel())
        if of_x.ndim == 2:
            metrics[name]["band"] = {"slopeVariance": clustered_slope_variance(of_x, of_y)}
        metrics[name]["undefined"] = [int(np.isnan(of_x).sum()), int(np.isnan(of_y).sum())]
    metrics["layer1.bias"]["interval"] = fisher_interval(metrics["layer1.bias"]["r"], metrics["layer1.bias"]["n"])
    constant = np.ptp(images, axis=0) == 0
    metrics["pixelCorrelation"] = pixel_map(x[0], y[0], constant)
    metrics["identity"] = {
        "constantInputs": int(constant.sum()),
        "maxDeviationX": np.nanmax(np.abs(x[0][:, constant] - x[1][:, None])),
        "maxDeviationY": np.nanmax(np.abs(y[0][:, constant] - y[1][:, None])),
    }
    metrics["clusters"] = clusters(x[0], y[0])
    metrics["controls"] = {
        "neuronPermutation": neuron_permutation(x[0], y[0]),
        "inkAlone": ink_alone(x[0], y[0], images[late], labels[late]),
        "pixelPermutation": neuron_permutation(x[0].T, y[0].T),
        "jointPermutation": joint_permutation(x[0], y[0]),
        "decomposition": decomposition(x[0], y[0]),
        "withoutConstant": correlate(x[0][:, ~constant].ravel(), y[0][:, ~constant].ravel()),
        "logRatios": log_ratios(tally_a[0], tally_b[0], c[0], d[0]),
        "bootstrap": two_way_bootstrap(x[0], y[0]),
        "clusterPurity": {"all": purity(x[0], y[0]), "varying": purity(x[0][:, ~constant], y[0][:, ~constant])},
    }
    whole_a, whole_b = (one[0].numpy() + other[0].numpy() for one, other in zip(earlier, sums))
    with np.errstate(invalid="ignore"):
        metrics["controls"]["wholeTally"] = correlate((whole_a / (whole_a + whole_b)).ravel(), y[0].ravel())
    weights = [next(iter(one.parameters())).detach().numpy() for one in (initial, net)]
    metrics["measures"] = measures([s[0].numpy() for s in squares], *weights, y[0])
    used = {
        "mean": [images[groups == group].mean(0) for group in (0, 1)],
        "active": (images > 1 / 256).sum(0).astype(np.float64),
    }
    os.makedirs(options.out)
    with open(os.path.join(options.out, "run.json"), "w") as file:
        json.dump({"data": sha256, "networks": networks, "metrics": metrics}, file, indent=2, default=float)
    sets = {"initial": initial, "phase1": net}
    tensors = {f"{key}/{n}": p.detach().numpy() for key, s in sets.items() for n, p in zip(TENSORS, s.parameters())}
    others = {"tally/a": tally_a, "tally/b": tally_b, "difference/c": c, "difference/d": d, "x": x, "y": y}
    others |= {f"fork/without-{left}": tensors_of for left, tensors_of in forks.items()}
    tensors |= {f"{key}/{n}": t for key, s in others.items() for n, t in zip(TENSORS, s)}
    tensors |= {"inputs/mean.a": used["mean"][0], "inputs/mean.b": used["mean"][1], "inputs/active": used["active"]}
    np.savez(os.path.join(options.out, "tensors.npz"), **tensors)


main()
