"""The training step in NumPy, float64, written out by hand, without temporaries of the size of the weights."""

import numpy as np
from work import serve


def prepare(work, steps, tally):
    w1, b1, w2, b2 = work.layers()
    images, targets, labels = work.images(steps), work.targets(steps), work.labels
    sums = [[np.zeros_like(t) for t in (w1, b1, w2, b2)] for _ in range(2)]
    change1, change2 = np.empty_like(w1), np.empty_like(w2)
    rate = work.rate

    def train():
        for n in range(steps):
            x = images[n]
            z1 = w1 @ x
            z1 += b1
            h = np.logaddexp(0, z1)
            z2 = w2 @ h
            z2 += b2
            e2 = (np.logaddexp(0, z2) - targets[n]) / (1 + np.exp(-z2)) * rate
            e1 = (e2 @ w2) / (1 + np.exp(-z1))
            np.multiply(e1[:, None], x, out=change1)
            np.multiply(e2[:, None], h, out=change2)
            np.subtract(w1, change1, out=w1)
            np.subtract(b1, e1, out=b1)
            np.subtract(w2, change2, out=w2)
            np.subtract(b2, e2, out=b2)
            if tally:
                s1, t1, s2, t2 = sums[labels[n]]
                np.abs(change1, out=change1)
                np.add(s1, change1, out=s1)
                np.add(t1, np.abs(e1), out=t1)
                np.abs(change2, out=change2)
                np.add(s2, change2, out=s2)
                np.add(t2, np.abs(e2), out=t2)

    return train, lambda: [[w1, b1, w2, b2], *sums]


serve(f"NumPy {np.__version__}", prepare)
