"""The training step in PyTorch under no_grad, float64, with in-place rank-one updates, on one thread."""

import torch
from torch.nn.functional import softplus
from work import serve

torch.set_num_threads(1)


@torch.no_grad()
def prepare(work, steps, tally):
    w1, b1, w2, b2 = (torch.from_numpy(t) for t in work.layers())
    images, targets = torch.from_numpy(work.images(steps)), torch.from_numpy(work.targets(steps))
    labels = work.labels[:steps].tolist()
    sums = [[torch.zeros_like(t) for t in (w1, b1, w2, b2)] for _ in range(2)]
    rate = work.rate

    @torch.no_grad()
    def train():
        for n in range(steps):
            x = images[n]
            z1 = torch.addmv(b1, w1, x)
            h = softplus(z1)
            z2 = torch.addmv(b2, w2, h)
            d2 = (softplus(z2) - targets[n]).mul_(torch.sigmoid(z2))
            d1 = torch.mv(w2.t(), d2).mul_(torch.sigmoid(z1))
            w1.addr_(d1, x, alpha=-rate)
            b1.add_(d1, alpha=-rate)
            w2.addr_(d2, h, alpha=-rate)
            b2.add_(d2, alpha=-rate)
            if tally:
                # |d x| = |d| x, since inputs and softplus are positive.
                s1, t1, s2, t2 = sums[labels[n]]
                a1, a2 = d1.abs(), d2.abs()
                s1.addr_(a1, x, alpha=rate)
                t1.add_(a1, alpha=rate)
                s2.addr_(a2, h, alpha=rate)
                t2.add_(a2, alpha=rate)

    return train, lambda: [[w1, b1, w2, b2], *sums]


serve(f"PyTorch {torch.__version__}", prepare)
